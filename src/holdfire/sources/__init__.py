"""Importers: files and tables of every known format, read into observations."""

from .draft import Imported
from .format import Format, recognise
from .identity import Repeats, conflicts
from .problem import SourceError
from .source import Fragment, Source, from_table, open_source

__all__ = [
    "Format",
    "Fragment",
    "Imported",
    "Repeats",
    "Source",
    "SourceError",
    "conflicts",
    "from_table",
    "open_source",
    "recognise",
]
