"""What a note mentions that can be held against its like: numbers of no measure, sides, levels.

A mention has a kind, within which amounts can be compared. A number's kind is its unit's, whatever
unit that is: 90 s is 1.5 min; or what is counted, or the word it numbers (2 stumbles, level 2). A
word's kind is what it is one of: a side, a level of assistance, a surface.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from soapbench.reading.counts import IN_WORDS, NUMERALS, ONES, TEENS, TENS, counted
from soapbench.reading.parts import Clause, Reading

__all__ = ["Mention", "mentions_in"]


@dataclass(frozen=True)
class Mention:
    """One number or word, and where it stands."""

    kind: str
    """Such as ``time``, ``length``, ``share``, ``side``, or the beginning of what is counted."""
    amount: float | str
    """A number in the kind's own unit, to four digits; or what a word means."""
    of: float | None
    """Of how many, as in 3 of 5."""
    start: int
    end: int
    about: tuple[int, int]
    """The clause it stands in."""

    @property
    def told(self) -> tuple[str, float | str, float | None]:
        """What it says: alike for mentions that say the same."""
        return self.kind, self.amount, self.of


_KINDS: dict[str, dict[str, float]] = {
    "time": {"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "min": 60, "mins": 60,
             "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600,
             "hours": 3600},
    "span": {"day": 1, "days": 1, "week": 7, "weeks": 7, "wk": 7, "wks": 7, "month": 30,
             "months": 30, "mo": 30, "year": 365, "years": 365, "yr": 365, "yrs": 365},
    "length": {"mm": 0.1, "cm": 1, "m": 100, "meter": 100, "meters": 100, "metre": 100,
               "metres": 100, "in": 2.54, "inch": 2.54, "inches": 2.54, "ft": 30.48, "feet": 30.48,
               "foot": 30.48, "mile": 160934, "miles": 160934, "yard": 91.44, "yards": 91.44},
    "weight": {"lb": 0.4536, "lbs": 0.4536, "pound": 0.4536, "pounds": 0.4536, "kg": 1, "kgs": 1},
    "rate": {"bpm": 1},
    "percent": {"%": 1, "percent": 1},
    "angle": {"°": 1, "degree": 1, "degrees": 1, "deg": 1},
    "times": {"x": 1, "×": 1, "times": 1},
}  # fmt: skip
_UNITS = {unit: (kind, size) for kind, units in _KINDS.items() for unit, size in units.items()}
_SMALL = (*ONES, "once", "twice")
_NUMERIC = frozenset([*_SMALL, *TEENS, *TENS, *"0123456789", "×", "x"])
"""What a number may begin with."""
_FIGURE = re.compile(
    rf"(?<![\w./#])(?:(?P<digits>\d{{1,4}}(?:\.\d+)?)(?![\d.]*\d)|(?<![a-z]-)(?P<word>{IN_WORDS}|once|twice)\b|"
    r"[x×](?:(?P<times>\d)\b(?!['′])|\s(?P<often>\d{1,2})(?=\s*(?:$|[,;.:()|]|ea\b|each\b|per\b))))"
    r"(?:\s?(?P<scale>/)\s?(?P<out>\d+)(?![\d/])|\s(?:out\s)?of\s(?:(?:the|his|her|first|last)\s){0,2}"
    r"(?P<of>\d+)(?![\d/]))?(?:[\s-]?(?!min (?:A|assist)\b)(?P<unit>[%°]|[A-Za-z]+|×)(?!\w))?",
    re.IGNORECASE,
)
_SO_MANY = rf"(?P<number>\d{{1,3}})(?!\d|['′]|\s?(?:{'|'.join(map(re.escape, _UNITS))})(?!\w))"
"""A number of a dose that is none of seconds or feet."""
_FEWER = re.compile(rf"\s?{_SO_MANY}", re.IGNORECASE)
"""What stands behind "10 x" where it may be 4 sets of 10."""
_TIGHT = re.compile(rf"[x×]{_SO_MANY}", re.IGNORECASE)
"""The end of a dose without a gap, as in "2x12"."""
_OF_A_DOSE = re.compile(r"(?:\b(?P<number>\d{1,4})|(?P<code>9[57]\d{3})\W{0,3})\s?$")
"""What stands before "x 4" by which it is no number of its own, or the units of a service."""
_SETS = re.compile(
    rf"[\s-][a-z]+\sof\s(?:\d+|{IN_WORDS})[\s-]?(?:s|sec\w*|ft|feet|m|meters?|metres?|min\w*|reps?)\b|"
    r"[\s-](?:sets?|rounds?|rds|bouts?|rep(?:etition)?s?)\sof\s(?:\d|\w+teen\b|\w+ty\b|two|three|four|five|six|seven|eight|nine|ten|twelve)",
    re.IGNORECASE,
)
"""What makes a number one of sets, as "x" does: "3 sets of 10"."""
_RANGE = re.compile(r"\s?(?:[-–]|to\b)\s?\d")
"""What makes a number the first of several: "rounds 3-5"."""
_IN_MANY = re.compile(
    r"[\s-][a-z]+ in (?:\d{1,2}|five|six|eight|ten|twelve|twenty)\b", re.IGNORECASE
)
"""What makes a number one of so many: "nine doors in ten"."""
_LED = re.compile(r"\b(first|last|final|next|other|remaining)\s$", re.IGNORECASE)
"""A word by which a number counts a part of them only."""
_WHEN = re.compile(
    r"once(?!\s*(?:$|[.,;:)|]|(?:an?|per|each|every|daily|weekly|this|in|on|at|since|last|during|today|"
    r"early|with|for|and)\b))",
    re.IGNORECASE | re.MULTILINE,
)
"""Once as a condition, not as a number."""
_WITHIN = re.compile(
    rf"\s(?:the|an?|this|that|these|each|every|all|his|her|its|total|{NUMERALS}|"
    r"first|last|set|bout|trial|pass|row|bed|\d)",
    re.IGNORECASE,
)
"""What stands behind "in" where it is no inch: "fell from 6 in the first bout"."""
_IN_TURN = re.compile(
    r"\s(?:in|on|during|by)\s(?:the\s)?(?:first|second|third|fourth|fifth|last|final)\b",
    re.IGNORECASE,
)
"""What stands behind a bare number that is of one time of several: "6 in the first bout"."""
_REMAINS = re.compile(
    r"\b(?:is|are|was|were|be|been|nothing|little|he|she|they|who)\s$", re.IGNORECASE
)
"""Words before "left" by which it is no side: "what is left", "she left"."""
_AGE = re.compile(r"[- ]?(?:y(?:ea)?rs?[- ]?old|y/?o|yo|y(?:ea)?rs? of age)\b", re.IGNORECASE)
_VISIT = re.compile(r"(?<!last )(?<!this )\bvisit[\s#:*]{1,5}$", re.IGNORECASE)
_A_DAY = re.compile(
    r"\s*(?:/|per\b|an?\b|each\b)?\s*(?:(da(?:y|ily)|d(?!\w))|week(?:ly)?)\b", re.IGNORECASE
)
_MEANT: dict[str, dict[str, str]] = {
    "side": {
        "right": "right|rt|R|RLE|RUE",
        "left": "left|lt|L|LLE|LUE",
        "both": "bilateral|bilaterally|both sides|both legs|both feet|both knees|both ankles|B/L",
    },
    "assist": {
        "independent": "independent|independently|indep|unassisted|without assistance",
        "supervision": "supervision|supervised|SUP",
        "standby": "SBA|standby assistance|standby assist|standby|stand-by assist",
        "guard": "CGA|contact guard|contact guarding|contact-guard",
        "minimal": "min A|minA|min assist|minimal assistance|minimal assist",
        "moderate": "mod A|modA|mod assist|moderate assistance|moderate assist",
        "maximal": "max A|maxA|max assist|maximal assistance|maximal assist",
    },
    "surface": {
        "foam": "foam|airex", "firm": "firm|tile|hard floor", "carpet": "carpet", "turf": "turf",
        "grass": "grass|lawn", "gravel": "gravel", "sand": "sand", "board": "tilt board|baps",
        "bosu": "bosu", "ramp": "ramp",
    },
    "device": {
        "cane": "cane|LBQC|SBQC|WBQC|NBQC", "walker": "walker|RW|FWW", "rollator": "rollator", "brace": "brace|orthosis|AFO",
        "crutches": "crutch|crutches", "poles": "pole|poles",
    },
    "occasion": {
        "rest": "at rest", "night": "at night|nightly|overnight",
        "loading": "with loading|with activity|with weight bearing|with exertion",
        "morning": "morning|mornings|midmorning", "afternoon": "afternoon|afternoons",
        "evening": "evening|evenings",
    },
    "grade": {
        "first": "grade I|grade 1",
        "second": "grade II|grade 2",
        "third": "grade III|grade 3",
        "fourth": "grade IV|grade 4",
    },
}  # fmt: skip
"""What words say, by kind; those in capitals say it only so."""


