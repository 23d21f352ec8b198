"""Importers: files and tables of every known format, read into observations."""

from .check import check
from .draft import Imported
from .format import Format, recognise
from .guess import guess_mapping
from .identity import Repeats, conflicts
from .problem import SourceError
from .source import Fragment, Source, from_table, mapping_by_file, open_source
from .stub import stub

__all__ = [
    "Format",
    "Fragment",
    "Imported",
    "Repeats",
    "Source",
    "SourceError",
    "check",
    "conflicts",
    "from_table",
    "guess_mapping",
    "mapping_by_file",
    "open_source",
    "recognise",
    "stub",
]
