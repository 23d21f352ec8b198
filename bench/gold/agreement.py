"""How far two labelling passes agree: `python -m bench.gold.agreement [--json]`.

Each type is a yes or no for each sentence. Cohen's κ by type is what agreement remains once the agreement of two
labellers who guess at these rates is taken off; the macro mean weighs every type alike.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

Labels = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class TypeAgreement:
    """One type: sentences that got it in `both` passes, in the `first` only, in the `second` only, and κ.

    `kappa` is None where neither pass used the type, or both gave it to every sentence: nothing can be told there.
    """

    type: str
    both: int
    first: int
    second: int
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """Two passes over the same sentences. `exact` is the share of sentences with the same set of labels."""

    sentences: int
    same: int
    exact: float
    macro_kappa: float
    types: tuple[TypeAgreement, ...]


def kappa(both: int, first: int, second: int, neither: int) -> float | None:
    """Cohen's κ of a two-by-two table; None where chance alone already agrees on everything.

    Of 50 sentences 20 got the type in both passes, 5 and 10 in one, 15 in none: agreement 0.7, by chance 0.5.

    >>> kappa(20, 5, 10, 15)
    0.4
    >>> kappa(0, 0, 0, 50) is None
    True
    """
    n = both + first + second + neither
    yes_first, yes_second = both + first, both + second
    # Whole numbers, n² times the shares, so that "chance agrees on everything" is an exact comparison.
    chance = yes_first * yes_second + (n - yes_first) * (n - yes_second)
    if chance == n * n:
        return None
    return ((both + neither) * n - chance) / (n * n - chance)


def agreement(first: Labels, second: Labels) -> Agreement:
    """Agreement of two passes. Raises `ValueError` unless both label the same sentences, at least one.

    >>> a = {"s1": frozenset({"siege"}), "s2": frozenset()}
    >>> b = {"s1": frozenset({"siege"}), "s2": frozenset({"siege"})}
    >>> found = agreement(a, b)
    >>> found.exact, found.types[0]
    (0.5, TypeAgreement(type='siege', both=1, first=0, second=1, kappa=0.0))
    """
    if not first or first.keys() != second.keys():
        odd = sorted(first.keys() ^ second.keys())
        raise ValueError(f"the passes must label the same sentences: {len(odd)} are in one only ({', '.join(odd[:3])})")
    types = sorted(frozenset().union(*first.values(), *second.values()))
    found = tuple(_of_type(each, first, second) for each in types)
    known = [each.kappa for each in found if each.kappa is not None]
    same = sum(first[each] == second[each] for each in first)
    macro = sum(known) / len(known) if known else math.nan
    return Agreement(len(first), same, same / len(first), macro, found)


def read_pass(path: Path) -> dict[str, frozenset[str]]:
    """The labels of one pass, by the id of the sentence.

    >>> len(read_pass(HERE / "subtypes_pass_a.jsonl"))
    687
    """
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: frozenset(row["labels"]) for row in rows}


def _of_type(label: str, first: Labels, second: Labels) -> TypeAgreement:
    both = sum(label in first[each] and label in second[each] for each in first)
    one = sum(label in first[each] for each in first) - both
    other = sum(label in second[each] for each in first) - both
    return TypeAgreement(label, both, one, other, kappa(both, one, other, len(first) - both - one - other))


def measure() -> dict[str, Agreement]:
    """Both passes: over `all` sentences, and apart over those of the `shared` data and those `written` here.

    >>> [each.sentences for each in measure().values()]
    [687, 447, 240]
    """
    first, second = (read_pass(HERE / f"subtypes_pass_{each}.jsonl") for each in ("a", "b"))
    found = {"all": agreement(first, second)}
    for name, mark in (("shared", "r"), ("written", "w")):
        parts = [{each: labels[each] for each in labels if each.startswith(mark)} for labels in (first, second)]
        found[name] = agreement(*parts)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Agreement of the two labelling passes over the sub-type gold set.")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments = parser.parse_args()
    found = measure()
    if arguments.json:
        print(json.dumps({name: asdict(each) for name, each in found.items()}, ensure_ascii=False))
        return
    print("| type | both | A only | B only | κ |\n|---|---:|---:|---:|---:|")
    for each in found["all"].types:
        shown = "–" if each.kappa is None else f"{each.kappa:.2f}"
        print(f"| {each.type} | {each.both} | {each.first} | {each.second} | {shown} |")
    print()
    for name, part in found.items():
        print(f"{name}: macro κ {part.macro_kappa:.3f}, same set {part.same} of {part.sentences} ({part.exact:.3f})")


if __name__ == "__main__":
    main()
