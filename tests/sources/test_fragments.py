"""Properties: rows are conserved, and cutting a file in any way changes nothing."""

import csv
import io
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.sources import boundaries
from holdfire.world import World, load_world

from .examples import ACLED_31, acled_row, text_of, whole

CELLS = st.text(st.sampled_from('ab"\n\r,; é'), max_size=8)
TABLES = st.lists(st.tuples(CELLS, CELLS, st.integers(-1, 3)), min_size=1, max_size=25)
RAW = st.text(st.sampled_from('ab"\n\r,'), max_size=60)


@cache
def a_world() -> World:
    return load_world()


class Held:
    """Text in memory."""

    def __init__(self, text: bytes):
        self._bytes = np.frombuffer(text, dtype=np.uint8)

    def window(self, start: int, size: int) -> boundaries.Bytes:
        return self._bytes[start : start + size]


def table(rows: list[tuple[str, str, int]]) -> str:
    return text_of(
        ACLED_31,
        [acled_row(event_id_cnty=f"E{n}", notes=a, location=b, fatalities=k) for n, (a, b, k) in enumerate(rows)],
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=TABLES, size=st.integers(1, 30), end=st.sampled_from(["", "\n", "\r\n\r\n"]))
def test_rows_in_are_rows_out_and_rows_aside_at_any_split(
    tmp_path: Path, rows: list[tuple[str, str, int]], size: int, end: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_text(table(rows) + end, newline="")
    at_once, split = whole(path, a_world()), whole(path, a_world(), rows=size)
    assert at_once.rows == len(rows) == at_once.observations.num_rows + at_once.rejects.num_rows
    assert at_once.rejects.num_rows == sum(k < 0 for _, _, k in rows)
    assert split.observations.to_pylist() == at_once.observations.to_pylist()
    assert split.rejects.to_pylist() == at_once.rejects.to_pylist()


@settings(max_examples=200, deadline=None)
@given(text=RAW, rows=st.integers(1, 5))
def test_pieces_leave_no_gap_and_no_overlap(text: str, rows: int) -> None:
    found = list(boundaries.pieces(Held(text.encode()), 0, ",", True, rows))
    assert [piece.start for piece in found[1:]] == [piece.end for piece in found[:-1]]
    assert all(piece.rows <= rows for piece in found)
    first = 1
    for piece in found:
        assert piece.first == first
        first += piece.rows
    covered = text.encode()[found[-1].end :] if found else text.encode()
    assert covered.strip(b"\r\n") == b""


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=12), size=st.integers(4, 200))
def test_records_end_where_a_csv_reader_ends_them_whatever_the_window(rows: list[list[str]], size: int) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    text = out.getvalue().encode()
    with pytest.MonkeyPatch.context() as patched:
        longest = max((len(each.encode()) for row in rows for each in row), default=0)
        patched.setattr(boundaries, "WINDOW", size + 3 * (2 * longest + 3))
        found = list(boundaries.pieces(Held(text), 0, ",", True, 1))
    shown = [text[piece.start : piece.end].decode() for piece in found]
    assert [next(csv.reader(io.StringIO(each, newline=""))) for each in shown] == rows


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=RAW)
def test_any_text_under_a_header_is_read_or_set_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.csv"
    path.write_text("event_id_cnty,event_date,event_type,actor1\n" + text, newline="")
    found = whole(path, a_world()) if text.strip("\r\n") else None
    assert found is None or found.rows == found.observations.num_rows + found.rejects.num_rows > 0
