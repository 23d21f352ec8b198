"""Parts and outputs in an object store, where nothing can be renamed: a conditional put names the winner.

An output at an address is a folder in which `_manifest.json` lists the parts that count, under `_parts/`. A reader that
follows the manifest sees the whole of one run, or of the one before; names that begin with `_` are what Spark, Hive and
Arrow leave out when they list a folder.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyarrow as pa
import pyarrow.fs as pafs

from ..sources import SourceError
from ..sources.address import Address
from ..sources.folder import MANIFEST
from ..sources.scratch import scratch
from .problem import EngineError, StoreError
from .staging import MARK, Kept, differing_in, kept_of

PARTS = "_parts"
"""Folder of the parts of an output at an address."""


@dataclass(frozen=True)
class Bucket:
    """Parts of one run under an address."""

    at: Address

    def draft(self, part: str, suffix: str) -> Path:
        handle, name = tempfile.mkstemp(dir=scratch(), suffix=f"~{part}.{secrets.token_hex(4)}.{suffix}")
        os.close(handle)
        return Path(name)

    def keep(self, part: str, suffix: str, draft: Path) -> Kept:
        kept = kept_of(draft.name.split("~", 1)[1], draft)
        try:
            upload(draft, self.at.child(kept["name"]))
        finally:
            draft.unlink()
        return kept

    def commit(self, part: str, record: dict[str, Any]) -> dict[str, Any]:
        claim(self.at.child(f"{part}.json"), json.dumps(record, ensure_ascii=False).encode())
        return self.record(part)

    def committed(self, part: str) -> dict[str, Any] | None:
        if not self.at.child(f"{part}.json").exists():
            return None
        record = self.record(part)
        whole = all(self.at.child(kept["name"]).info().size == kept["size"] for kept in record["files"].values())
        if not whole:
            raise EngineError(
                f"{self.at}: files of {part} are gone that its record names. Remove what lies there, and run again."
            )
        return record

    def record(self, part: str) -> dict[str, Any]:
        return dict(json.loads(_record(self.at.child(f"{part}.json"))))

    def local(self, kept: Kept) -> Path:
        handle, name = tempfile.mkstemp(dir=scratch())
        with os.fdopen(handle, "wb") as file, self.at.child(kept["name"]).stream() as stream:
            while block := stream.read(1 << 20):
                file.write(block)
        return Path(name)

    def tell(self, part: str, text: str) -> str:
        address = self.at.child(f"{part}.failed.txt")
        put(address, text.encode())
        return str(address)


@lru_cache(maxsize=1 << 16)
def _record(at: Address) -> bytes:
    """A record, which never changes once it is there."""
    return at.read()


def upload(path: Path, address: Address) -> None:
    """Put a file of this machine at an address. Raises `EngineError` where that is not allowed, or fails."""
    system, key = address.store()
    try:
        pafs.copy_files(str(path), key, source_filesystem=pafs.LocalFileSystem(), destination_filesystem=system)
    except (OSError, pa.ArrowException) as wrong:
        raise _not_written(address, wrong) from None


def put(address: Address, content: bytes) -> None:
    """Put some bytes at an address, whatever was there."""
    system, key = address.store()
    try:
        with system.open_output_stream(key, compression=None) as stream:
            stream.write(content)
    except (OSError, pa.ArrowException) as wrong:
        raise _not_written(address, wrong) from None


def claim(address: Address, content: bytes, over: str | None = None) -> bool:
    """Put bytes at an address if nothing is there, or with `over` if what is there has that tag. Whether it was done.

    Of several who claim one address at a time exactly one is told True.
    """
    if address.scheme in ("hdfs", "viewfs"):
        return _by_renaming(address, content, over)
    obstore = _obstore()
    store = obstore.store.from_url(_bucket(address), **_options(address))
    mode: Any = "create" if over is None else {"e_tag": over}
    try:
        obstore.put(store, _key(address), content, mode=mode)
    except (obstore.exceptions.AlreadyExistsError, obstore.exceptions.PreconditionError):
        return False
    except obstore.exceptions.NotFoundError as wrong:
        if over is not None:  # what was to be replaced is gone
            return False
        raise _not_written(address, wrong) from None
    except obstore.exceptions.BaseError as wrong:
        raise _not_written(address, wrong) from None
    return True


def tag_of(address: Address) -> str | None:
    """The tag of what lies at an address, by which `claim` replaces it; None where nothing does."""
    if not address.exists():
        return None
    if address.scheme in ("hdfs", "viewfs"):
        return address.version()
    obstore = _obstore()
    store = obstore.store.from_url(_bucket(address), **_options(address))
    try:
        return str(obstore.head(store, _key(address))["e_tag"])
    except obstore.exceptions.NotFoundError:  # since it was asked for
        return None
    except obstore.exceptions.BaseError as wrong:
        raise _not_written(address, wrong) from None


def _obstore() -> Any:
    try:
        import obstore
        import obstore.store
    except ImportError:
        raise EngineError(
            'outputs at an address need obstore, which is not installed. pip install "holdfire[cloud]"'
        ) from None
    return obstore


def _bucket(address: Address) -> str:
    return address.uri.split("?", 1)[0].split("//", 1)[0] + "//" + address.uri.split("//", 1)[1].split("/", 1)[0]


def _key(address: Address) -> str:
    _, path = address.store()
    return str(path).split("/", 1)[1]


def _options(address: Address) -> dict[str, Any]:
    """How the store is reached, from the address and the environment, in the words of obstore."""
    told = {name: values[0] for name, values in parse_qs(address.options).items()}
    endpoint = told.get("endpoint_override")
    if endpoint and "://" not in endpoint:
        endpoint = f"{told.get('scheme', 'https')}://{endpoint}"
    endpoint = endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    options: dict[str, Any] = {}
    if address.scheme == "s3":
        region = told.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        options |= {"endpoint": endpoint} if endpoint else {}
        options |= {"region": region} if region else {}
    if endpoint and endpoint.startswith("http://"):
        options["client_options"] = {"allow_http": True}
    return options


def _by_renaming(address: Address, content: bytes, over: str | None) -> bool:
    """HDFS renames in one step, and not onto a file that is there (Hadoop, FileSystem specification, `rename`)."""
    temporary = address.beside(f"_{address.name}.{secrets.token_hex(4)}")
    put(temporary, content)
    system, key = address.store()
    if over is not None and tag_of(address) == over:
        system.delete_file(key)
    try:
        system.move(temporary.store()[1], key)
    except OSError:
        system.delete_file(temporary.store()[1])
        return False
    return True


def _not_written(address: Address, wrong: Exception) -> EngineError:
    reason = " ".join(str(wrong).split())[:300]
    if isinstance(wrong, PermissionError) or "ACCESS_DENIED" in reason or "AccessDenied" in reason or "403" in reason:
        return EngineError(f"{address}: no permission to write there ({reason}). Ask who keeps the store.")
    return StoreError(f"{address}: could not be written ({reason}). Check address, endpoint, region and credentials.")


FORGOTTEN = timedelta(days=7)
"""An age from which the parts of a run that never ended are taken for abandoned, and removed by the next that ends."""


@dataclass(frozen=True)
class Manifest:
    """The manifest of an output at an address, as it was when a run began: `tag` None where there was none, `run` the
    run whose parts it named, `replaced` the one before that."""

    out: Address
    tag: str | None
    run: str | None = None
    replaced: str | None = None

    @property
    def at(self) -> Address:
        return self.out.child(MANIFEST)

    def publish(
        self, run: str, parts: list[tuple[Kept, int]], metadata: dict[str, Any], recorded: Collection[str]
    ) -> None:
        """Make the parts of a run the content of the output, each with its rows. `recorded` are the names of all files
        of the run that a record names, of which the parts are some.

        Raises `EngineError` where another run did that while this one ran.
        """
        listed = [
            {"name": f"{PARTS}/{run}/{kept['name']}", "rows": rows, "sha256": kept["sha256"]} for kept, rows in parts
        ]
        rows = sum(rows for _, rows in parts)
        replaced = self.run if self.run != run else self.replaced
        content = {"parts": listed, "rows": rows, "run": run, "replaced": replaced, "metadata": metadata}
        text = json.dumps(content, ensure_ascii=False, indent=1).encode()
        if not claim(self.at, text, self.tag) and _content_of(self.at).get("parts") != listed:
            raise EngineError(
                f"{self.out}: another run was put there while this one ran; it stands, and the parts of this one are"
                " kept beside it. Look at it; the same command then puts this one in its place."
            )
        with suppress(OSError, SourceError):  # what is left takes room and nothing else
            _tidy(self.out, run, set(recorded), {run, replaced}, self.replaced)


def _content_of(manifest: Address) -> dict[str, Any]:
    try:
        found = json.loads(manifest.read())
    except (SourceError, ValueError):  # gone, or not of our making
        return {}
    return found if isinstance(found, dict) else {}


def _tidy(out: Address, run: str, recorded: set[str], kept: set[str | None], replaced: str | None) -> None:
    """Remove what no reader sees and takes room: attempts that did not count; the run that was replaced by the one
    before this, since whoever read its manifest has had time; what was begun long ago and never ended. Another run that
    is under way is left alone."""
    long_ago = datetime.now(UTC) - FORGOTTEN
    by_run: dict[str, list[tuple[str, Any]]] = {}
    system, root = out.child(PARTS).store()
    for info in system.get_file_info(pafs.FileSelector(root, recursive=True, allow_not_found=True)):
        if info.type == pafs.FileType.File:
            of, _, name = info.path[len(root) + 1 :].partition("/")
            by_run.setdefault(of, []).append((name, info))
    for other, files in by_run.items():
        if other == run:
            gone = [info for name, info in files if _is_attempt(name) and name not in recorded]
        elif other not in kept and (other == replaced or _all_before(files, long_ago)):
            gone = [info for _, info in files]
        else:
            continue
        for info in gone:
            with suppress(FileNotFoundError):  # another driver tidies too
                system.delete_file(info.path)


def _all_before(files: list[tuple[str, Any]], moment: datetime) -> bool:
    return all(info.mtime is not None and info.mtime < moment for _, info in files)


def _is_attempt(name: str) -> bool:
    return name.endswith((".parquet", ".jsonl", ".npy"))


def forget(out: Address, run: str) -> None:
    """Remove what a run left that put nothing into its place."""
    system, root = out.child(f"{PARTS}/{run}").store()
    with suppress(OSError):
        system.delete_dir(root)


def begin(out: Address, run: str, made_from: dict[str, Any], manifest: Manifest) -> tuple[Bucket, list[str]]:
    """Where a run keeps its parts, and what of the inputs of a run that was broken off there before was another."""
    _record.cache_clear()  # another run may have removed what was read of it
    system, root = out.child(PARTS).store()
    others = [
        info
        for info in system.get_file_info(pafs.FileSelector(root, recursive=True, allow_not_found=True))
        if info.path.endswith(f"/{MARK}") and info.path[len(root) + 1 :].split("/", 1)[0] not in (run, manifest.run)
    ]
    last = max(others, key=lambda info: info.mtime or datetime.min.replace(tzinfo=UTC), default=None)
    bucket = Bucket(out.child(f"{PARTS}/{run}"))
    if bucket.at.child(MARK).exists():
        return bucket, []
    put(bucket.at.child(MARK), json.dumps({"run": run, "made_from": made_from}, ensure_ascii=False).encode())
    if last is None:
        return bucket, []
    with system.open_input_stream(last.path, compression=None) as stream:
        try:
            before = json.loads(stream.read()).get("made_from")
        except (ValueError, AttributeError):  # not of our making
            return bucket, []
    return bucket, differing_in(before, made_from)


def manifest_of(out: Address) -> Manifest:
    """The manifest before a run. Raises `EngineError` where none could be put there afterwards."""
    if out.scheme not in ("hdfs", "viewfs"):
        _obstore()
    tag = tag_of(out.child(MANIFEST))
    content = {} if tag is None else _content_of(out.child(MANIFEST))
    run, replaced = (each if isinstance(each := content.get(name), str) else None for name in ("run", "replaced"))
    return Manifest(out, tag, run, replaced)
