"""Words for codes: verdicts, kinds, statuses, camps; marked, so that each language has them."""

from __future__ import annotations

from ..language import marked

MOST_SHORT = 18
"""Letters of a short name."""

BANDS = {"likely": 3, "about even": 2, "unlikely": 1, "no weight": 0}
"""Cells of three that are filled."""

KINDS = {
    "aggregate": marked("aggregate"),
    "delineation": marked("delineation"),
    "precision": marked("precision"),
    "fact": marked("fact"),
    "meaning": marked("meaning"),
    "exception": marked("exception"),
}
VERDICT_WORDS = {
    "violation": marked("apparent violation"),
    "undetermined": marked("undetermined"),
    "permitted": marked("permitted"),
    "out_of_scope": marked("out of scope"),
}
STATUS_WORDS = {
    "reported": marked("reported"),
    "corroborated": marked("corroborated"),
    "verified": marked("verified"),
    "disputed": marked("disputed"),
}
CAMPS = {
    "government": marked("government camp"),
    "opposition": marked("opposition camp"),
    "russia": marked("Russia"),
    "us_coalition": marked("United States and coalition"),
    "kurdish": marked("Kurdish camp"),
    "turkey": marked("Türkiye"),
    "international": marked("outside the camps"),
    "none_known": marked("no camp known"),
}
BASES = {
    "admission": marked("its own statement"),
    "adversary_claim": marked("the other side’s claim"),
    "source_assertion": marked("a source’s assertion"),
}
SLOTS = {
    "act": marked("its act"),
    "weapon": marked("its weapon"),
    "first": marked("the side named first"),
    "second": marked("the side named second"),
    "place": marked("its place"),
    "when": marked("its day"),
}
DECISIONS = {
    "Correction": marked("A person corrected a fact of this report."),
    "ExceptionJudged": marked("A person judged whether the exception holds."),
    "Determination": marked("A competent body’s determination is on record."),
}
