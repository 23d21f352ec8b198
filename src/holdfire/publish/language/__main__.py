"""`python -m holdfire.publish.language check|update|prune [LANGUAGE …]`; `template` prints an empty catalogue.

`update` adds what is new in the sources, `prune` takes out what no source says any more.
"""

from __future__ import annotations

import sys
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from .catalogue import catalogue_file, known
from .messages import added, collected, lacking, pruned, read


def written(catalogue: Catalog) -> bytes:
    """A catalogue as it is committed: no line numbers and no dates of a run, so that only what is said changes."""
    made = BytesIO()
    write_po(made, catalogue, width=120, include_lineno=False, sort_output=False)
    lines = made.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_OF_A_RUN))


_OF_A_RUN = (b'"POT-Creation', b'"PO-Revision', b'"Report-', b'"Last-T', b'"Language-Team', b'"Generated', b'"Project')


def update(code: str) -> str:
    """Add new messages to the catalogue of a language, and say how many."""
    path = catalogue_file(code)
    catalogue = read(code) if path.is_file() else Catalog(locale=code, project="holdfire", charset="utf-8")
    new = added(catalogue)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))
    return f"{code}: {new} new messages, {len(lacking(catalogue))} to be written"


def prune(code: str) -> str:
    """Take what no source says any more out of the catalogue of a language, and say how many."""
    catalogue = read(code)
    gone = pruned(catalogue)
    catalogue_file(code).write_bytes(written(catalogue))
    return f"{code}: {gone} messages taken out"


def main(arguments: list[str]) -> int:
    """Exit code 1 where something is lacking, 2 where the arguments are not understood."""
    command, *codes = arguments or ["check"]
    codes = codes or known()[1:]
    if command == "template":
        sys.stdout.buffer.write(written(collected()))
        return 0
    if command in ("update", "prune"):
        print(*((update if command == "update" else prune)(code) for code in codes), sep="\n")
        return 0
    if command != "check":
        print(f"expected check, update, prune or template, found {command!r}", file=sys.stderr)
        return 2
    found = [f"{code}: {each}" for code in codes for each in lacking(read(code))]
    print("\n".join(found) or "nothing is missing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
