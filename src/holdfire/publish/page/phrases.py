"""What the script says: messages with their places, and those that depend on a number in every form of it."""

from __future__ import annotations

from typing import Any

from ..language import Language, Text, marked


def changes(words: Language) -> dict[str, dict[str, str]]:
    """How a number stands to that of the days before: as many days, another number of days, or a set that measures
    nothing; each by the number of those days."""
    return {
        "more": words.forms(
            "{change} more than on the day before ({before})",
            "{change} more than in the {n} days before ({before})",
        ),
        "fewer": words.forms(
            "{change} fewer than on the day before ({before})",
            "{change} fewer than in the {n} days before ({before})",
        ),
        "same": words.forms(
            "as many as on the day before ({before})",
            "as many as in the {n} days before ({before})",
        ),
        "rate": words.forms(
            "{rate} a day, against {old} on the day before ({before})",
            "{rate} a day, against {old} in the {n} days before ({before})",
        ),
        "only": words.forms("{before} on the day before", "{before} in the {n} days before"),
    }


NOTHING_BEFORE = marked("no days before it to set beside")


def change_of(now: int, before: int, days: int, days_before: int, *, measured: bool) -> str:
    """Which of the changes is said."""
    if not measured:
        return "only"
    if days != days_before:
        return "rate"
    return "more" if now > before else "fewer" if now < before else "same"


def change_said(
    words: Language, now: int, before: int, days: int, days_before: int, link: Text, *, measured: bool
) -> Text:
    """How a number stands to that of the days before. `link` is the number before, which opens."""
    if not days_before:
        return words._(NOTHING_BEFORE)
    said = changes(words)[change_of(now, before, days, days_before, measured=measured)]
    change = words.number(abs(now - before))
    values = {
        "n": days_before,
        "before": link,
        "change": Text(change, f"<b>{change}</b>"),
        "rate": Text(words.decimal(now / max(1, days))),
        "old": Text(words.decimal(before / days_before)),
    }
    return words.fill(said[words.category(days_before)], values)


def phrases(words: Language) -> dict[str, Any]:
    """Everything that the script says, by name."""
    _ = words.catalogue.gettext
    forms = words.forms
    return {
        "changes": changes(words),
        "no_before": _(NOTHING_BEFORE),
        "incidents": forms("{n} incident", "{n} incidents"),
        "day": _("{day}, day {n}"),
        "more": forms("Show {n} more", "Show {n} more"),
        "others": _("Others"),
        "cluster": _("{n} {verdict}"),
        "single": _("{verdict}, {status}, {n} killed"),
        "single_unstated": _("{verdict}, {status}, number killed not stated"),
        "off_map": forms(
            "{n} incident has no known place, or lies outside the map, and is in the list only.",
            "{n} incidents have no known place, or lie outside the map, and are in the list only.",
        ),
        "inset": _("{name}, {count}"),
        "position": _("{n} of {total}"),
        "reported": _("Reported: {act}, {place}, {when}; {harm}."),
        "chips": {
            "v": _("Assessment: {what}"),
            "k": _("Kind of undetermined: {what}"),
            "s": _("Status: {what}"),
            "c": _("Said by: {what}"),
            "b": _("Said by several origins"),
            "w": _("May have acted: {what}"),
            "a": _("Region: {what}"),
            "q": _("Place has: {what}"),
            "dates": _("Days: {what}"),
            "f": _("Would be settled by: {what}"),
            "cl": _("Clause: {what}"),
            "h": _("Harm: {what}"),
            "r": _("Another reading would change it"),
            "long": _("Too long for a daily count"),
        },
        "killed": _("somebody killed"),
        "civilians": _("civilians killed"),
        "either": _("one of the parties, not known which"),
        "lift": _("Lift this filter: {what}"),
        "whole": _("the whole period"),
        "silent": _("No report is not the same as no incident. Silent in these days: {names}."),
        "not_silent": _("No report is not the same as no incident. The main sources reported in these days."),
        "reading": _("plain reading"),
        "no_origin": _("no origin given"),
        "compiled": _("Compiled by {name}."),
        "carried": _("Carried by {names}."),
        "voices": forms("{n} origin stands behind it.", "{n} origins stand behind it."),
        "not_known": _("not known"),
        "found": _("{clause}, {reading}: {verdict}"),
        "settles_none": _("No single fact of those that were tried would settle it."),
        "people_none": _("Nobody has decided on it."),
        "finding_none": _("No other clause speaks of it."),
        "printed": _("The first {n} of {total} incidents are printed; narrow the filters for the others."),
        "empty": _("No incident matches."),
        "of_judged": _("{n} of {judged}, {share}"),
        "of_none": _("{n} of none"),
        "camp": _("{camp} {n}"),
        "comma": words["join"]["comma"].format(first="", second=""),
        "percent": words.percent(0).replace(words.number(0), "{n}"),
        "region_unknown": _("region not known"),
    }
