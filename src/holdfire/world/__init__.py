"""Who, where, when and with what: registers, gazetteer, areas and taxonomies, as data with references."""

from ._file import Document, KnowledgeError, Problem, Reference, checked, read_yaml
from ._names import fold
from .actors import UNLISTED, Accession, Actor, Register
from .areas import Area, Areas, Shape, Spots
from .claimants import Claimant, Claimants
from .ground import Composition, Control, Ground, Mixed
from .places import Gazetteer, Place
from .taxonomy import NO, UNKNOWN, YES, Crosswalk, Taxonomy, Term
from .world import World, load_world, theatres, without_ground

__all__ = [
    "NO",
    "UNKNOWN",
    "UNLISTED",
    "YES",
    "Accession",
    "Actor",
    "Area",
    "Areas",
    "Claimant",
    "Claimants",
    "Composition",
    "Control",
    "Crosswalk",
    "Document",
    "Gazetteer",
    "Ground",
    "KnowledgeError",
    "Mixed",
    "Place",
    "Problem",
    "Reference",
    "Register",
    "Shape",
    "Spots",
    "Taxonomy",
    "Term",
    "World",
    "checked",
    "fold",
    "load_world",
    "read_yaml",
    "theatres",
    "without_ground",
]
