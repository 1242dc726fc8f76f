"""What degrees are of: a motion, a joint's position sense, or only where something is done."""

import re

from soapbench.reading.numbers import NUMBER, Number

__all__ = [
    "MOTION",
    "by_degrees",
    "is_in_list",
    "is_lacking",
    "is_position",
    "sensed_since",
    "tested_at",
]

MOTION = re.compile(
    r"\b(?:flex(?:ion|es|ed)?|ext(?:ension)?|dorsiflex(?:ion)?|plantarflex(?:ion)?|DF|PF|abd(?:uction)?|"
    r"add(?:uction)?|rotat(?:ion)?|rot|ER|IR|side-?bend(?:ing)?|inversion|eversion|elevation|scaption|SLR)\b",
    re.IGNORECASE,
)
_MOTION_BEHIND = re.compile(
    r"\s(?:of )?(?:(?:knee|hip|shoulder|ankle|active|passive) )*"
    r"(?:(?:dorsi|plantar)?flexion|extension|abduction|rotation)\b",
    re.IGNORECASE,
)
_MOTION_NEXT = re.compile(
    r",\s(?:(?:knee|hip|shoulder|ankle|active|passive|R|L|right|left)\s){0,2}"
    r"(?:(?:dorsi|plantar)?flexion|extension|abduction|rotation)\s$",
    re.IGNORECASE,
)
"""A motion that a list goes on to, right before its degrees."""
_SENSE_BEHIND = re.compile(
    r"\sof (?:\w+ ){0,2}(?:joint )?position(?:ing)? (?:sense|error)\b", re.IGNORECASE
)
_POSITION_SENSE = re.compile(
    r"\b(?:position(?:ing)? (?:sense|error)|reposition\w*|JPS|JPE|relocation|missed (?:its|the|her|his) (?:target|mark))\b",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\W*(?:R|L|right|left) (?:rot(?:ation)?|turn)\b[^;]*", re.IGNORECASE)
"""What goes on behind a semicolon about position sense: "L rot 3.4°"."""
_SENSED_AFTER = re.compile(
    rf"(?:{_POSITION_SENSE.pattern})[\s,(:|]*(?:(?:of|from|after|with|in|into|on|to|R|L|right|left|turning|turn|coming|the|error|sense)\b[\s,:|]*)*"
    r"(?:rotation|rot|turn)?[\s:|]*$",
    re.IGNORECASE,
)
"""Position sense and the motion after which it is tested, right before the degrees."""
_ANGLES = re.compile(r"\s?/\s?\d+\s?(?:°|deg)")
"""More angles in which something is done: "30°/60°/80°"."""
_POSITION = re.compile(
    r"(?:\b(?:(?<!started )(?<!stands )(?<!stood )at|past|beyond|around|about|through|in|top|first|last|within|before|under)(?: each of)?|@)\s+"
    r"(?:\d+\s?°?\s?(?:,|and|to|or|,\s?and)\s)*\W{0,2}$"
)
"""What makes degrees a position in which something is done, not a range."""
_RANGE = re.compile(r"\b(?:range|[AP]?ROM|motion)\b", re.IGNORECASE)
_LAG = re.compile(r"\s*(?:\w+\s)?lag\b", re.IGNORECASE)
_LAGS = re.compile(r"\blag\b[^\w;]{1,60}(?:of |is )?$", re.IGNORECASE)
_LACK = re.compile(
    r"\b(?:lack(?:s|ing|ed)?|(?:extension|flexion|ext|flex) (?:deficit|lag|loss)|contracture|short of (?:full|straight|neutral|zero)|(?:°|degrees?) short)\b",
    re.IGNORECASE,
)
"""What makes degrees those that a motion lacks, which are left unread: they have no sign."""


def is_position(number: Number, words: str) -> bool:
    """Return whether a number is a position in which something is done: "at 30°"."""
    return _POSITION.search(words[: number.start]) is not None


def is_in_list(number: Number, words: str) -> bool:
    """Return whether a list goes on to another motion right before a number."""
    return _MOTION_NEXT.search(words[: number.start]) is not None and not _is_sensed(number, words)


_OTHER_SIDE = re.compile(r"[,;]\s(?:R|L|right|left)\s\w+\s$", re.IGNORECASE)
"""A side and a motion alone, right before their degrees."""


def _is_sensed(number: Number, words: str) -> bool:
    """Return whether position sense is told after one motion: "error: R turn 6.2°, L turn 3.4°"."""
    sensed = _POSITION_SENSE.search(words, 0, number.start)
    moved = MOTION.findall(words, sensed.end(), number.start) if sensed else []
    one = len(moved) > 1 and len({motion[:3].lower() for motion in moved}) == 1
    return one and _OTHER_SIDE.search(words, 0, number.start) is not None


def tested_at(number: Number, words: str) -> bool:
    """Return whether degrees are where position sense is tested: "error, 30° flexion"."""
    return number.unit == "°" and _MOTION_BEHIND.match(words, number.stop) is not None


def sensed_since(number: Number, words: str) -> bool:
    """Return whether position sense already has its number before this one's part of the clause."""
    senses = list(_POSITION_SENSE.finditer(words, 0, number.start))
    if not senses:
        return _CONTINUED.fullmatch(words, 0, number.start) is None
    since = words[senses[-1].end() : number.start]
    parts = re.split(r"[,;]\s", since)
    moved = [*MOTION.finditer(since)]
    first = NUMBER.search(since)
    leads = moved and first and moved[0].start() < first.start() and not _RANGE.search(since)
    if leads and len({motion.group()[:3].lower() for motion in moved}) == 1:
        return False  # "JPE: R rot 6.2°; L rot 3.4°"
    return len(parts) > 1 and NUMBER.search(",".join(parts[:-1])) is not None


def is_lacking(number: Number, words: str) -> bool:
    """Return whether degrees are what is lacking of a motion."""
    led = _PART.split(_EARLIER.sub(" ", words[: number.start]))[-1]
    return _LACK.search(led + _PART.split(words[number.start : number.stop + 30])[0]) is not None


def by_degrees(number: Number, words: str) -> str | None:
    """Return what degrees are of: position sense or a motion, in their own part of the clause."""
    before = words[: number.start]
    if _SENSED_AFTER.search(before) or _is_sensed(number, words):
        return "jps"
    if _ANGLES.match(words, number.stop):
        return None
    lags = _LAG.match(words, number.stop) or _LAGS.search(before)
    if is_position(number, words) or lags:
        return None
    if is_lacking(number, words):
        return None
    # "error at 30° of flexion" is no range of 30 degrees
    before = re.sub(r"\d+\s?°\s(?:of\s)?(?:\w+\s)?\w+", "", before)
    part = re.split(r"[,;]\s", before)[-1]
    if _POSITION_SENSE.search(part):
        return "jps"
    if _SENSE_BEHIND.match(words, number.stop):
        return "jps"
    behind = _MOTION_BEHIND.match(words, number.stop) and _RANGE.search(before)
    if MOTION.search(part) or behind:
        return "rom"
    return "jps" if _POSITION_SENSE.search(before) else "rom" if MOTION.search(before) else None


_PART = re.compile(r"[,;]\s|\band\b")
_EARLIER = re.compile(
    r",\s(?=(?:previously|formerly|initially|was|had been|before|SOC|IE)\b)", re.IGNORECASE
)
"""What an earlier value stands behind, of the same motion."""
