"""Whether a file holds findings, as a run writes them, or reports."""

from __future__ import annotations

from ..sources import Address, Where
from ..sources.container import head_of
from ..sources.folder import MANIFEST
from ..sources.format import first_record
from ..sources.forms.exports import is_archive
from ..sources.sheets import columns_of


def holds_findings(path: Where) -> bool:
    """Whether a file or a folder of parts holds findings, or events with their verdicts; told by its columns.

    Raises `SourceError` for a file that cannot be read.
    """
    if path.is_dir():
        return (path.child(MANIFEST) if isinstance(path, Address) else path / MANIFEST).is_file()
    made_of, compression, head = head_of(path)
    if made_of == "xlsx" and compression is None and is_archive(path):  # of submissions, zipped: no workbook
        return False
    if made_of == "text":
        names = first_record(head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape"), ",")[0]
    else:
        names = columns_of(path, made_of, compression)
    return "finding_id" in names or {"event_id", "verdict"} <= set(names)