@cache
def _phrases() -> dict[str, list[tuple[str, str, str]]]:
    """Return by their first word, the longest first: phrases, with kind and meaning."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for kind, meanings in _MEANT.items():
        for meaning, phrases in meanings.items():
            for phrase in phrases.split("|"):
                first = re.split(r"[^A-Za-z]", phrase)[0].lower()
                found.setdefault(first, []).append((phrase, kind, meaning))
    for listed in found.values():
        listed.sort(key=lambda entry: -len(entry[0]))
    return found


_SCANNED = re.compile(r"(?<![\w.])(?:[A-Za-z]+|\d|×)")
_MARKS = "/-_"
_WHEELS = re.compile(r"[24]-?WW\b|(?:two|four)-wheeled walker\b", re.IGNORECASE)
"""A walker by its number of wheels, which is no number of its own."""
_NOUN = re.compile(r"[\s-](?:(?:more|new|further|seated)\s)?([A-Za-z][A-Za-z-]{2,})", re.IGNORECASE)
_NUMBERED = re.compile(r"([A-Za-z&]{3,})\s?(?:\#\s?)?$")
_NO_NOUN = frozenset(
    "and the for was were had has with without from than that then this per each when after before "
    "due now not out off are but who while since until using during more less".split()
)


def mentions_in(reading: Reading, taken: Collection[tuple[int, int]]) -> tuple[Mention, ...]:
    """Return the mentions of a reading, in its order.

    Args:
        reading: What a note says.
        taken: Where numbers stand that another reading has named.
    """
    named = {place for start, end in taken for place in range(start, end)}
    text, phrases = reading.plain, _phrases()
    found: list[Mention] = []
    for clause in reading.clauses:
        if "echo" in clause.flags:
            continue
        done = clause.start
        for token in _SCANNED.finditer(text, clause.start, clause.end):
            word = token[0].lower()
            numeric = word in _NUMERIC
            if not numeric and word not in phrases:
                continue
            at = token.start()
            if at < done or at in named or any(s <= at < e for s, e in clause.blanks):
                continue
            if numeric and (wheels := _WHEELS.match(text, at)):
                found.append(
                    Mention("device", "walker", None, at, wheels.end(), (clause.start, clause.end))
                )
                done = wheels.end()
                continue
            mention = (
                _figure(text, at, clause) if numeric else _term(text, at, clause, phrases[word])
            )
            if mention is not None:
                found.append(mention)
                done = mention.end
    return tuple(found)


def _figure(text: str, at: int, clause: Clause) -> Mention | None:
    """Return the number that stands at a place, where something says what it is of."""
    about = (clause.start, clause.end)
    match = (
        None
        if _WHEN.match(text, at) or text[at - 4 : at + 4].lower() == "not once"
        else _FIGURE.match(text, at, clause.end)
    )
    if match and (match["times"] or match["often"]) and _is_dosed(match, text):
        return None
    kind, size = _kind(match, text, about) if match else ("", 1)
    if match is None or not kind:
        return None
    told = match["digits"] or match["times"] or match["often"] or counted(match["word"])
    of = match["out"] or match["of"]
    amount = float(f"{float(told) * size:.4g}")
    end = at + len(text[at : match.start("unit") if match["unit"] else match.end()].rstrip(" -"))
    return Mention(kind, amount, float(of) if of else None, at, end, about)


def _is_dosed(match: re.Match[str], text: str) -> bool:
    """Return whether "x 4" is the end of a dose that begins with its number of sets, of help or of a bill."""
    if _HELPED.search(text, max(0, match.start() - _CLOSE), match.start()):
        return True
    before = _OF_A_DOSE.search(text, max(0, match.start() - _CLOSE), match.start())
    if before is None:
        return False
    return bool(before["code"]) or int(before["number"]) <= int(match["times"] or match["often"])


_CLOSE = 10
_HELPED = re.compile(r"\b(?:CGA|SBA|(?:min|mod|max) ?A|assist|guard|VC|TC|cues?)\s$", re.IGNORECASE)
"""Before "x 2": so often help was given."""


def _term(
    text: str, at: int, clause: Clause, phrases: list[tuple[str, str, str]]
) -> Mention | None:
    """Return the word or words of a kind that stand at a place."""
    for phrase, kind, meaning in phrases:
        end = at + len(phrase)
        told = text[at:end]
        alike = told == phrase if phrase.isupper() else told.lower() == phrase.lower()
        apart = end >= clause.end or not (text[end].isalnum() or text[end] in "/_")
        remains = told.lower() == "left" and (
            _REMAINS.search(text, max(0, at - _LEAD), at)
            or (_WHOM.match(text, end) and not _ITS.search(text, max(0, at - _LEAD), at))
        )
        minutes = told.endswith(" a") and _NUMBER_BEFORE.search(text, max(0, at - 3), at)
        if minutes:
            continue  # "30 min a week"
        if alike and apart and not remains and (at == 0 or text[at - 1] not in _MARKS):
            return Mention(kind, meaning, None, at, end, (clause.start, clause.end))
    return None


_NUMBER_BEFORE = re.compile(r"\d[\s-]?$")
_WHOM = re.compile(r"\s(?:the|him|her|them|an?)\s", re.IGNORECASE)
_ITS = re.compile(r"\b(?:the|her|his|their|on|to|in|and|or|vs|than|for)\s$", re.IGNORECASE)
"""What stands behind "left" as a verb, and before it as a side: "left the right leg weak"."""
_LEAD = 12


def _kind(match: re.Match[str], text: str, about: tuple[int, int]) -> tuple[str, float]:
    """Return the kind of a number and the size of its unit; no kind where nothing says it."""
    if match["scale"] or match["of"]:
        visit = _VISIT.search(text, max(about[0], match.start() - 12), match.start())
        return "visit" if visit else "share", 1
    named = (match["unit"] or "").lower()
    if _AGE.match(text, match.end("digits") if match["digits"] else match.end()):
        return "age", 1
    tight = _TIGHT.match(text, match.end())
    if tight and match["digits"]:
        return ("times" if float(match["digits"]) <= int(tight["number"]) else ""), 1
    fewer = _FEWER.match(text, match.end()) if named in ("x", "×") else None
    if fewer and int(fewer["number"]) < float(match["digits"] or 0):
        return "", 1
    unit = None if named == "in" and _WITHIN.match(text, match.end()) else _UNITS.get(named)
    if unit:
        return unit[0] + _a_day(text, match.end(), about[1]), unit[1]
    word = (match["word"] or "").lower()
    if match["times"] or match["often"] or word in ("once", "twice"):
        return "times" + _a_day(text, match.end(), about[1]), 1
    end = match.start("unit") - 1 if match["unit"] else match.end()
    if _SETS.match(text, end, about[1]):
        return "times", 1
    if _IN_MANY.match(text, end, about[1]):
        return "", 1
    noun = _NOUN.match(text, end, about[1])
    if noun and noun[1].lower() not in _NO_NOUN:
        led = _LED.search(text, max(about[0], match.start() - _CLOSE), match.start())
        return f"count {led[1].lower() + ' ' if led else ''}{noun[1].lower()[:5]}", 1
    if _IN_TURN.match(text, match.end("digits") if match["digits"] else match.end()):
        return "in turn", 1
    number = (
        None
        if word or _RANGE.match(text, match.end("digits") if match["digits"] else match.end())
        else _NUMBERED.search(text, max(about[0], match.start() - 16), match.start())
    )
    if number and number[1].lower() not in _NO_NOUN:
        return f"number {number[1].lower()[:4]}", 1
    return "", 1


def _a_day(text: str, start: int, end: int) -> str:
    """Return what a number is told per, if anything."""
    often = _A_DAY.match(text, start, end)
    return "" if often is None else " a day" if often[1] else " a week"
