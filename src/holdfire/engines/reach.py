"""Whether somebody listens at an address, asked before a library waits for minutes."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from .problem import EngineError

SECONDS = 10.0


def check_reachable(address: str) -> None:
    """Raises `EngineError` where the host and port of `SCHEME://HOST:PORT` take no connection within ten seconds."""
    split = urlsplit(address)
    try:
        host, port = split.hostname, split.port
    except ValueError:
        host, port = None, None
    if not host or not port:
        raise EngineError(f"engine {address!r}: expected {split.scheme}://HOST:PORT")
    try:
        with socket.create_connection((host, port), timeout=SECONDS):
            return
    except OSError as wrong:
        raise EngineError(
            f"engine {address!r}: nothing answers at {host}:{port} ({wrong.strerror or wrong}). Check that the cluster"
            " runs and that this machine may reach it."
        ) from None
