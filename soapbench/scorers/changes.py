"""How far a measure is told to have gone: by which two values, which way, and since when."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Value, values
from soapbench.scorers.known import Known, pairs, same
from soapbench.scorers.visits import places_of, values_on

__all__ = [
    "by_clause",
    "is_from_another",
    "is_miscounted",
    "is_since_visit",
    "is_turned",
    "turned_pairs",
]

_TO_GO = re.compile(
    r"\b(?:to go|short|shy|away|remain\w*|left|needed|below|under|over|above|beyond|past|goal|"
    r"target|MDC|MCID|side|leg|between|other|than)\b",
    re.IGNORECASE,
)
"""What makes the size of a change one to a goal, a cut-off or the other side."""
_ROUNDED = 0.5
"""By so much a difference may be rounded."""
_UP = "grown|risen|rose|rises|increased|lengthened|climbed|up"
_DOWN = "fallen|fell|dropped|decreased|reduced|shrunk|shortened|down"
"""Words for which way a number went, good or bad."""
_SIGNED = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?:{_DOWN}))"
    r"\s(?:by\s)?(?:about\s|some\s)?$",
    re.IGNORECASE,
)
"""What tells right before the size of a change which way it went."""
_SINCE_VISIT = re.compile(
    r"[^.;,\d]{0,20}?\b(?:vs\.?|from|since|than|against)\s(?:at\s)?"
    r"(?:visit\s?|session\s?|v)#?(?!1\b)\d",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\s?(?:points?|pts?|s|sec\w*|°|degrees?|%|cm|m|m/s)?\s?"
    r"(?:under|below|over|above|more than|less than|from|vs\.?|versus|against|short of)\s"
    r"(?:the\s|her\s|his\s)?(?:\w+\s){0,2}?(?:of\s)?[<>≤≥=]{0,2}\s?(?P<one>\d+(?:\.\d+)?)(?![\d.]*\d)",
    re.IGNORECASE,
)
"""What a value is so far from: "5 points under the 19 of visit 7"."""


def is_miscounted(value: Value, note: str, given: Sequence[Known]) -> bool:
    """Return whether a change stands behind the case's two values and is not their difference."""
    beside = by_clause(note)[value.about]
    of = [v for v in beside if v.measure == value.measure and v.when in ("now", "baseline")]
    if len(of) != 2 or any(v.end > value.start for v in of):
        return False
    told = {v.value for v in of}
    ends = [(b.value, n.value) for b, n in pairs(value.measure, given)]
    ends = [each for each in ends if set(each) == told]
    size = abs(value.value)
    counted = any(
        abs(abs(now - was) - size) <= _ROUNDED
        or (was and abs(abs(now - was) / was * 100 - size) < 1)
        for was, now in ends
    )
    return bool(ends) and not counted and not _TO_GO.search(note, of[1].end, value.about[1])


def is_turned(value: Value, note: str, given: Sequence[Known]) -> bool:
    """Return whether a change of a size that the case bears out is told the other way round."""
    told = _SIGNED.search(note, value.about[0], value.start)
    moves = [
        now.value - was.value
        for was, now in pairs(value.measure, given)
        if same(round(abs(now.value - was.value), 6), abs(value.value))
    ]
    return told is not None and bool(moves) and all((m > 0) != bool(told["up"]) for m in moves)


_FROM = re.compile(rf"(?:\b(?:(?P<up>{_UP})|(?:{_DOWN}))|(?P<rise>↑)|↓)\s?from\s$", re.IGNORECASE)
"""What tells right before an earlier value which way its measure went since."""
_LED = 24


def turned_pairs(visit: int, note: str) -> Iterator[tuple[str, int, int]]:
    """Yield measures that a note says went the other way than its own two values, and where."""
    every = values_on(visit, note)
    for was in every:
        word = _FROM.search(note, max(was.about[0], was.start - _LED), was.start)
        if word is None or was.when != "baseline":
            continue
        now = [v for v in every if (v.measure, v.about, v.when) == (was.measure, was.about, "now")]
        if len(now) != 1 or min(was.value, now[0].value) < 0 or was.value == now[0].value:
            continue
        if (now[0].value > was.value) != bool(word["up"] or word["rise"]):
            yield was.measure, *word.span()


def is_since_visit(value: Value, note: str, case: Case, given: Sequence[Known]) -> bool:
    """Return whether a change is one since a visit in between, whose value the case tells."""
    if not _SINCE_VISIT.match(note, value.end):
        return False
    steps = {-value.value, abs(value.value)}  # what has no sign may have gone either way
    then = [round(now + step, 6) for now in _today(value, given) for step in steps]
    return any(any(places_of(replace(value, value=was), case)) for was in then)


def is_from_another(value: Value, note: str, given: Sequence[Known]) -> bool:
    """Return whether a value is how far today's is from another that is told right behind it."""
    told = _ANOTHER.match(note, value.end)
    return told is not None and any(
        same(round(abs(now - float(told["one"])), 6), abs(value.value))
        for now in _today(value, given)
    )


@lru_cache(maxsize=256)
def by_clause(note: str) -> Mapping[tuple[int, int], tuple[Value, ...]]:
    """Return the values of each clause of a note."""
    found = defaultdict[tuple[int, int], list[Value]](list)
    for value in values(note):
        found[value.about].append(value)
    return {about: tuple(told) for about, told in found.items()}


def _today(value: Value, given: Sequence[Known]) -> list[float]:
    return [k.value for k in given if k.measure == value.measure and k.when == "now"]
