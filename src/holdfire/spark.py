"""Reports that lie in Spark: held against agreements and read where they are (docs/lake.md)."""

from __future__ import annotations

from .engines.spark import assess, findings, read, rejects

__all__ = ["assess", "findings", "read", "rejects"]
