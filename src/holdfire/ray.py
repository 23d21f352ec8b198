"""Reports that lie in Ray Data: held against agreements and read where they are (docs/lake.md)."""

from __future__ import annotations

from .engines.ray import assess, findings, read, rejects

__all__ = ["assess", "findings", "read", "rejects"]
