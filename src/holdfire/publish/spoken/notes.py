"""What an edition withholds, each visibly."""

from __future__ import annotations

from ..language import Text
from .voice import Voice


class Notes(Voice):
    """The notes of an edition."""

    def notes(self) -> list[Text]:
        """What this edition withholds, each visibly."""
        words, shown = self.words, self.situation.shown
        if not self.public:
            return [
                words._(
                    "Confidential edition: exact places, names and words of sources are in it. Not for publication."
                )
            ]
        found = [
            words._("Places are told by governorate or province, days without hours."),
            words._(
                "Words of sources, ids of the record and names of people are withheld; reports are told in our words."
            ),
            words._(
                "Who held a place and who was mixed with whom is not told by place: where a verdict turns on it, the"
                " place is the country only; readings that turn on who held a place are left out."
            ),
        ]
        recent, ahead = shown.held_back.get("recent", 0), shown.held_back.get("ahead", 0)
        if recent:
            found.append(
                words.ngettext(
                    "{n} report of the last hours before the cut-off is held back, and is in no number here.",
                    "{n} reports of the last hours before the cut-off are held back, and are in no number here.",
                    recent,
                )
            )
        if ahead:
            found.append(
                words.ngettext(
                    "{n} report of what lies ahead of the cut-off is withheld.",
                    "{n} reports of what lies ahead of the cut-off are withheld.",
                    ahead,
                )
            )
        if sensitive := shown.held_back.get("sensitive", 0):
            found.append(
                words.ngettext(
                    "{n} report that could put somebody at risk is left out, and is in no number here.",
                    "{n} reports that could put somebody at risk are left out, and are in no number here.",
                    sensitive,
                )
            )
        if not recent and not ahead:
            found.append(
                words._("No report is of the last hours before the cut-off or of what lies ahead: none is held back.")
            )
        total, apart = len(self.situation.incidents), self.situation.told_apart
        if total:
            found.append(
                words._(
                    "Ids cannot be traced to the record’s. But region, days, toll, act, sides and origins are shown,"
                    " and {share} of the incidents ({n} of {total}) have a set of these that no other has: who holds"
                    " the same dataset can find them in it.",
                    share=Text(words.percent(apart / total)),
                    n=apart,
                    total=total,
                )
            )
        if shown.withheld_origins:
            found.append(
                words.ngettext(
                    "{n} origin is not named.", "{n} origins are not named, and stand together.", shown.withheld_origins
                )
            )
        return found
