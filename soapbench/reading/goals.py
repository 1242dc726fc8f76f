"""Goals that a note sets, and those it says are met or open: one by one, or all together."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.parts import Claim, ClaimKind, Clause, Flag, Reading, Value
from soapbench.reading.standing import DUE, GOALS, MET, OPEN

__all__ = ["aims_in", "goals_in"]

_LATER = re.compile(
    r"\b(?:criteria|will|once|when|until|if|before|expected|should|can|could|may)\b", re.I
)
_AT_LAST = re.compile(
    r"\b(?:can|could|may) (?:now|already|finally|be (?:ticked|checked|crossed|closed))\b",
    re.IGNORECASE,
)
"""Words by which what can be done is done."""
_BESIDE = re.compile(r"\W{1,3}(?:\w+\W){0,2}?goal\b", re.IGNORECASE)
_COUNT = rf"(?:\d|{NUMERALS})"
_TOGETHER = re.compile(
    rf"\b(?<!not )(?:(?P<all>all|both)|(?P<none>no|none|neither)|(?P<some>(?<!every )(?<!each )(?<!/){_COUNT}))"
    rf"(?:\s?/\s?(?=\d)|\s+(?:of\s+)?)(?:(?P<of>{_COUNT})\s+)?"
    r"(?:(?:the|her|his|established|current|these)\s+)*(?:goals?|[SL]TGs?)\s+"
    r"(?:(?:is|are|was|were|have|has|been|now|yet)\s+)*(?:met|achieved|reached|attained)\b(?! (?:yet )?by)",
    re.IGNORECASE,
)
_WHICH = r"(?:(?:the|her|his|their|established|current|these|therapy|of|remaining)\s)*"
_SORT = r"(?:(?:short|long)[- ]term\s)?(?:goals?|[SL]TGs?(?:\sand\s[SL]TGs?)?)"
_DONE = r"(?:met|achieved|reached|attained|accomplished)\b"
_HAS = r"\b(?:has|have|she|he|they|patient|pt|client)\s(?:now\s|also\s)?"
_IS = r"(?:(?:is|are|was|were|have|has|been|now|all)\s)*"
_EVERY = re.compile(
    rf"\b(?<!not )(?:all|both|every|each)(?:\sone)?\s{_WHICH}{_SORT}\s"
    rf"(?:of\s(?:\w+\s){{1,5}}?|(?:she|he|they)\s(?:was|were|had)\s(?:been\s)?(?:set|given)\s)?{_IS}{_DONE}|"
    rf"{_HAS}{_DONE}\s(?:all|both|every|each)(?:\sone)?\s{_WHICH}{_SORT}(?!\s(?:but|except|of\s\d))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:goals?|[SL]TGs?)(?:\smet)?\s?:\s?(?P<some>{_COUNT})\s?(?:of|/)\s?(?P<of>{_COUNT})"
    rf"(?:\s{_DONE}|(?=\W*$))",
    re.IGNORECASE,
)
_SOME = re.compile(
    rf"{_HAS}{_DONE}\s(?:(?:all|both|every|each)\s)?{_WHICH}{_SORT}(?!\s(?:of|to|for|with|in)\b)\b|"
    rf"(?:^|[.,;]\s)\W*(?:(?:all|both)\s)?{_WHICH}(?:(?:short|long)[- ]term\s)?(?:goals|[SL]TGs)\s"
    rf"{_IS}{_DONE}(?!:|\W+(?:by|in part|except|none|not)\b)",
    re.IGNORECASE,
)
"""Goals told of as met without saying which."""

_NO_GOAL: frozenset[Flag] = frozenset(["blank", "echo", "norm"])
_AIM_SIGNS = ("goal", "tg", "target", "aim", "working toward", "by visit", "by week")
"""Letters without which no goal is set, but where a heading says so."""
_TITLE = re.compile(
    r"[\s\-*•|>#_]*(?:\d{1,2}[.)][\s*_]*)?(?:(?!(?:the|and|no|care|training|treatment|program|education|exercises?)\b)\w+(?:['’]s)?[\s*_-]+){0,3}?(?:goals?|LTGs?|STGs?|targets?|aims?)\b"
    r"[\s*_]*(?:\#?\d\b)?(?:\s?\([^)]{0,30}\))?[\s*_]*(?:[:=–]|-\s|\bis\b|\bare\b|\bof\b|(?<=TG)\s|(?<=TG\s\d)\s)"
    r"[\s*_]*(?:(?:to|for)\s)?",
    re.IGNORECASE,
)
"""What makes of a clause a goal, up to the goal itself."""
_AIMING = re.compile(
    r"\b(?:(?:she|he|they|pt|patient|client)\s(?:now\s)?aims\sto|(?:goal|target|aim(?=[^.;]*\d))\s(?:is|remains)\s(?:to|for)|"
    r"working\stowards?|by\s(?:visit|week)\s\d{1,2},?\s(?:\w+\s){0,2}?(?:should|will))\s",
    re.IGNORECASE,
)
_GOAL_LIST = re.compile(
    r"\W*(?:\d[.)]\W*)?(?:(?!toward|met\b|initial\b)[\w/-]+\s){0,4}(?:goals|STGs?|LTGs?|targets)(?!\s(?:met|achieved|within|status|of))"
    r"(?=\W*$|\W*:|,|\s?[(\[]|\s(?:for|by|in|at|over|through)\b)[^.;:]{0,40}:?\W*",
    re.IGNORECASE,
)
"""A heading or a label under which each item is a goal."""
_BULLET = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)])\s")
_NO_AIM = re.compile(
    r"\b(?:progress\w*|status|reviewed|discussed|review|update|reassess|necessity|decline|skilled|not to gain|(?:preserve|maintain|restore) \w* ?function|initial\w*|baseline|treatment|training|due|original\w*|revised|extended|reached|compared|listed|above|cond\w* \d|if|when|all|both|none|remain(?:s|ing)?|"
    r"next (?:visit|session))\b|\b(?:not )?(?:provided|specified|stated)\b",
    re.IGNORECASE,
)
"""What is said of goals, and is none."""
_STANDS = re.compile(
    r"\W*\b(?:(?:was|were|is|are|now|currently|today)\W+)?(?:ongoing|going on|new\b|(?:partially |not )?met\b|unmet|achieved|"
    r"revised|extended|pushed (?:back|out)|in progress|progressing|continue\w*|set back|advised|today\b|now\b|currently|baseline).*$",
    re.IGNORECASE | re.DOTALL,
)
"""From where on a goal's status is told."""
_PART = re.compile(r"[,;]\s|\s(?:and|so)\s|\.\s")


