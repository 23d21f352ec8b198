"""mapped"""
from .aside import Rows
from ..world import World
from .draft import Imported
from .mapping import Mapping
def read(rows: Rows, world: World, mapping: Mapping) -> Imported:
    raise NotImplementedError
