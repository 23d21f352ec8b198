"""Matrix products of the model for English: by numpy's own library, in one thread.

Half of the model's time goes into products of matrices, and numpy's library took a third of the time of the one that
spaCy brings, with the same words and grammar in the end. More threads than one only wait for each other on matrices as
small as a batch of articles, and would fight with the other workers of a pool.
"""

from __future__ import annotations

from contextlib import AbstractContextManager


def quick_products() -> AbstractContextManager[None]:
    """A model that is loaded inside multiplies with numpy's library.

    >>> from thinc.api import get_current_ops
    >>> with quick_products():
    ...     get_current_ops().use_blis
    False
    """
    from thinc.api import use_ops

    return use_ops("numpy", use_blis=False)


def one_thread() -> AbstractContextManager[object]:
    """What is multiplied inside is multiplied in one thread; the threads there were come back afterwards."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits
