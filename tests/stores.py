"""An object store on this machine, for tests of addresses: moto's server, which speaks as S3 does."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import count
from types import SimpleNamespace
from typing import Any

import pyarrow.fs as pafs
import pytest

from holdfire.sources.address import Address

BUCKET = "holdfire-tests"
_NUMBERS = count()


@pytest.fixture(scope="session", autouse=True)
def store_in_environment() -> Iterator[int]:
    """The port of the store, which is in the environment from the first test on, so that every worker process has it,
    whenever it was started; and no test reaches any other store."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    told = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with pytest.MonkeyPatch.context() as patched:
        for name, value in told.items():
            patched.setenv(name, value)
        yield port


@pytest.fixture(scope="session")
def store(store_in_environment: int) -> Iterator[Any]:
    """The store, started: `requests` lists what was asked of it as (method, path, range)."""
    server_of = pytest.importorskip("moto.server", reason="moto, which stands for an object store, is not installed")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    seen: list[tuple[str, str, str]] = []
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=store_in_environment, verbose=False)
    with socket.socket() as free:
        if free.connect_ex(("127.0.0.1", store_in_environment)) == 0:
            pytest.fail(f"port {store_in_environment}, which was free, was taken before the store could listen there")
    server.start()
    _listen(seen)
    system = pafs.S3FileSystem(
        endpoint_override=os.environ["AWS_ENDPOINT_URL"], region="us-east-1", allow_bucket_creation=True
    )
    system.create_dir(BUCKET)
    yield SimpleNamespace(requests=seen)
    server.stop()


def _listen(seen: list[tuple[str, str, str]]) -> None:
    """Write down every request that the server answers."""
    from werkzeug.serving import WSGIRequestHandler

    answered = WSGIRequestHandler.run_wsgi

    one_at_a_time = threading.Lock()  # moto looks whether a key is there and then writes it; a store does both at once

    def listened(handler: Any) -> None:
        seen.append((handler.command, handler.path, handler.headers.get("Range") or ""))
        with one_at_a_time if handler.command == "PUT" else nullcontext():
            answered(handler)

    WSGIRequestHandler.run_wsgi = listened  # type: ignore[method-assign]


@pytest.fixture
def bucket(store: Any) -> Address:
    """An address under which there is nothing yet."""
    return Address(f"s3://{BUCKET}/{next(_NUMBERS)}")


def put(address: Address, content: bytes) -> Address:
    """Put a file at an address."""
    system, key = address.store()
    with system.open_output_stream(key, compression=None) as file:
        file.write(content)
    return address
