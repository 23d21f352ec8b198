"""Files of reports: one report, one claimant's claim."""

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfire.sources import SourceError, recognise
from holdfire.world import World

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
