"""The examples that the page on terms shows: its files are written out, and its commands are run on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from holdfire.terms.agreement import Agreement
from holdfire.terms.cases import Cases
from holdfire.world import read_yaml

from .conftest import Holdfire

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "terms.md").read_text(encoding="utf-8")
WRITTEN = dict(re.findall(r"[Aa]s\s+`([\w.-]+\.yaml)`:\n\n```yaml\n(.*?)```", PAGE, re.DOTALL))
RUNS = [
    (command, said.strip())
    for command, said in re.findall(r"^\$ holdfire (.+)\n((?:(?![$`]).*\n)*)", PAGE, re.MULTILINE)
]


def test_the_page_shows_a_world_an_agreement_and_its_cases() -> None:
    assert set(WRITTEN) == {"hills-world.yaml", "hills-truce.yaml", "hills-truce.cases.yaml"}
    assert {command.split()[1] for command, _ in RUNS} == {"check", "test"}


def test_its_agreement_is_short() -> None:
    assert len(WRITTEN["hills-truce.yaml"].splitlines()) < 60


@pytest.mark.parametrize(("command", "said"), RUNS)
def test_its_commands_say_what_the_page_says(
    holdfire: Holdfire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    for name, text in WRITTEN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = holdfire(*command.split())
    assert (ran.code, ran.out.strip()) == (0, said)
    assert not ran.err


def test_its_fields_are_those_of_the_language(tmp_path: Path) -> None:
    """What the page lists field by field, put together, is an agreement and its cases."""
    blocks = [text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if text not in WRITTEN.values()]
    agreement: dict[str, object] = {}
    for text in blocks:
        (tmp_path / "block.yaml").write_text(text, encoding="utf-8")
        found = read_yaml(tmp_path / "block.yaml").content
        if set(found) == {"agreement", "cases"}:
            assert Cases.model_validate(found).agreement == agreement["id"]
        else:
            agreement |= found
    read = Agreement.model_validate(agreement)
    assert [len(each) for each in (read.clauses, read.promises, read.notes)] == [1, 1, 1]