def aims_in(reading: Reading, values: Sequence[Value]) -> Iterator[Claim]:
    """Yield what a note sets as goals in words.

    An aim stands at its first word; `Claim.about` holds all of it that is told without a value.
    """
    text, low = reading.plain, reading.plain.lower()
    signs = sorted(at for sign in _AIM_SIGNS for at in _places(low, sign))
    for clause in reading.clauses if signs else ():
        if clause.section in ("S", "O") or clause.flags & _NO_GOAL:
            continue
        line = text.rfind("\n", 0, clause.start) + 1
        places = ((line, clause.end), clause.under or (0, 0))
        if any(bisect_left(signs, a) < bisect_left(signs, b) for a, b in places):
            inside = [v for v in values if clause.start <= v.start < clause.end]
            yield from _aims(text, clause, inside)


def _places(low: str, sign: str) -> Iterator[int]:
    at = low.find(sign)
    while at >= 0:
        yield at
        at = low.find(sign, at + 1)


def _aims(text: str, clause: Clause, inside: Sequence[Value]) -> Iterator[Claim]:
    words = text[clause.start : clause.end]
    told = _TITLE.match(words) or _AIMING.search(words)
    if not (told or _is_listed(text, clause)) or words.rstrip("*_ ").endswith(":"):
        return
    start = told.end() if told else 0
    stands = _STANDS.search(words, start)
    end = stands.start() if stands else len(words)
    for first, last in _untold(words, start, end, clause, inside):
        word = re.search(r"[A-Za-z]{3,}", words[first:last])
        if word and not _NO_AIM.search(words, first, last):
            at = clause.start + first
            yield Claim("aim", at + word.start(), at + word.end(), about=(at, clause.start + last))


