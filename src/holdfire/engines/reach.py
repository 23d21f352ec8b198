"""Whether somebody listens at an address, asked before a library waits for minutes."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from .problem import EngineError

SECONDS = 10.0


def shown(address: str) -> str:
    """The name of an engine as it may be printed: without what Spark Connect puts after the port, a token among it.

    >>> shown("sc://spark.example:15002/;token=secret;use_ssl=true")
    'sc://spark.example:15002'
    """
    return address.split("/;", 1)[0]


def check_reachable(address: str) -> None:
    """Raises `EngineError` where no `HOST:PORT` of `SCHEME://HOST:PORT,HOST:PORT` takes a connection in ten seconds."""
    scheme, _, rest = shown(address).partition("://")
    wrong: list[str] = []
    for each in rest.split(","):
        split = urlsplit(f"{scheme}://{each}")
        try:
            host, port = split.hostname, split.port
        except ValueError:
            host, port = None, None
        if not host or not port:
            raise EngineError(f"engine {shown(address)!r}: expected {scheme}://HOST:PORT")
        try:
            with socket.create_connection((host, port), timeout=SECONDS):
                return
        except OSError as refused:
            wrong.append(f"{host}:{port} ({refused.strerror or refused})")
    raise EngineError(
        f"engine {shown(address)!r}: nothing answers at {', '.join(wrong)}. Check that the cluster runs and that this"
        " machine may reach it."
    )
