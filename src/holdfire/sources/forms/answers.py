"""One submission as reports: each act that it tells, in the shape of a file of reports; or why it tells none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...world import World
from ...world.time import zone_info
from .cells import HARM, UnusableError, code, count, day, hour, ident_of, measures, moment, point, sent_at, sides
from .exports import Submitted
from .form import Form
from .headers import several

_REFUSED = frozenset({"validation_status_not_approved", "not approved", "rejected"})
_ON_HOLD = frozenset({"validation_status_on_hold", "on hold", "hasissues"})


@dataclass(frozen=True)
class Told:
    """One act of a submission as the entry of a file of reports, and what such an entry has no key for."""

    entry: dict[str, Any]
    zone: str
    place: str | None
    unknown_area: str | None = None


class Answers:
    """The answers of one submission, read by the form. Raises `UnusableError` for what nothing can be made of."""

    def __init__(self, one: Submitted, form: Form, world: World):
        self.one, self._form, self._world = one, form, world
        self.ident = ident_of(one)
        self._accepted()
        self._flags: list[str] = []
        self.kind = self._choice("kind", one.answers)
        if self.kind is None:
            raise UnusableError("missing_act", "kind", "what kind of report it is")
        self._common = self._shared()

    def _accepted(self) -> None:
        mark = self.one.answers.get("hf_form", "")
        if mark != self._form.mark:
            raise UnusableError("unknown_form", "hf_form", self._form.mark, repr(mark[:80]))
        validation = self.one.meta.get("validation", "")
        if validation.lower() in _REFUSED:
            raise UnusableError("not_approved", "_validation_status", "one that was not refused", repr(validation))
        if self._choice("consent", self.one.answers) not in ("seen", "given"):
            given = self.one.answers.get("consent", "")
            raise UnusableError(
                "no_consent", "consent", "the consent of those who told of it", repr(given) if given else ""
            )

    def _choice(self, name: str, answers: Mapping[str, str], prefix: str = "") -> str | None:
        text = answers.get(prefix + name, "")
        question = self._form.asked[prefix + name]
        found = self._form.chosen(question.of or "", text) if text else None
        if text and found is None:
            reason, found = self._other(question.of or "", text)
            if found is None:
                raise UnusableError(reason, prefix + name, "one of the choices of the form", repr(text[:200]))
        return found

    def _other(self, listed: str, text: str) -> tuple[str, str | None]:
        """A term that the taxonomy holds and our form does not offer: a form may have been made with another world."""
        if listed.startswith("acts"):
            return "unknown_act", self._world.acts.lookup(text)
        if listed == "weapons":
            return "unknown_weapon", self._world.weapons.lookup(text)
        return "unknown_code", self._world.sites.lookup(text) if listed == "sites" else None

    def _shared(self) -> dict[str, Any]:
        """What every act of the submission has in common."""
        answers = self.one.answers
        province, where, place, unknown = self._where()
        self.zone = self._zone(province)
        self._place, self._unknown = place, unknown
        when = self._when()
        team = code(answers, "source_code")
        basis = several(self._form, self._form.asked["basis"], answers.get("basis", ""))
        if basis is None:
            raise UnusableError(
                "unknown_code", "basis", "some of the choices of the form", repr(answers["basis"][:200])
            )
        if self.one.meta.get("validation", "").lower() in _ON_HOLD:
            self._flags.append("on_hold")
        if self._choice("sensitive", answers) == "yes":
            self._flags.append("sensitive")
        self._flags += [f"basis:{each}" for each in dict.fromkeys(basis)]
        self._checks_of_repeats()
        sent = sent_at(self.one)
        return {
            "source": "field-form",
            "when": when,
            "where": where,
            "claimed_by": [team] if team else [],
            "published": sent and sent.isoformat(),
            "words": answers.get("said"),
        }

    def _checks_of_repeats(self) -> None:
        for name in ("persons", "vehicles", "photos"):
            told = count(self.one.answers, f"{name}_count") or 0
            if told > len(self.one.repeats.get(name, ())):
                self._flags.append(f"{name}_not_in_file")
        if self.one.repeats.get("photos") or self.one.media:
            self._flags.append("has_media")

    # when

    def _zone(self, province: str | None) -> str:
        text = self.one.answers.get("hf_zone", "")
        start = self._start()
        if text:
            try:
                zone = zone_info(text)
            except ValueError:
                raise UnusableError("unknown_zone", "hf_zone", "an IANA zone", repr(text[:80])) from None
            if start is not None and start.utcoffset() != start.astimezone(zone).utcoffset():
                self._flags.append("device_in_another_zone")
            return text
        if found := self._world.zone_of((province,) if province else (), missing=""):
            return found
        hours = (start.utcoffset() or timedelta()) / timedelta(hours=1) if start is not None else 0.5
        if hours == int(hours) and -12 <= hours <= 14:
            # No zone is known: the telephone's offset on that day is nearer than UTC, and the flag says so.
            self._flags.append("zone_from_device")
            return f"Etc/GMT{-int(hours):+d}" if hours else "UTC"
        self._flags.append("zone_unknown")
        return "UTC"

    def _start(self) -> datetime | None:
        found = moment(self.one.answers.get("start", ""))
        return found if found is not None and found.tzinfo else None

    def _when(self) -> Any:
        first = day(self.one.answers, "day")
        if first is None:
            raise UnusableError("missing_date", "day", "the day on which it was")
        sent = sent_at(self.one)
        if sent and first > (sent + timedelta(days=1)).date():
            self._flags.append("dated_ahead")
        known = self._choice("time_known", self.one.answers) or "day"
        if known == "days":
            last = day(self.one.answers, "last_day")
            if last is None:
                raise UnusableError("missing_date", "last_day", "the last day")
            if last < first:
                raise UnusableError(
                    "end_before_start", "last_day", "a last day no earlier than the first", last.isoformat()
                )
            return {"from": first, "to": last}
        if known == "day":
            return first
        begin = hour(self.one.answers, "hour")
        if known == "minute":
            return f"{first}T{begin}"
        end = hour(self.one.answers, "last_hour")
        if end < begin:
            raise UnusableError("end_before_start", "last_hour", f"an hour no earlier than {begin}", end)
        return {"from": f"{first}T{begin}", "to": f"{first}T{end}"}

    # where

    def _where(self) -> tuple[str | None, Any, str | None, str | None]:
        """The province, `where` as a report has it, the place as it was written, and an area that nobody knows."""
        answers = self.one.answers
        text = answers.get("province", "")
        province = self._province(text)
        exactness = self._choice("exactness", answers) or "province"
        unknown = text if text and province is None else None
        if exactness == "province":
            return province, province or text or None, text or None, unknown
        within = [province] if province else []
        place = answers.get("place")
        if exactness == "point" and (spot := point(answers.get("point", ""))):
            lat, lon, km = spot
            return province, {"lat": lat, "lon": lon, "km": km, "name": place, "in": within}, place, unknown
        found = self._world.places.lookup(place, frozenset(within)) if place else None
        if found is None:
            return province, province or place or text or None, place or text or None, unknown
        extent = found.radius_km or 2.0
        return (
            province,
            {"lat": found.lat, "lon": found.lon, "km": extent, "name": place, "in": list(found.admin)},
            place,
            unknown,
        )

    def _province(self, text: str) -> str | None:
        areas = self._world.areas
        if not text:
            return None
        return self._form.chosen("provinces", text) or areas.of_level("governorate", text, None) or areas.lookup(text)

    # what

    def told(self) -> list[Told | UnusableError]:
        """Each act that the submission tells, in order; in its place, why one cannot be used."""
        makers: dict[str, Callable[[], list[Any]]] = {
            "incident": self._incident,
            "nothing_observed": lambda: [{"act": "nothing_observed", "direction": "unknown"}],
            "access_denied": lambda: [self._hindered()],
            "delivery": lambda: [self._delivered()],
        }
        made = makers[self.kind or ""]()
        self._details(made)
        listed: list[Told | UnusableError] = []
        for number, each in enumerate(made, start=1):
            if isinstance(each, UnusableError):
                listed.append(each)
                continue
            ident = f"field:{self.ident}" if number == 1 else f"field:{self.ident}.{number}"
            entry = {**self._common, **each, "id": ident, "flags": list(self._flags)}
            listed.append(Told(entry, self.zone, self._place, self._unknown))
        return listed

    def _incident(self) -> list[Any]:
        made: list[Any] = [self._act(self.one.answers, "")]
        rows = self.one.repeats.get("more", [])
        made += [self._safely(row) for row in rows if row]
        missing = (count(self.one.answers, "more_count") or 0) - len(rows)
        if missing > 0:
            expected = "the further acts: export as XLSX or JSON, which hold them"
            made.append(UnusableError("repeat_not_in_file", "more", expected, f"{missing} of them not in the file"))
        return made

    def _safely(self, row: Mapping[str, str]) -> Any:
        try:
            return self._act(row, "more_")
        except UnusableError as bad:
            return bad

    def _act(self, answers: Mapping[str, str], prefix: str) -> dict[str, Any]:
        act = self._choice("act", answers, prefix)
        if act is None:
            raise UnusableError("missing_act", prefix + "act", "what was done")
        counts = {name: count(answers, prefix + name) for name in HARM}
        low, high = counts["killed_low"], counts["killed_high"]
        if low is not None and high is not None and low > high:
            expected = "at least no more than at most"
            raise UnusableError("low_above_high", prefix + "killed_low", expected, f"{low} and {high}")
        by, against = sides(answers.get(prefix + "by")), sides(answers.get(prefix + "against"))
        direction = self._choice("direction", answers, prefix) or "unknown"
        if direction == "unknown" and not (by and against):
            direction = "known"  # there are no two sides between which it could be unknown
        return {
            "act": act,
            "weapon": self._choice("weapon", answers, prefix),
            "site": self._choice("site", answers, prefix),
            "actors": by,
            "targets": against,
            "direction": direction,
            "killed": {"low": low, "high": high, "best": low if low == high else None},
            "civilians_killed": counts["civilians_killed"],
            "injured": counts["injured"],
        }

    def _hindered(self) -> dict[str, Any]:
        answers = self.one.answers
        act = self._choice("access_act", answers)
        if act is None:
            raise UnusableError("missing_act", "access_act", "what was refused or hindered")
        by, against = sides(answers.get("access_by")), sides(answers.get("access_against"))
        return {"act": act, "actors": by, "targets": against, "measures": measures(answers, "access")}

    def _delivered(self) -> dict[str, Any]:
        answers = self.one.answers
        act = self._choice("delivery_act", answers)
        if act is None:
            raise UnusableError("missing_act", "delivery_act", "what arrived or who left")
        removed = self._choice("items_removed", answers) == "yes"
        return {
            "act": act,
            "also": ["aid_items_removed"] if removed else [],
            "actors": sides(answers.get("delivery_by")),
            "measures": measures(answers, "delivery"),
        }

    def _details(self, made: list[Any]) -> None:
        """Persons and vehicles as counts of their act: no row of them is kept."""
        for row in self.one.repeats.get("persons", []):
            harm = self._choice("person_harm", row)
            if harm is None:
                continue
            age = self._choice("person_age", row) or "not_known"
            who = "child" if age == "child" else self._choice("person_sex", row) or "not_known"
            _add(made, (count(row, "person_of_act") or 1) - 1, f"{harm}_{who}", 1)
        for row in self.one.repeats.get("vehicles", []):
            kind, fate = self._choice("vehicle_kind", row), self._choice("vehicle_fate", row)
            if kind and fate:
                _add(made, 0, f"{kind}_{fate}", count(row, "vehicle_count") or 1)


def _add(made: list[Any], at: int, name: str, number: float) -> None:
    act = made[at] if at < len(made) and isinstance(made[at], dict) else made[0]
    measures = act.setdefault("measures", {})
    measures[name] = measures.get(name, 0) + number
