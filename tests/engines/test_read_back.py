"""What was read from text goes on from Python as it does from the command line."""

from __future__ import annotations

from pathlib import Path

import holdfire as hf
from holdfire.engines.reading import ReadJob, run_reading

TEXT = "Government forces shelled Daraya on 26 August 2016, activists said.\n"


def test_the_file_that_was_read_is_assessed_by_its_path(tmp_path: Path) -> None:
    article, out = tmp_path / "article.txt", tmp_path / "read.jsonl"
    article.write_text(TEXT, encoding="utf-8")
    run_reading(ReadJob((article,), zone="Asia/Damascus"), out=out)
    found = hf.assess(out, "syria-coh-2016")
    assert found.events["event_id"].to_pylist()[0].startswith("read:")
    assert len(found.events) == 1
