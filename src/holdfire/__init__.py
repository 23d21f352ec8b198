"""holdfire makes a ceasefire checkable: reported incidents held against the terms of an agreement.

>>> import holdfire as hf
>>> hf.load_world().actors.lookup("داعش")
'islamic-state'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from .api import Matches as Matches
    from .api import assess as assess
    from .api import match as match
    from .publish.findings import Findings as Findings
    from .terms import load_terms as load_terms
    from .world import load_world as load_world

_WHERE = {
    "assess": ".api",
    "match": ".api",
    "Matches": ".api",
    "Findings": ".publish.findings",
    "load_terms": ".terms",
    "load_world": ".world",
}

__all__ = ["Findings", "Matches", "__version__", "assess", "load_terms", "load_world", "match"]


def __getattr__(name: str) -> Any:
    """Public names are loaded when they are first used, so that the command line answers at once."""
    if name == "__version__":
        return import_module("importlib.metadata").version("holdfire")
    if name not in _WHERE:
        raise AttributeError(f"module 'holdfire' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name], __name__), name)
