"""Where nothing may be written: one message that says where and what to do, and nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from holdfire.engines import EngineError, run
from holdfire.sources.address import Address
from made import Made

from .examples import job_of, several, write

PROGRAM = """
import os, sys
from pathlib import Path
from holdfire.cli.failures import told
from holdfire.engines import Job, run

made, rows, free, locked, when = (Path(each) for each in sys.argv[1:])
job = Job((rows,), (str(made / "made-truce.yaml"),), (made / "madeland.yaml",), baseline="2020-02-01",
          rows_per_fragment=5, settle=False)
run(job, out=free / "out.parquet")  # all that is needed is loaded

def lock(done, total):
    if str(when) == "later":
        (locked / "out.parquet.parts").chmod(0o555)

if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anywhere
try:
    run(job, out=locked / "out.parquet", progress=lock)
except Exception as wrong:
    print(told(wrong) or repr(wrong))
"""


@pytest.mark.skipif(os.name == "nt", reason="permissions as POSIX has them")
@pytest.mark.parametrize(
    ("when", "said"), [("before", "Permission denied. Check the path."), ("later", "may not write or read there")]
)
def test_a_folder(made: Made, tmp_path: Path, when: str, said: str) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == tmp_path.owner() and folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(0o755)  # the tests' own folders, which only their owner may enter
    rows = write(tmp_path / "events.csv", several(20))
    free, locked = tmp_path / "free", tmp_path / "locked"
    for folder in (free, locked):
        folder.mkdir()
    locked.chmod(0o555 if when == "before" else 0o777)
    for each in (made.folder, *made.folder.iterdir()):
        each.chmod(0o755)
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(made.folder), str(rows), str(free), str(locked), when],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert said in told.stdout, told.stderr
    assert str(locked) in told.stdout or "rows 6 to 10" in told.stdout
    assert told.stdout.count("\n") == 1
    assert not (locked / "out.parquet").exists()


class Refusing(BaseHTTPRequestHandler):
    """A store that lets nobody in."""

    def _refuse(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_HEAD = do_POST = _refuse  # noqa: N815  as the server asks for them

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[Address]:
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    where = f"127.0.0.1:{server.server_address[1]}"
    yield Address(f"s3://theirs/out.parquet?endpoint_override={where}&scheme=http&region=us-east-1")
    server.shutdown()
    server.server_close()


def test_a_store(made: Made, tmp_path: Path, refusing: Address) -> None:
    pytest.importorskip("obstore", reason='obstore is not installed: pip install "holdfire[cloud]"')
    with pytest.raises((EngineError, ValueError), match=r"s3://theirs/.*no permission.*Ask who keeps the store"):
        run(job_of(made, write(tmp_path / "events.csv", several(5))), out=refusing)
