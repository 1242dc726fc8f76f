"""Which outcome measure a number is a value of, by the names beside it or without one."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from soapbench.reading.degrees import (
    by_degrees,
    is_in_list,
    is_lacking,
    is_position,
    sensed_since,
    tested_at,
)
from soapbench.reading.numbers import COUNTED, NUMBER, Number, rescaled
from soapbench.reading.senses import PLAIN_NAMES
from soapbench.reading.unnamed import RATED_OF, by_unit
from soapbench.reference import OutcomeMeasure, measures

__all__ = ["fits", "in_own_unit", "listed", "measure_of", "names_for", "out_of"]

_SUBJECT = re.compile(
    r"\b(?!(?:is|was|were|now|from|at|to|up|down|improved|increased|decreased|reduced|initial\w*|today|then|once|formerly|earlier|prior|original|start|care|SOC|init|"
    r"baseline|eval\w*|current|previous|discharge|admission|compared|with|and|the|on|left|right|both|eyes|closed|open|goal|target|last|first|"
    r"visit|previous\w*|prior|currently|versus|against|sec\w*|points?|percent|degrees?|side|cond\w*|"
    r"error|errors|below|above|under|over|less|more|than|still|remains?|which|that|unchanged|same|also|about|exceed\w*|"
    r"gain\w*|chang\w*|cut|MDC|norm\w*|threshold|measured|scored?|had|has|have|having|been|shown|shows|showed|since|held|whereas|after|before|month\w*|week\w*|ago|all|other|every|each|remaining|any|but|only|just|for|leg|legs|foot|nearly|almost|little|while|where|she|her|his|lasted|managed|once|meets?|meeting|surpass\w*|beats?|reached|reaching|short|toward|past|not|yet|going|moving|rising|falling|dropping|climbing|improving|declining|increasing|decreasing)\b)"
    r"[A-Za-z]{3,}",
    re.IGNORECASE,
)
"""A word of another subject than the measure named before."""
_JOINS = re.compile(r"[\s(]*(?:on|for|in)?\s*(?:the |a )?\s*")
_OF_NAME = re.compile(r"\sof (?:[\w-]+[\s-]){0,3}")
"""What stands between a value and its measure in "4.6 seconds of eyes-closed single-leg stance"."""
_ON = re.compile(
    r"(?:\s(?:points?|total))?\s(?:(?:counted|scored|recorded|measured|noted)\s)?"
    r"(?:(?:was|is)\s(?:the|her|his)\s(?:time|score|result)\s)?(?:on|for|in|during|to (?:finish|complete|do)|completing|finishing)\s(?:(?:the|her|his|today['’]s|a)\s)?(?:plain\s|repeat\s|same\s)?"
)
"""What joins a value to the name of its measure behind it."""
_VALUED = re.compile(r"\s?(?:[:=(|]|is|was|of|at)?\s?\d")
_GAINED = re.compile(
    r"\b(?:scor\w+|earn\w*|g[eo]ts?|achieved|received|managed|had|total of|with|at|an?|to|from|of|today|now|is)\W{0,3}(?:an?\s)?$",
    re.IGNORECASE,
)
"""Words before a bare number by which it is a score."""
_BEGINS = re.compile(r"(?:^|[,;:(|]\s?|\n|\band\s)\W*$")
_MOVED = re.compile(
    r"\b(?:gain|chang|improv|loss|lost|rose|drop|differ|increas|decreas)\w*", re.IGNORECASE
)
_PLAIN = {"s": 0.0, "%": 0.0, "m/s": 0.1, "m": 50.0}
"""Units that are often left out, and from where on a number may well be one of them."""
_CONDITIONS = frozenset(range(1, 7))
_LINKS = (
    r"\b(?:is|was|were|of|at|now|from|to|up|down|improved|increased|decreased|scored?|total|scale|"
    r"initial(?:ly)?|first|last|visit|today|baseline|IE|SOC|eval(?:uation)?|intake|admission|outset|prior|previous(?:ly)?|current(?:ly)?|"
    r"compared|against|versus|with|vs|points?|and|started|went|gone|going|moving|moved|rising|falling|dropping|climbing|crept|had|been|patient|pt|"
    r"for|left|right|[RL]|PF|DF|quads?|gastroc\w*|\w*adductors?|tone|knee|ankle|hip|\w*flexors?|\w*extensors?|hamstrings?|quadriceps|reads|remains|unchanged|the|same|as|stands|stood|came|comes|out|an?|he|she|him|her|rated|clocked|registered|"
    r"total(?:s|ed|led)?|has|have|climbed|rose|risen|dropped|sits|since|then|having|begun|measured|result|confidence|reached|time|average|mean|distance|by|about|index|test|walk|"
    r"but|only|just|on|leg|foot|her|his|its|while|where|she|once|managed|lasted|seconds?|start|beginning)\b"
)
"""Words that may stand between a measure's name and its plain number."""


