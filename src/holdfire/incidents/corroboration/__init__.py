"""Corroboration: which independent voices say what of an incident, and who says otherwise."""

from .accounts import Hearing, accounts
from .method import Method, default_method, read_method

__all__ = ["Hearing", "Method", "accounts", "default_method", "read_method"]
