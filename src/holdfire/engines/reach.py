"""Whether a cluster can be reached, asked before a library waits for minutes, and what is said where it cannot be."""

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


def gone(why: str) -> EngineError:
    """The error where the cluster itself went, and no worker of it."""
    return EngineError(f"the cluster is gone ({why}); what is done is kept, and the same command goes on from there")


def without_holdfire(remedy: str) -> EngineError:
    """The error where a worker has no holdfire; `remedy` is what can be done beside installing it there."""
    return EngineError(
        "a worker of the cluster has no holdfire; expected the same version as here on every machine. Install it there,"
        f" or {remedy}."
    )


def other_versions(library: str, found: str) -> EngineError:
    """The error where this machine and the cluster do not understand each other."""
    return EngineError(
        f"this machine and the cluster have different versions ({found}). Use the same versions of {library} and of"
        " Python on both."
    )