def names_for(number: Number, names: Sequence[tuple[int, int, str]], words: str) -> list[str]:
    """Return the measures that may own a number: the name before it, or one right after it."""
    if words[number.end : number.end + 1] == "-":  # "a 30-point DHI reduction"
        beside = [name for start, _, name in names if start == number.stop + 1]
        if beside:
            return beside
    behind = _named_behind(number, names, words)
    if behind is not None:
        return behind
    before = [(end, name) for _, end, name in names if end <= number.start]
    if before:
        between = words[before[-1][0] : number.start]
        if before[-1][1] != "mctsib" and _CONDITION.search(between):
            return ["mctsib"]
        told = [m for m in NUMBER.finditer(between) if not COUNTED.search(between[: m.start()])]
        parts = [between[told[-1].end() :]] if told else []
        if number.of is None:
            parts += [between[a.end() : b.start()] for a, b in pairwise(told)]
        owner = measures().get(before[-1][1])
        if owner and (number.of is not None or number.unit == owner.unit) and _fits(owner, number):
            parts = [_ITS_GOAL.sub("", part) for part in parts]
        if before[-1][1] == "mctsib":
            parts = [_SURFACE.sub("", part) for part in parts]
        if any(_SUBJECT.search(_PARTED.split(_BRACKETS.sub("", part))[-1]) for part in parts):
            return []  # the name has its value, and other words follow: about something else
        return [name for _, name in reversed(before[-2:])]
    after = words[number.end : number.end + 24]
    return [
        name
        for start, _, name in names
        if number.of is not None
        and number.end <= start
        and _JOINS.fullmatch(after[: start - number.end])
    ]


_ITS_GOAL = re.compile(r"\b[SL]TG(?: ?#?\d)?\b(?: of\b)?", re.IGNORECASE)
"""What stands between a measure's value and its goal: "BBS 43/56, LTG 49/56"."""
_SURFACE = re.compile(r"\b(?:foam|firm)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\bcond(?:ition)?\s?[1-4]\b", re.IGNORECASE)
"""What names a balance test's condition, and so that test, without its name."""
_BRACKETS = re.compile(r"\([^()]*\)")
_PARTED = re.compile(r"[,;]\s|\band\b")
_AND = re.compile(r"\s?(?:,|/|&|\band\b|, and\b)\s?")
_TO_LIST = re.compile(
    r"[\s:=()–-]{1,5}(?:(?:were|was|are|scored|scores|today|of|at)[\s:]{1,2}){0,2}"
)
_BETWEEN = re.compile(r"\s?(?:,|;|&|\band\b|, and\b)\s?")


def listed(
    numbers: Sequence[Number], names: Sequence[tuple[int, int, str]], words: str
) -> dict[int, str]:
    """Return by its place whose each number is where measures are listed and then their values."""
    run = [names[0]] if names else []
    for name in names[1:]:
        if not _AND.fullmatch(words, run[-1][1], name[0]):
            break
        run.append(name)
    behind = [n for n in numbers if run and n.start >= run[-1][1]]
    more = [start for start, _, _ in names[len(run) :]]
    mine = [n for n in behind if not more or n.start < more[0]]
    if len(run) < 2 or len(mine) != len(run):
        return {}
    ends = [run[-1][1], *(n.stop for n in mine)]
    joints = [_TO_LIST, *[_BETWEEN] * (len(mine) - 1)]
    whole = zip(joints, ends, mine, strict=False)
    if not all(joint.fullmatch(words, end, n.start) for joint, end, n in whole):
        return {}
    fits = all(_fits(measures()[name], n) for (_, _, name), n in zip(run, mine, strict=True))
    return {n.start: name for (_, _, name), n in zip(run, mine, strict=True)} if fits else {}


