"""What goes wrong on a cluster: one clear message, and nothing half-written."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engines.examples import job_of, several, write
from engines.test_attempts import poisoned_job
from holdfire.engines import EngineError, UnfinishedError, open_runner, read_findings, run
from holdfire.engines.staging import staging_beside
from made import Made

from .conftest import EVERY, SPARK


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until somebody listens there."""
    for _ in range(1200):
        with socket.socket() as asked:
            asked.settimeout(0.2)
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the server ended before it listened"
        time.sleep(0.1)
    raise AssertionError("the server did not listen within two minutes")


@pytest.mark.parametrize("scheme", ["ray", "spark", "sc"])
def test_a_cluster_that_cannot_be_reached(made: Made, events: Path, tmp_path: Path, scheme: str) -> None:
    pytest.importorskip("ray" if scheme == "ray" else "pyspark", reason="the extra is not installed")
    engine, out = f"{scheme}://127.0.0.1:{closed_port()}", tmp_path / "out.parquet"
    with pytest.raises(EngineError, match=f"engine '{engine}': nothing answers at 127.0.0.1:"):
        run(job_of(made, events), out=out, engine=engine)
    assert [each.name for each in tmp_path.iterdir()] == ["events.csv"]
    with pytest.raises(EngineError, match=f"expected {scheme}://HOST:PORT"):
        open_runner(f"{scheme}://somewhere")


NEWER = """
import sys, warnings
warnings.simplefilter("ignore")
import ray
ray.__version__ = "1.0.0"
from holdfire.engines import EngineError, open_runner
try:
    open_runner(sys.argv[1])
except EngineError as wrong:
    print(wrong)
"""


@pytest.fixture
def ray_client(ray_cluster: Any) -> Iterator[str]:
    """The address at which the cluster takes clients."""
    port = closed_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "ray.util.client.server", "--address", ray_cluster.address, "--host", "127.0.0.1",
         "--port", str(port), "--mode", "proxy"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "GRPC_ENABLE_FORK_SUPPORT": "0"},  # see docs/scale.md, "What happens when something fails"
    )  # fmt: skip
    wait_for(port, server)
    yield f"ray://127.0.0.1:{port}"
    server.terminate()
    server.wait(30)


def test_a_client_of_another_version(ray_client: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", NEWER, ray_client], capture_output=True, text=True, timeout=120, check=False
    )
    assert "this machine and the cluster have different versions" in told.stdout, told.stderr
    assert "1.0.0" in told.stdout


CLIENT = """
import sys
from pathlib import Path
from holdfire.engines import Job, run

def main():
    made, rows, out, engine = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    job = Job((rows,), (str(made / "made-truce.yaml"),), (made / "madeland.yaml",), baseline="2020-02-01",
              rows_per_fragment=50, settle=False)
    print(run(job, out=out, engine=engine).account.kept)

if __name__ == "__main__":
    main()
"""


def test_a_client_of_the_same_version(ray_client: str, made: Made, events: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out.parquet", tmp_path / "other.parquet"
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CLIENT, str(made.folder), str(events), str(out), ray_client],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert told.stdout.strip() == "300", told.stderr
    run(job_of(made, events, rows=50), out=other)
    assert read_findings(out).to_pylist() == read_findings(other).to_pylist()


NOW_AND_THEN = """
import sys, warnings
warnings.simplefilter("ignore")
import ray
from holdfire.engines import EngineError, open_runner
real, fails = ray.init, int(sys.argv[2])

def init(**options):
    global fails
    if fails:
        fails -= 1
        raise ConnectionAbortedError("Initialization failure from server: Starting Ray client server failed.")
    return real(**options)

ray.init = init
try:
    runner = open_runner(sys.argv[1])
    print("open")
    runner.close()
except EngineError as wrong:
    print(wrong)
"""


@pytest.mark.parametrize(("fails", "told"), [("2", "open"), ("3", "GRPC_ENABLE_FORK_SUPPORT=0")])
def test_a_head_that_gives_a_client_no_process_is_asked_again(ray_client: str, fails: str, told: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", NOW_AND_THEN, ray_client, fails],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told in said.stdout, said.stderr


LACKING = """
import sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from holdfire.engines import EngineError, Job, run

def main():
    made, rows, out, engine = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    job = Job((rows,), (str(made / "made-truce.yaml"),), (made / "madeland.yaml",), baseline="2020-02-01",
              rows_per_fragment=50, settle=False)
    try:
        run(job, out=out, engine=engine)
    except EngineError as wrong:
        print(wrong)

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("engine", ["ray", SPARK])
def test_a_worker_without_holdfire(
    request: pytest.FixtureRequest, made: Made, events: Path, tmp_path: Path, engine: str
) -> None:
    """The processes that the driver starts find no holdfire, though it does itself."""
    if engine == "ray":
        pytest.importorskip("ray", reason='Ray is not installed: pip install "holdfire[ray]"')
    else:
        request.getfixturevalue("java")
    lacking = tmp_path / "lacking" / "holdfire"
    lacking.mkdir(parents=True)
    text = "raise ModuleNotFoundError(\"No module named 'holdfire'\", name='holdfire')\n"
    (lacking / "__init__.py").write_text(text, encoding="utf-8")
    out = tmp_path / "out.parquet"
    program = f"import os; os.environ['PYTHONPATH'] = {str(lacking.parent)!r}; os.environ.pop('RAY_ADDRESS', None)"
    told = subprocess.run(
        [sys.executable, "-c", program + LACKING, str(made.folder), str(events), str(out), engine],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert told.stdout.startswith("a worker of the cluster has no holdfire; expected the same version"), told.stderr
    assert told.stdout.count("\n") == 1
    assert not out.exists()


@EVERY
def test_a_poisoned_row_group(made: Made, tmp_path: Path, engine: str) -> None:
    job, _ = poisoned_job(made, tmp_path)
    out = tmp_path / "out.parquet"
    with pytest.raises(UnfinishedError, match=r"1 of 4 fragments failed three times: .*rows 21 to 30"):
        run(job, out=out, engine=engine)
    assert not out.exists()
    result = run(job, out=out, engine=engine, without_failed=True)
    assert (result.account.skipped, result.account.kept, result.account.set_aside) == (3, 30, 10)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = (
        shutil.which("mount")
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("no small disk can be mounted here: that takes root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@EVERY
def test_a_full_disk(made: Made, small_disk: Path, tmp_path: Path, engine: str) -> None:
    many = write(tmp_path / "many.csv", several(4000))
    out = small_disk / "out.parquet"
    with pytest.raises(EngineError, match="no space left on its disk"):
        run(job_of(made, many, rows=500), out=out, engine=engine)
    assert not out.exists()
    assert not [each for each in staging_beside(out).glob("*") if ".tmp-" in each.name]


@EVERY
def test_a_folder_that_only_the_driver_sees(made: Made, events: Path, tmp_path: Path, engine: str) -> None:
    """On another machine the folder for parts is not there: here, workers find that it has been moved away."""
    out = tmp_path / "out.parquet"
    hidden = tmp_path / "hidden"

    def hide(done: int, total: int) -> None:
        if not hidden.exists():
            staging_beside(out).rename(hidden)

    with pytest.raises(EngineError, match="expected a folder that all machines share, or an address"):
        run(job_of(made, events, rows=2), out=out, engine=engine, progress=hide)
    assert not out.exists()
