"""Pages to open: the chronicle's in both languages, that of GED where it is there, and one of hostile reports.

Each is made once a session, by the same calls as the command line's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfire.engines import Job, run
from holdfire.publish.editions import Rules, show
from holdfire.publish.gathering import gather
from holdfire.publish.incidents import Incident, Record
from holdfire.publish.language import language
from holdfire.publish.page import page, write_page
from holdfire.publish.publication import record_of
from holdfire.publish.selection import Query
from holdfire.publish.situation import Situation
from holdfire.world import World

from . import hostile_country

CHRONICLE = Path(__file__).resolve().parents[2] / "src" / "holdfire" / "chronicle"
CODES = ("en", "ar")
KEY = b"k" * 32


@dataclass(frozen=True)
class Published:
    """A page in a file, and the situation that it shows."""

    path: Path
    situation: Situation
    code: str

    def select(self, query: Query) -> list[Incident]:
        """The incidents that are meant, in the order of the list."""
        return self.situation.selector.of(self.situation.incidents, query)

    @property
    def views(self) -> dict[str, str]:
        """Addresses of all there is to see, by name."""
        names = ("situation", "terms", "sources", "settle", "method")
        return {
            **{name: name for name in names},
            "an incident": f"i={self.situation.incidents[0].id}",
            "nothing matches": "v=violation&w=nobody",
        }


@pytest.fixture(scope="session")
def chronicle(world: World, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Published]:
    """The public page of the demonstration, by language; each links to the other."""
    files = tuple(sorted(CHRONICLE.glob("*.yaml")))
    record = _record(Job(files=files, terms=("syria-coh-2016",), baseline="2016-02-20", settle=False), world)
    counts = [each for file in files for each in yaml.safe_load(file.read_text(encoding="utf-8")).get("counts", [])]
    return _written(Situation(show(record, Rules(key=KEY))), tmp_path_factory.mktemp("chronicle"), counts)


@pytest.fixture(scope="session")
def ged(world: World, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The public page of a half-year of GED, in English."""
    file = shared / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv"
    record = _record(Job(files=(file,), terms=("syria-coh-2016",), baseline="2016-01-28", settle=False), world)
    situation = Situation(show(record, Rules(key=KEY)))
    path = tmp_path_factory.mktemp("ged") / "situation.html"
    write_page(path, page(situation, language("en")))
    return Published(path, situation, "en")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Published]:
    """The confidential page of a country whose every name and report is an attack on the page, by language."""
    folder = tmp_path_factory.mktemp("hostile")
    made = hostile_country.write(folder)
    record = gather(hostile_country.judged(made), hostile_country.CUT_OFF)
    situation = Situation(show(record, Rules("confidential")))
    return _written(situation, folder, hostile_country.COUNTS)


def _record(job: Job, world: World) -> Record:
    kept = run(job, keep_rows=10_000).kept
    assert kept is not None
    return record_of(job, kept, job.terms[0], world)


def _written(situation: Situation, folder: Path, counts: Sequence[Mapping[str, Any]]) -> dict[str, Published]:
    names = {code: f"situation.{code}.html" for code in CODES}
    for code, name in names.items():
        other = next(each for each in CODES if each != code)
        linked = (language(other), names[other])
        write_page(folder / name, page(situation, language(code), measured=False, counts=counts, other=linked))
    return {code: Published(folder / name, situation, code) for code, name in names.items()}


__all__ = ["CODES", "Published", "chronicle", "ged", "hostile"]
