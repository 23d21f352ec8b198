"""The command line. No rule of the domain lives here."""

from .app import main

__all__ = ["main"]
