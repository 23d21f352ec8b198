"""Importers: files and tables of every known format, read into observations."""

from .address import Address, Where
from .check import check
from .draft import Imported
from .folder import check_rows, files_of
from .format import Format, recognise
from .guess import guess_mapping
from .identity import Repeats, conflicts
from .problem import ChangedSourceError, SourceError, UnreachableError
from .source import Fragment, Source, from_table, mapping_by_file, open_source, open_sources, source_of
from .stub import stub

__all__ = [
    "Address",
    "ChangedSourceError",
    "Format",
    "Fragment",
    "Imported",
    "Repeats",
    "Source",
    "SourceError",
    "UnreachableError",
    "Where",
    "check",
    "check_rows",
    "conflicts",
    "files_of",
    "from_table",
    "guess_mapping",
    "mapping_by_file",
    "open_source",
    "open_sources",
    "recognise",
    "source_of",
    "stub",
]
