"""The same records linked with Splink on DuckDB, as somebody who knows Splink would set it up.

Three tables, one a source, are linked (`link_only`: within a source an event stands once). Blocking takes every pair of
records that lie within reach of each other in space and two days in time: a cell of twice the reach and a slot of four
days, each in two layouts of which the second is shifted by half, so that no near pair is missed. The reach goes by the
coarser of both radii. Comparisons: distance by levels of its own for each class of precision, difference in days, act
and actor with adjustment for how frequent a value is, number killed. u and m are estimated by expectation
maximisation over the blocked pairs. Clusters: Splink's single best links, at most one record from each source.
"""

from __future__ import annotations

import itertools
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import splink.comparison_level_library as level
import splink.comparison_library as comparison
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI
from splink.blocking_rule_library import CustomRule

REACH_KM = {1: 6, 5: 14, 25: 65}
"""How far apart along each axis two records of one event may lie, by the coarser radius; few in 1,000 lie further."""

STEPS_KM = {1: (0.7, 1.5, 2.5, 6), 5: (1.5, 3, 6, 14), 25: (8, 16, 28, 65)}
THRESHOLD = 0.5
KM = 111.195


def linked(table: pa.Table, threshold: float = THRESHOLD) -> npt.NDArray[np.int64]:
    """By row the number of the cluster that Splink puts it into."""
    connection = duckdb.connect()
    linker = trained(table, connection)
    pairs = linker.inference.predict(threshold_match_probability=threshold)
    return clusters(table, linker, pairs, threshold)


def trained(table: pa.Table, connection: duckdb.DuckDBPyConnection) -> Linker:
    """A linker whose weights were estimated on these records."""
    backend = DuckDBAPI(connection)
    sources = pc.unique(table["source"]).to_pylist()
    parts = [backend.register(_prepared(table, name, connection), dataset_display_name=name) for name in sources]
    linker = Linker(parts, _settings(), log_level=None)
    linker.training.estimate_parameters_using_expectation_maximisation(
        "l.x_25_0 = r.x_25_0 and l.y_25_0 = r.y_25_0 and l.slot_0 = r.slot_0",  # columns that no comparison looks at
        fix_u_probabilities=False,
        populate_probability_two_random_records_match_from_trained_values=True,
    )
    return linker


def clusters(table: pa.Table, linker: Linker, pairs: Any, threshold: float) -> npt.NDArray[np.int64]:
    """Splink's single best links at a threshold, as a number by row of the table."""
    sources = pc.unique(table["source"]).to_pylist()
    found = linker.clustering.cluster_using_single_best_links(pairs, sources, threshold_match_probability=threshold)
    said = found.as_duckdbpyrelation().select("unique_id, cluster_id").to_arrow_table()
    row = pc.index_in(said["unique_id"], table["id"]).to_numpy()
    label = np.empty(table.num_rows, dtype=np.int64)
    label[row] = said["cluster_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    return label


def _prepared(table: pa.Table, source: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """What Splink compares, and what it blocks by, of one source."""
    width = KM * float(np.cos(np.radians(pc.mean(table["lat"]).as_py())))
    cells = ", ".join(
        f"floor(({axis} + {reach * shifted}) / {2 * reach})::int {axis}_{radius}_{shifted}"
        for (radius, reach), axis, shifted in itertools.product(REACH_KM.items(), "xy", (0, 1))
    )
    connection.register("reports", table)
    connection.execute(f"""
        create table of_{source} as
        select *, day // 4 slot_0, (day + 2) // 4 slot_1, {cells} from (
            select id unique_id, lat, lon, lon * {width} x, lat * {KM} y, radius_km::int radius, act, actors[1] actor,
                   killed_best killed, epoch_us(when_start) // 86400000000 as day
            from reports where source = '{source}')
    """)  # noqa: S608
    return connection.table(f"of_{source}")


def _near(radius: int, layout: tuple[int, ...]) -> CustomRule:
    """Pairs of this class of precision that share a cell and a slot in one of the eight layouts."""
    x, y, slot = layout
    return CustomRule(
        f"l.x_{radius}_{x} = r.x_{radius}_{x} and l.y_{radius}_{y} = r.y_{radius}_{y} and l.slot_{slot} = r.slot_{slot}"
        f" and greatest(l.radius, r.radius) = {radius} and abs(l.day - r.day) <= 2"
        f" and abs(l.x - r.x) < {REACH_KM[radius]} and abs(l.y - r.y) < {REACH_KM[radius]}"
    )


def _settings() -> SettingsCreator:
    layouts = list(itertools.product((0, 1), repeat=3))
    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[_near(radius, each) for radius in REACH_KM for each in layouts],
        comparisons=[
            comparison.CustomComparison([*_distances(), level.ElseLevel()], "distance"),
            comparison.CustomComparison(_days(), "days"),
            comparison.ExactMatch("act").configure(term_frequency_adjustments=True),
            comparison.ExactMatch("actor").configure(term_frequency_adjustments=True),
            comparison.CustomComparison(_killed(), "killed"),
        ],
        retain_matching_columns=False,
    )


def _distances() -> list[Any]:
    """Levels of distance in kilometres, apart for each class of precision."""
    apart = "sqrt(pow(x_l - x_r, 2) + pow(y_l - y_r, 2))"
    return [
        level.CustomLevel(f"greatest(radius_l, radius_r) = {radius} and {apart} <= {step}")
        for radius, steps in STEPS_KM.items()
        for step in steps
    ]


def _days() -> list[Any]:
    return [*(level.CustomLevel(f"abs(day_l - day_r) = {days}") for days in (0, 1)), level.ElseLevel()]


def _killed() -> list[Any]:
    """None by both, the same number, close to it by a fifth or by one, else."""
    return [
        level.NullLevel("killed"),
        level.CustomLevel("killed_l = 0 and killed_r = 0"),
        level.CustomLevel("killed_l = killed_r and killed_l >= 5"),
        level.CustomLevel("killed_l = killed_r"),
        level.CustomLevel("abs(killed_l - killed_r) <= greatest(1, 0.25 * greatest(killed_l, killed_r))"),
        level.ElseLevel(),
    ]
