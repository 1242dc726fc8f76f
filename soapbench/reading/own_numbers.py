"""Which numbers of a clause say something, with the unit that they share with their neighbour."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from soapbench.reading.numbers import Number, is_counted, joined, numbers_in, unit_titled
from soapbench.reading.parts import Clause
from soapbench.reading.visits import EARLIER

__all__ = ["own_numbers"]

_MOST = 60
"""A clause with more numbers is data, not a sentence; this also bounds the time it takes."""
_DOSE = re.compile(r"\d\s*[x×]\s*$")
"""So often something was done, as 5 x 20 s: an exercise, and no measurement."""
_DOSED = re.compile(r"\s?[x×]\s?\d|\s(?:rounds?|bouts?|holds?|(?:\w+ )times)\b")
"""The same the other way round, as 20 s x 5."""
_ITEM = re.compile(r"[\s*#>-]*\d{1,2}[.)]")
_OF_NAME = re.compile(r"[A-Za-z]{3,}-$")
"""What makes a number part of a name, as in mCTSIB-2."""
_ANGLE = re.compile(r"\b(?:err\w*|JPS|sense|ER|IR)(?: [RL])?\s@\s?$", re.IGNORECASE)
_COUNTING = re.compile(
    r"\b(?:count|subtract|back)\w*\b[^.;\d]{0,20}\bby\s$|\bserial\s$|\bminus[\s-]$", re.IGNORECASE
)
"""What makes a number one that is counted by."""
_SERIAL = re.compile(r"\d{1,2}s\)")
"""What is counted by, as in "TUG-cog (-3s)"."""
_OF_ALL = re.compile(r"(?:,|\() ?(?:out )?of $", re.IGNORECASE)
"""What makes a number the most that there can be, as in "FES-I, of 64"."""
_OF_SECONDS = re.compile(r"\d s(?:ec\w*)? (?:out )?of (?:a possible )?$", re.IGNORECASE)
"""What makes seconds the most there can be, as in "21 s of 30 s"."""


_BAND = re.compile(
    r"\((?=[^()]*\b(?:risk|norm\w*|low|mild|moderate|high|severe|average|functioning|concern|ambulat\w+|limited|community|household)\b)[^()\d]{0,30}"
    r"\d+(?:\.\d+)?\s?%?\s?[-–]\s?\d+(?:\.\d+)?[^()\d]{0,40}\)|"
    r"\b(?:ambulat(?:or|ion)|category|class|band|range|risk|concern|handicap|norms?)\s\(\s?"
    r"\d+(?:\.\d+)?(?:\s?(?:-|–|to)\s?)\d+(?:\.\d+)?[^()\d]{0,12}\)|"
    r"\(\s?\d+[^()\d]{0,6}=\s?(?:full|max\w*|ceiling|normal|WNL|perfect|best)\b[^()\d]{0,20}\)",
    re.IGNORECASE,
)
"""What a range of values stands for, as in "(41-56 = low fall risk)"."""
_IN_THIRTY = re.compile(r"\b(?:in|over|within) (?=30 ?s)", re.IGNORECASE)
"""What leads to the time in which chair stands are counted."""


def own_numbers(
    words: str, clause: Clause, names: Sequence[tuple[int, int, str]], spelled: bool
) -> list[Number]:
    """Return the numbers that say something: not of a blank, a name, a list or a count of visits."""
    numbers = numbers_in(words, spelled=spelled)
    if len(numbers) > _MOST:
        return []
    blanks = [(start - clause.start, end - clause.start) for start, end in clause.blanks]
    taken = [*blanks, *((start, end) for start, end, _ in names)]
    taken += [match.span() for match in _BAND.finditer(words)]
    if any(name == "chair_stand" for _, _, name in names):
        taken += [(match.end(), match.end() + 2) for match in _IN_THIRTY.finditer(words)]
    numbers = [
        n
        for n in numbers
        if not any(start <= n.start < end for start, end in taken)
        and not is_counted(words, n)
        and not _ITEM.fullmatch(words[: n.end + 1])
        and not _OF_NAME.search(words[: n.start])
        and not (n.unit == "°" and _ANGLE.search(words[: n.start]))
        and not (n.of is None and _DOSE.search(words[: n.start]))
        and not (n.of is None and _DOSED.match(words, n.stop))
        and not _COUNTING.search(words[: n.start])
        and not (n.signed and n.unit == "s" and _SERIAL.match(words, n.start))
        and not _OF_ALL.search(words[: n.start])
        and not (n.unit == "s" and _OF_SECONDS.search(words[: n.start]))
    ]
    told = [joined(n, numbers[i + 1 : i + 2], words) for i, n in enumerate(numbers)]
    for i, (before, number) in enumerate(pairwise(told), start=1):
        plain = number.of is None and not number.unit
        if plain and _is_earlier(words, before, number):
            told[i] = replace(number, unit=before.unit, of=before.of)
        elif plain and _is_move(words, before, number):
            told[i] = replace(number, unit=before.unit or ("points" if before.of else ""))
    return _with_units(told, names, words)


_THEN = re.compile(rf"[\s,;(]{{1,3}}{EARLIER}[\s:]{{1,2}}", re.IGNORECASE)
_THEN_BEHIND = re.compile(rf"\s{EARLIER}\b", re.IGNORECASE)


_SHORT_GAP = 25
_OPENS = re.compile(r"\s?[A-Za-z][\w -]*\s[(\[]")
"""A name between a value and a bracket: "19.6 s TUG [18.9]"."""


def _is_earlier(words: str, before: Number, number: Number) -> bool:
    """Return whether a plain number is an earlier value beside one: "14.2 s (18.4)", "eval 18.4"."""
    gap, behind = words[before.stop : number.start], words[number.stop :]
    if gap.strip() == "←":
        return True
    closes = behind[:1] in (")", "]") and len(gap) <= _SHORT_GAP
    if closes and _OPENS.fullmatch(gap):
        return True
    if (gap in (" (", "(") and behind.startswith(")")) or (gap == " [" and behind.startswith("]")):
        return True
    late = gap.strip(" ,;(") == "" and _THEN_BEHIND.match(behind)
    return bool(_THEN.fullmatch(gap) or _FROM.fullmatch(gap) or late)


_FROM = re.compile(
    r"(?: today| now)?(?:,| -| –| —|;| \()?(?: an? (?:improvement|increase|decrease|gain|drop|decline|rise))?"
    r"(?: (?:up|down|improved|increased|decreased|better|worse|more|less|longer|shorter|faster|slower|risen|reduced))?"
    r" ?(?:from|where it was|where it had been|compared (?:with|to)|versus|vs\.?|against|after|having been) (?:the |an earlier )?",
    re.IGNORECASE,
)
"""What stands between a value and an earlier one without its unit: "14.8 s, down from 17.9"."""


_MOVE = re.compile(
    r",?\s\(?(?:up|down|lower by|higher by|an? (?:gain|rise|drop|loss|improvement|change) of)\s$",
    re.IGNORECASE,
)
_MOVE_BEHIND = re.compile(r"\s(?:fewer|more|less|lower|higher|better|worse)\b", re.IGNORECASE)


def _is_move(words: str, before: Number, number: Number) -> bool:
    """Return whether a plain number is how far the one before it moved: "5.4°, down 2.4"."""
    gap = words[before.stop : number.start]
    behind = _MOVE_BEHIND.match(words, number.stop) if gap in (", ", " (") else None
    return bool(_MOVE.fullmatch(gap) or behind)


def _with_units(
    numbers: list[Number], names: Sequence[tuple[int, int, str]], words: str
) -> list[Number]:
    """Return the numbers, plain ones with the unit in brackets behind what they are of."""
    if not any(mark in words for mark in "([,"):
        return numbers
    ends = [0, *(end for _, end, _ in names)]
    found = []
    for number in numbers:
        behind = max(end for end in ends if end <= number.start)
        if number.of is None and not number.unit:
            first = next(n.start for n in numbers if n.start >= behind)
            number = replace(number, unit=unit_titled(words[behind:first]))
        found.append(number)
    return found
