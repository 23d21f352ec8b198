"""One question to a chat endpoint over HTTP, bounded in time, size and number of tries."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .problem import ReadingError

if TYPE_CHECKING:
    import httpx

LARGEST = 256 * 1024
"""Bytes of an answer that are read at most."""

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 30.0
_PATH = "/chat/completions"


@dataclass(frozen=True)
class Endpoint:
    """Where to ask: an address such as `http://127.0.0.1:8080/v1`, and the name of a model there. There is no default.

    `timeout` (seconds) bounds one try, `tries` how often one question is sent, `pause` (seconds) is that before the
    second try and doubles, `at_once` how many questions are under way together. `key` is shown nowhere.

    Raises `ValueError` for an address that is no HTTPS; plain HTTP is taken on this machine alone.

    >>> Endpoint("http://127.0.0.1:8080", "small").address
    'http://127.0.0.1:8080/v1/chat/completions'
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 60.0
    tries: int = 3
    pause: float = 0.5
    at_once: int = 4

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            secure = parts.scheme == "https" or (parts.scheme == "http" and _here(parts.hostname or ""))
        except ValueError:
            secure = False
        if not secure or not parts.hostname or parts.username or parts.query or parts.fragment:
            # What is wrong with it is not told: a password may stand in it.
            raise ValueError(
                "expected the address of an endpoint, https://HOST/v1, or http:// on this machine, without user, query"
                " or fragment, found another"
            )
        if not self.model or len(self.model) > 200 or not self.model.isprintable():
            raise ValueError(f"expected the name of a model, found {self.model[:80]!r}")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and self.key.strip()):
            raise ValueError("expected a key of printable ASCII, found another")
        if not (
            0 < self.timeout <= 600 and 1 <= self.tries <= 10 and 0 <= self.pause <= 60 and 1 <= self.at_once <= 32
        ):
            raise ValueError(
                "expected timeout to 600 s, 1 to 10 tries, pause to 60 s and 1 to 32 at once, found others"
            )

    @property
    def address(self) -> str:
        """Where questions are sent."""
        url = self.url.rstrip("/")
        if url.endswith(_PATH):
            return url
        return url + ("" if urlsplit(url).path else "/v1") + _PATH


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class AskingError(Exception):
    """A question that got no answer: `problem` is a stable word, `again` whether another try may help."""

    def __init__(self, problem: str, *, again: bool = False, pause: float | None = None):
        self.problem, self.again, self.pause = problem, again, pause
        super().__init__(problem)


def library() -> Any:
    """httpx. Raises `ReadingError` where it is not installed."""
    try:
        import httpx
    except ImportError as error:
        raise ReadingError(found="no httpx", expected="httpx 0.28", remedy='pip install "holdfire[llm]"') from error
    return httpx


def client_of(endpoint: Endpoint) -> httpx.Client:
    """A client that checks certificates, follows no redirect, and takes no proxy or password from its surroundings."""
    http = library()
    found: httpx.Client = http.Client(
        timeout=endpoint.timeout,
        verify=True,
        follow_redirects=False,
        trust_env=False,
        limits=http.Limits(max_connections=endpoint.at_once),
    )
    return found


def send(client: httpx.Client, endpoint: Endpoint, messages: list[dict[str, str]]) -> str:
    """The text of the answer. Raises `AskingError` once the tries are used up, or where another would not help."""
    pause = endpoint.pause
    for left in range(endpoint.tries - 1, -1, -1):
        try:
            return _text_of(_once(client, endpoint, messages))
        except AskingError as bad:
            if not bad.again or not left:
                raise
            time.sleep(min(max(pause, bad.pause or 0.0), _LONGEST_PAUSE))
            pause *= 2
    raise AssertionError("at least one try was made")


def _once(client: httpx.Client, endpoint: Endpoint, messages: list[dict[str, str]]) -> bytes:
    http = library()
    # An answer that is not compressed cannot unpack to more than is sent.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    body = {"model": endpoint.model, "messages": messages, "temperature": 0, "max_tokens": 2000, "stream": False}
    until = time.monotonic() + endpoint.timeout
    try:
        with client.stream("POST", endpoint.address, json=body, headers=headers) as response:
            _accepted(response)
            held = bytearray()
            for part in response.iter_raw():
                held += part
                if len(held) > LARGEST:
                    raise AskingError("answer_too_large")
                if time.monotonic() > until:  # the timeout of the client is that of one part, and parts can drip
                    raise AskingError("timeout", again=True)
            return bytes(held)
    except http.TimeoutException:
        raise AskingError("timeout", again=True) from None
    except http.TransportError:
        raise AskingError("no_connection", again=True) from None
    except http.InvalidURL:
        raise AskingError("no_connection") from None


def _accepted(response: httpx.Response) -> None:
    status = response.status_code
    if 300 <= status < 400:
        raise AskingError("redirected")  # the passage and the key would go to somebody else
    if status != 200:
        raise AskingError(f"http_{status}", again=status in _AGAIN, pause=_wait(response))
    if response.headers.get("content-encoding", "identity") != "identity":
        raise AskingError("answer_compressed")


def _wait(response: httpx.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _text_of(content: bytes) -> str:
    try:
        text = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise AskingError("not_an_answer") from None
    if not isinstance(text, str):
        raise AskingError("not_an_answer")
    return text