def _named_behind(
    number: Number, names: Sequence[tuple[int, int, str]], words: str
) -> list[str] | None:
    """Return the measure a value is told of before it is named: "a 44 on the Berg".

    Empty where it is no value of it, None where no name follows.
    """
    for start, end, name in names:
        if not number.end < start <= number.stop + 40:
            continue
        measure, before = measures()[name], words[max(0, number.start - 60) : number.start]
        if start == number.stop + 1:
            # "18.4 s TUG"; but "30 s tandem stance" may be an exercise.
            timed = number.unit == "s" and measure.better == "lower"
            moved = _MOVED.search(before) or _MOVED.match(words, end + 1)
            if (timed or number.unit in ("m/s", "%")) and _BEGINS.search(before) and not moved:
                return [name] if _fits(measure, number) else []
            if number.of is not None and not _VALUED.match(words, end):
                return [name] if _fits(measure, number) else []
        elif number.unit and _OF_NAME.fullmatch(words, number.stop, start):
            return [name] if _fits(measure, number) and not _MOVED.search(before) else []
        elif _ON.fullmatch(words, number.stop, start) or _in_brackets(
            words, number.stop, start, end
        ):
            bare = number.of is None and not number.unit
            if number.of is not None:  # a score is none, whatever moved before it
                before = re.split(r"[,;]\s|\d", before)[-1]
            if _MOVED.search(before) or (bare and not _GAINED.search(before[-20:])):
                return []  # "a 1-point gain on the DGI and 2% on the ABC"
            return [name] if _fits(measure, number) else []
    return None


def _in_brackets(words: str, stop: int, start: int, end: int) -> bool:
    """Return whether nothing but the name stands in brackets behind a value."""
    return words[stop:start].strip() == "(" and words[end : end + 1] == ")"


def _fits(measure: OutcomeMeasure, number: Number) -> bool:
    """Return whether a number is written as this measure's values are."""
    if number.unit in ("min", "other") and measure.unit != number.unit:
        return False
    most = measure.range[1]
    if number.of is not None:
        return number.of == most and measure.unit in ("points", "grade", "errors", "stands")
    if measure.unit == "points":
        return number.unit in ("", "points") and number.value <= most * 1.5
    if measure.unit == "grade":
        return number.unit == "" and number.value <= most
    if measure.unit in ("errors", "stands"):
        return number.unit in ("", measure.unit)
    if number.unit == "":
        return measure.unit in _PLAIN and _PLAIN[measure.unit] <= number.value <= most
    if number.unit == "points":
        return measure.unit == "%"  # "ABC rose 13 points"
    return rescaled(1, number.unit, measure.unit) is not None


def measure_of(
    number: Number, words: str, named: Sequence[str], label: str = "", *, in_table: bool = False
) -> str | None:
    """Return which measure a number is a value of, by name or by its unit and the words around."""
    for name in named:
        owner = _by_name(name, number, words, in_table=in_table)
        if owner == "tug" and _is_dual(number, words):
            return "tug_cog"
        if owner is not None:
            return owner or None
    return by_unit(number, words, label, in_table=in_table)


def _by_name(name: str, number: Number, words: str, *, in_table: bool) -> str | None:
    """Return the measure a number is a value of where one is named.

    Empty where it is no value of any, None where it is none of the one that is named.
    """
    if name == "pain":
        return name if number.of == RATED_OF else None
    if name == "mctsib" and not in_table and _is_condition(number, words):
        return ""
    if number.unit == "°":
        if is_position(number, words) or (name == "jps" and tested_at(number, words)):
            return ""
        listed = not in_table and is_in_list(number, words)
        if name == "jps" and not listed and (in_table or not sensed_since(number, words)):
            return name
        if name in ("rom", "jps"):
            return by_degrees(number, words) or ("" if is_lacking(number, words) else name)
    measure = measures()[name]
    plain = number.of is None and not number.unit and not in_table
    return (
        name if _fits(measure, number) and (not plain or _beside(number, words, measure)) else None
    )