def _is_listed(text: str, clause: Clause) -> bool:
    """Return whether a clause stands in a list of goals, in its line or under a heading."""
    line = text.rfind("\n", 0, clause.start) + 1
    label = text.find(":", line, clause.start)
    if label >= 0:
        return _GOAL_LIST.fullmatch(text, line, label + 1) is not None
    if clause.under is None or not _GOAL_LIST.fullmatch(text, *clause.under):
        return False
    rows = text[clause.under[1] : line].strip("*_: \t").split("\n")
    items = [row for row in rows if row.strip()]
    return all(_BULLET.match(row) for row in [*items, text[line : clause.end]]) and not text[
        line : clause.start
    ].strip(" \t-*•–0123456789.)")


_LINES = 30
"""No list of goals is longer."""


def _is_under_goals(text: str, clause: Clause) -> bool:
    """Return whether a line stands under a line that says no more than goals, with no gap."""
    start = text.rfind("\n", 0, clause.start)
    for _ in range(_LINES):
        if start <= 0:
            break
        end, start = start, text.rfind("\n", 0, start)
        line = text[start + 1 : end]
        if GOALS.fullmatch(line):
            return True
        if not line.strip():
            return False
    return False


def _untold(
    words: str, start: int, end: int, clause: Clause, inside: Sequence[Value]
) -> Iterator[tuple[int, int]]:
    """Yield the parts of a goal that hold no value of a measure: all of it where it has none."""
    held = [v.start - clause.start for v in inside]
    held += [q.start - clause.start for q in clause.quantities if q.measure]
    if not any(start <= at < end for at in held):
        yield start, end
        return
    edges = [start, *(m.end() for m in _PART.finditer(words, start, end)), end]
    for first, last in pairwise(edges):
        if not any(first <= at < last for at in held):
            yield first, last


def goals_in(text: str, clause: Clause, inside: Sequence[Value]) -> Iterator[Claim]:
    """Yield whether goals are said to be met, by the values of the clause or all together."""
    words = text[clause.start : clause.end]
    if clause.section in ("S", "O") and not (DUE.search(words) or _is_under_goals(text, clause)):
        return
    together = _together(words, clause)
    if together is not None:
        yield from together
        return
    opened, met = OPEN.search(words), MET.search(words)
    later = met and _LATER.search(words, 0, met.start()) and not _AT_LAST.search(words)
    if bool(opened) == bool(met) or later:
        return
    match = opened or met
    assert match is not None
    aims = [v for v in inside if v.when == "goal"] or [v for v in inside if v.when == "now"]
    one = aims[0] if len({v.measure for v in aims}) == 1 else None  # "FGA 24/30: met"
    if one and "," in text[clause.start + match.end() : one.start]:  # one goal of several in a row
        again = (MET if met else OPEN).search(words, one.end - clause.start)
        match, one = again or match, one if again else None
    # "DGI goal not met": the measure alone names the goal.
    named = {
        q.measure
        for q in clause.quantities
        if q.measure and _BESIDE.match(words, q.end - clause.start)
    }
    told = one is None and len(named) == 1
    yield Claim(
        "goal_open" if opened else "goal_met",
        clause.start + match.start(),
        clause.start + match.end(),
        one.value if one else None,
        measure=one.measure if one else named.pop() if told else None,
        about=(clause.start, clause.end),
    )


def _together(words: str, clause: Clause) -> list[Claim] | None:
    """Return what is said of goals at once: of all, of so many of them, or of some; else None."""
    if not ("goal" in words.lower() or "TG" in words) or _LATER.search(words):
        return None
    told = _TOGETHER.search(words)
    if told and told["some"] and not told["of"]:
        return []  # "one goal met" may leave others unsaid
    match = told or _EVERY.search(words) or _COUNTED.search(words) or _SOME.search(words)
    if match is None:
        return None
    number, of = _counts(match)
    kind: ClaimKind = "some_goals_met" if match.re is _SOME else "goals_met"
    return [Claim(kind, clause.start + match.start(), clause.start + match.end(), number, of)]


def _counts(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Return how many goals of how many: the first is None for each one of them."""
    told = match.groupdict()
    some = 0.0 if told.get("none") else counted(told["some"]) if told.get("some") else None
    return some, counted(told["of"]) if told.get("of") else None
