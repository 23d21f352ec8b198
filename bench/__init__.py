"""Benchmarks: `python -m bench.NAME --json` prints one JSON object; see docs/benchmarks.md."""