_TUG = re.compile(r"\b(?:TUG|Timed Up (?:and|&) Go)\b", re.IGNORECASE)
_COUNTING = (
    r"\b(?:counting|serial|subtract\w+|cognitive|dual[- ]task|minus[- ](?:\d|three|seven))\b"
)
_COUNTED_FIRST = re.compile(
    rf"\b(?:with|while|during)\s[^.;|\d]{{0,30}}{_COUNTING}[^.;|\d]*(?:[37]s?\b)?[^.;|\d]*$|"
    rf"^\W*{_COUNTING}[^.;|\d]*(?:[37]s?\b)?[^.;|\d]*\b(?:during|in|on|with)\s(?:the\s)?$",
    re.IGNORECASE,
)
"""A second task before the test: "With counting by threes added, the TUG took 23 s"."""
_LEAD = 80
_ALSO = re.compile(rf"[^.;|]*{_COUNTING}", re.IGNORECASE)
_WITH = re.compile(
    rf"(?:\ss(?:ec\w*)?)?\s(?:with|while|during)\s(?:(?:an?|the)\s)?{_COUNTING}", re.IGNORECASE
)


def _is_dual(number: Number, words: str) -> bool:
    """Return whether a time of the Timed Up and Go is one with a second task, told beside it."""
    named = [match.span() for match in _TUG.finditer(words, 0, number.start)]
    between = named and _ALSO.match(words, named[-1][1], number.start)
    led = named and _COUNTED_FIRST.search(words, max(0, named[-1][0] - _LEAD), named[-1][0])
    return bool(between or led) or _WITH.match(words, number.end) is not None


def _is_condition(number: Number, words: str) -> bool:
    """Return whether a number says which condition of a test is meant, as in "mCTSIB 3"."""
    beside = words[: number.start].lower().endswith("mctsib ")
    return number.value in _CONDITIONS and (beside or not number.unit)


def in_own_unit(number: Number, measure: str) -> tuple[float, str]:
    """Return a value in its measure's unit, and the unit it is told in where that is another."""
    own = measures()[measure].unit if measure in measures() else ""
    if (
        number.of is not None
        and measure in measures()
        and number.of != measures()[measure].range[1]
    ):
        return number.value, f"/{number.of:g}"
    value = rescaled(number.value, number.unit, own)
    same = value is None or number.unit == own
    return (number.value, "") if same or value is None else (value, number.unit)


def out_of(number: Number, named: Sequence[str], words: str) -> str | None:
    """Return the measure right before a score that is told out of another sum than its own."""
    for name in named:
        measure = measures().get(name)
        scored = measure is not None and measure.unit == "points" and number.of is not None
        slashed = "/" in words[number.start : number.stop]
        if measure and scored and slashed and _named_right_before(number, words, measure):
            return name
    return None


def _named_right_before(number: Number, words: str, measure: OutcomeMeasure) -> bool:
    """Return whether a measure's name ends where a number begins, or "from" and its earlier one do."""
    behind, _ = _named(measure)
    told = behind.search(words[max(0, number.start - 40) : number.start])
    return told is not None and ", " not in re.sub(r", (?=from )", "", told.group())


def fits(measure: str, number: Number) -> bool:
    """Return whether a number is written as the values of a measure, by its id, are."""
    return measure in measures() and _fits(measures()[measure], number)


def _beside(number: Number, words: str, measure: OutcomeMeasure) -> bool:
    """Return whether a bare number stands so near the measure's name that it must be its value."""
    behind, named = _named(measure)
    if _COUNTING_BEHIND.match(words, number.stop):
        return False
    if behind.search(words[max(0, number.start - 90) : number.start]):
        return True
    joint = _ON.match(words, number.stop)
    return joint is not None and named.match(words[joint.end() :]) is not None


_COUNTING_BEHIND = re.compile(
    r"\s(?:more |new )?(?:falls?|steps?|stumbles?|(?:near[- ])?misses|cues?|reps?|times|trials?|attempts?|minutes?)\b",
    re.IGNORECASE,
)
"""What a bare number counts behind a measure's value: "previous 2 falls"."""


@lru_cache(maxsize=128)
def _named(measure: OutcomeMeasure) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for a measure's name: at the end, with what may follow it, and at the start."""
    names = sorted({measure.title, *measure.aliases}, key=len, reverse=True)
    spelled = "|".join(map(re.escape, names))
    spelled += f"|{PLAIN_NAMES[measure.id]}" if measure.id in PLAIN_NAMES else ""
    behind = rf"(?:{spelled})(?:\s?\(?(?:s|sec|%|m|m/s|cm|deg|points)\b\)?)?(?:[\s*_\d.,:=()\[\]/|+–−≥≤<>%→-]|{_LINKS})*$"
    return re.compile(behind, re.IGNORECASE), re.compile(spelled, re.IGNORECASE)
