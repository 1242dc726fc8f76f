"""Where a case's pain stands in a note that rates it in words of its own."""

import re
from bisect import bisect_left

from soapbench.cases import Pain
from soapbench.scorers.gist import gist, placed_gist
from soapbench.scorers.sought import is_finding, is_of_other_time

__all__ = ["began", "hurts_elsewhere", "sought_pain"]

_BEFORE, _AFTER = 100, 40
"""So many characters around a rating its words may stand."""
_LEAD, _FIRST = 40, 100
"""So far before it what it is of; so far from today's rating the first one."""
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
_ENDS = re.compile(
    r"\s?(?:$|[,;.)(/\n]|(?:on|with|when|at|after|now|today|was|from|in|and|while|going|as|"
    r"where|of 10)\b)",
    re.IGNORECASE,
)
"""What stands behind a rating without its scale, and not behind a count of things."""
_PLACES = gist(
    "knee hip shoulder ankle back neck heel foot feet wrist elbow hand head headache calf thigh "
    "toe chest sacrum tailbone leg arm soles stump limb groin shin"
)
_SIDES = frozenset(["right", "left"])
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
    for match in _RATING.finditer(note):
        today = _rated(match) == pain.value and is_finding(match.start(), note)
        dated = is_of_other_time(match.start(), match.end(), note, now=True)
        if today and not dated and _hurts(match, pain, note):
            return match.span()
    return None


def began(pain: Pain, note: str, now: tuple[int, int]) -> tuple[int, int] | None:
    """Return where the first pain, or how far it moved since, stands beside today's in a note."""
    if pain.baseline is None:
        return None
    change = abs(pain.value - pain.baseline)
    for match in _RATING.finditer(note, max(0, now[0] - _FIRST), now[1] + _FIRST):
        beside = not now[0] <= match.start() < now[1]
        moved = _MOVED.search(note, max(0, match.start() - 8), match.end() + 16)
        if beside and (_rated(match) == pain.baseline or (moved and _rated(match) == change)):
            return match.span()
    return None


def hurts_elsewhere(pain: Pain, at: int, note: str) -> bool:
    """Return whether words around a rating name another place of the body, or the other side."""
    near, about = frozenset(_near(at, note)), _about(pain)
    other_place = not (near & about & _PLACES) and bool(near & _PLACES and about & _PLACES)
    side = about & _SIDES
    other_side = len(side) == 1 and side.isdisjoint(near) and not near.isdisjoint(_SIDES)
    return other_place or other_side


def _rated(rating: re.Match[str]) -> float:
    told = rating["rating"].lower()
    return float(told) if told[0].isdigit() else float(_TO_TEN.index(told))


def _hurts(rating: re.Match[str], pain: Pain, note: str) -> bool:
    """Return whether words of a case's pain stand around a rating."""
    at = rating.start()
    if _ALSO_OF_TEN.search(note, max(0, at - _LEAD), at) or hurts_elsewhere(pain, at, note):
        return False
    if not rating["scale"] and not _ENDS.match(note, rating.end()):
        return False
    hurts = _HURTS.search(note, max(0, at - _BEFORE), at + _AFTER) is not None
    signs = bool(rating["scale"]) + hurts
    enough = _RATED_OF_TEN if rating["scale"] else _BARE
    return signs > 0 and len(_about(pain).intersection(_near(at, note))) + signs >= enough


def _about(pain: Pain) -> frozenset[str]:
    return frozenset(token for token in gist(pain.words) if not token[0].isdigit())


def _near(at: int, note: str) -> list[str]:
    """Return the gist of the words around a rating."""
    starts, words = placed_gist(note)
    return words[bisect_left(starts, at - _BEFORE) : bisect_left(starts, at + _AFTER)]
