"""Matrix products of the model for English: by numpy's own library, in one thread.

Half of the model's time goes into products of matrices, and numpy's library took a third of the time of the one that
spaCy brings, with the same words and grammar in the end. More threads than one only wait for each other on matrices as
small as a batch of articles, and would fight with the other workers of a pool.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

_SETTERS = ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_", "openblas_set_num_threads")
"""The names under which builds of numpy carry the function that sets the number of threads."""


@contextmanager
def quick_products() -> Iterator[None]:
    """A model that is loaded inside multiplies with numpy's library, which has one thread in this process from then on.

    >>> from thinc.api import get_current_ops
    >>> with quick_products():
    ...     get_current_ops().use_blis
    False
    """
    from thinc.api import use_ops

    with suppress(ImportError, OSError):
        _one_thread()
    with use_ops("numpy", use_blis=False):
        yield


def _one_thread() -> None:
    """Other libraries than OpenBLAS are left as they are."""
    library = ctypes.CDLL(import_module("numpy._core._multiarray_umath").__file__)
    for name in _SETTERS:
        setter = getattr(library, name, None)
        if setter is not None:
            setter(1)
            return
