"""What all rooms share: how Hypothesis runs, our world, a made world, and the shared data where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from holdfire.world import World, load_world
from made import AGREEMENT, WORLD, Made
from stores import bucket, store, store_in_environment

collect_ignore = ["conftest.py"]
"""It has no doctests, and there is one of that name beside the sources."""

__all__ = ["bucket", "store", "store_in_environment"]

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    max_examples=30,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("unshrunk", settings.get_profile("steady"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts that somebody attached on this machine are none of a test's business, also not of the commands it runs."""
    folder = tmp_path_factory.mktemp("home")
    os.environ["HOLDFIRE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def world() -> World:
    """Our world, as it comes."""
    return load_world()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data: `HOLDFIRE_SHARED`, else `../shared/data` beside the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("HOLDFIRE_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("the shared data folder is absent")
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A made country of two sides and their agreement, in files."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "madeland.yaml").write_text(WORLD, encoding="utf-8")
    (folder / "made-truce.yaml").write_text(AGREEMENT, encoding="utf-8")
    return Made(folder)
