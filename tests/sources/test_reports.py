"""Files of reports: one report, one claimant's claim."""

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfire.sources import SourceError, check, recognise, stub
from holdfire.world import World, load_world

from .examples import whole

Write = Callable[..., Path]

YAML = """\
zone: Asia/Damascus
reports:
  - id: r-1
    when: 2016-02-27T14:00
    where: Daraya
    act: shelling
    actors: [government-of-syria]
    claimed_by: [snhr]
    alternatives: [{field: actors, value: [russia], claimed_by: [sohr]}]
    says: A town was shelled.
  - id: r-2
    when: "2016-02-31"
    act: shelling
  - id: r-3
    act: shelling
"""


def test_reports_in_yaml(write: Write, world: World) -> None:
    path = write(YAML)
    assert recognise(path).name == "reports"
    found = whole(path, world)
    [row] = found.observations.to_pylist()
    assert (row["id"], row["row"], row["act"], row["claimed_by"]) == ("r-1", 1, "shelling", ["snhr"])
    [rival] = found.alternatives.to_pylist()
    assert (rival["of"], rival["field"], rival["backed_by"]) == ("r-1", "actors", ["sohr"])
    assert [(row["row"], row["reason"]) for row in found.rejects.to_pylist()] == [
        (2, "not_a_report"),
        (3, "not_a_report"),
    ]
    assert found.rejects.to_pylist()[0]["found"]


def test_reports_one_a_line(write: Write, world: World) -> None:
    lines = (
        '{"zone": "Asia/Damascus"}\n{"id": "r-1", "when": "2016-02-27", "act": "shelling"}\n{"id": "r-2", oops\n[1]\n'
    )
    path = write(lines)
    assert recognise(path).version == "JSON lines"
    found = whole(path, world)
    assert found.observations.column("id").to_pylist() == ["r-1"]
    assert found.rejects.column("reason").to_pylist() == ["not_json", "not_a_report"]


def test_a_file_without_its_zone(write: Write, world: World) -> None:
    with pytest.raises(SourceError, match="expected an IANA zone"):
        whole(write("reports:\n- {id: a, when: 2016-01-01, act: shelling}\n"), world)
    with pytest.raises(SourceError, match="a report without a zone"):
        whole(write('{"id": "r-1", "when": "2016-02-27", "act": "shelling"}\n'), world)


def test_the_chronicle_is_read_whole(world: World) -> None:
    import holdfire

    for path in sorted((Path(holdfire.__file__).parent / "chronicle").glob("*.yaml")):
        assert whole(path, world).rejects.to_pylist() == []


def test_a_date_that_does_not_exist_sets_its_report_aside(write: Write, world: World) -> None:
    lines = [
        f"  - {{id: r-{n}, when: {when}, act: shelling, published: {published}}}"
        for n, (when, published) in enumerate(
            [
                ("2016-02-31", "2016-03-01"),
                ("2016-13-01", "2016-03-01"),
                ("2016-02-27", "2016-02-30"),
                ("{from: 2016-02-27, to: 2016-02-30}", "2016-03-01"),
                ("2016-02-27 9:30:00", "2016-02-28"),
                ("2016-02-27", "2016-02-28"),
            ]
        )
    ]
    found = whole(write("\n".join(["zone: Asia/Damascus", "reports:", *lines])), world)
    assert found.observations.column("id").to_pylist() == ["r-4", "r-5"]
    assert [(row["row"], row["reason"]) for row in found.rejects.to_pylist()] == [
        (n, "not_a_report") for n in (1, 2, 3, 4)
    ]
    assert "2016-02-31" in found.rejects.to_pylist()[0]["found"]


UNKNOWN = """\
zone: Asia/Damascus
reports:
  - {id: r-1, when: 2016-02-27, act: "it's a \\"melee\\""}
  - {id: r-2, when: 2016-02-27, act: shelling, weapon: trebuchet}
  - {id: r-3, when: 2016-02-27, act: shelling, also: [melee]}
  - {id: r-4, when: 2016-02-27}
  - {id: r-5, when: 2016-02-27, act: shelling, claimed_by: [A  Paper]}
"""


def test_an_act_that_nobody_knows(write: Write, world: World) -> None:
    path = write(UNKNOWN)
    rejects = whole(path, world).rejects.to_pylist()
    assert [(row["reason"], row["column"]) for row in rejects] == [
        ("unknown_act", "act"),
        ("unknown_weapon", "weapon"),
        ("unknown_act", "act"),
        ("not_a_report", None),
    ]
    assert (rejects[1]["expected"], rejects[1]["found"]) == ("one of holdfire sources known weapons", "'trebuchet'")
    report = check(path, world)
    assert report["unknown"]["acts"] == [{"name": 'it\'s a "melee"', "n": 1}, {"name": "melee", "n": 1}]
    assert report["unknown"]["weapons"] == [{"name": "trebuchet", "n": 1}]
    assert report["unknown"]["claimants"] == [{"name": "a paper", "n": 1}]
    again = check(path, load_world(write(stub(report), "mine.yaml")))
    assert (again["kept"], again["reasons"]) == (4, {"not_a_report": 1})


def test_a_value_of_the_wrong_kind_is_told_in_plain_words(write: Write, world: World) -> None:
    path = write("zone: UTC\nreports:\n  - {id: r-1, when: 2016-02-27, act: shelling, killed: some}\n")
    [row] = whole(path, world).rejects.to_pylist()
    assert (row["expected"], row["found"]) == ("killed_low to be a whole number", "'some'")


def test_half_a_letter_sets_one_report_aside_and_no_other(write: Callable[..., Path], world: World) -> None:
    """A file cannot hold half of a pair of surrogates, which JSON can spell."""
    lines = (
        '{"zone": "Asia/Damascus"}',
        '{"id": "a", "when": "2016-03-08", "act": "shelling", "where": "Daraya", "says": "\\ud800"}',
        '{"id": "b", "when": "2016-03-08", "act": "shelling", "where": "Daraya"}',
    )
    found = whole(write("\n".join(lines) + "\n"), world)
    assert found.observations["id"].to_pylist() == ["b"]
    assert found.rejects["reason"].to_pylist() == ["not_utf8"]
