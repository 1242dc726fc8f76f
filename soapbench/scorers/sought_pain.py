"""Where a case's pain stands in a note that rates it in words of its own."""

import re
from bisect import bisect_left

from soapbench.cases import Pain
from soapbench.scorers.gist import gist, placed_gist
from soapbench.scorers.sought import is_finding

__all__ = ["began", "sought_pain"]

_BEFORE, _AFTER = 100, 40
"""So many characters around a rating its words may stand; so far from today's the first one."""
_RATED_OF_TEN, _BARE = 2, 3
"""So many words and signs must stand around a rating with its scale, or around a mere number."""
_TO_TEN = "zero one two three four five six seven eight nine ten".split()
_RATING = re.compile(
    rf"(?<![\w./-])(?P<rating>\d{{1,2}}|{'|'.join(_TO_TEN)})"
    r"(?:\s?(?:/|(?:out )?of)\s?(?P<scale>10|ten)\b)?"
    r"(?![\w%°x×'\"-]|[./]\d|\s?(?:s|sec\w*|min\w*|m|cm|ft|feet|x|times|weeks?|wks?|d|days?|"
    r"visits?|months?|sets?|reps?|rounds?|steps?|units?|lbs?|kg|degrees?|cues?|of)\b)",
    re.IGNORECASE,
)
_HURTS = re.compile(
    r"\b(?:pain\w*|ach(?:es?|ed|ing)|sore\w*|hurt\w*|NPRS|NRS|VAS|discomfort|head ?aches?|"
    r"tender\w*|burn\w*)\b",
    re.IGNORECASE,
)
_ALSO_OF_TEN = re.compile(
    r"\b(?:RPE|exert\w*|dizz\w*|nausea|fatigue|effort|Borg|vertigo)\b", re.IGNORECASE
)
_MOVED = re.compile(
    r"\b(?:up|down|points?|pts?|higher|lower|more|less|worse|better|rose|risen|fell|dropped)\b",
    re.IGNORECASE,
)
"""What makes a number how far a rating moved."""


def sought_pain(pain: Pain, note: str) -> tuple[int, int] | None:
    """Return where today's pain stands in a note among words of the case's, None if nowhere."""
    about = frozenset(token for token in gist(pain.words) if not token[0].isdigit())
    for match in _RATING.finditer(note):
        today = _rated(match) == pain.value and is_finding(match.start(), note)
        if today and _hurts(match, about, note):
            return match.span()
    return None


def began(pain: Pain, note: str, now: tuple[int, int]) -> tuple[int, int] | None:
    """Return where the first pain, or how far it moved since, stands beside today's in a note."""
    if pain.baseline is None:
        return None
    change = abs(pain.value - pain.baseline)
    for match in _RATING.finditer(note, max(0, now[0] - _BEFORE), now[1] + _BEFORE):
        beside = not now[0] <= match.start() < now[1]
        moved = _MOVED.search(note, max(0, match.start() - 8), match.end() + 16)
        if beside and (_rated(match) == pain.baseline or (moved and _rated(match) == change)):
            return match.span()
    return None


def _rated(rating: re.Match[str]) -> float:
    told = rating["rating"].lower()
    return float(told) if told[0].isdigit() else float(_TO_TEN.index(told))


def _hurts(rating: re.Match[str], about: frozenset[str], note: str) -> bool:
    """Return whether words of a case's pain stand around a rating."""
    if _ALSO_OF_TEN.search(note, max(0, rating.start() - _AFTER), rating.start()):
        return False
    starts, words = placed_gist(note)
    around = max(0, rating.start() - _BEFORE), rating.start() + _AFTER
    near = words[bisect_left(starts, around[0]) : bisect_left(starts, around[1])]
    signs = bool(rating["scale"]) + bool(_HURTS.search(note, *around))
    enough = _RATED_OF_TEN if rating["scale"] else _BARE
    return signs > 0 and len(about.intersection(near)) + signs >= enough
