"""Goals that a note says are met or open: one by one, or all together."""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading.parts import Claim, ClaimKind, Clause
from soapbench.reading.values import Value

__all__ = ["goals_in"]

_OPEN = re.compile(
    r"\b(?:not (?:yet )?(?:been )?(?:met|achieved|reached)|unmet|ongoing|in progress|"
    r"(?:partially|partly) (?:met|achieved)|progressing|not there yet)\b",
    re.IGNORECASE,
)
_MET = re.compile(
    r"\b(?<!not )(?<!yet )(?<!not been )(?<!partially )(?<!partly )(?<!to be )(?<!be )"
    r"(?:met|achieved|reached|attained|accomplished)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:criteria|will|once|when|until|if|before|expected|should|can|could|may)\b", re.I
)
_BESIDE = re.compile(r"\W{1,3}(?:\w+\W){0,2}?goal\b", re.IGNORECASE)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = rf"(?:\d|{'|'.join(_NUMBERS)})"
_TOGETHER = re.compile(
    rf"\b(?<!not )(?:(?P<all>all|both)|(?P<none>no|none|neither)|(?P<some>{_COUNT}))\s+"
    rf"(?:of\s+)?(?:(?P<of>{_COUNT})\s+)?(?:(?:the|her|his|established|current|these)\s+)*goals?\s+"
    r"(?:(?:is|are|was|were|have|has|been|now|yet)\s+)*(?:met|achieved|reached|attained)\b(?! (?:yet )?by)",
    re.IGNORECASE,
)
_WHICH = r"(?:(?:the|her|his|their|established|current|these|therapy|of|remaining)\s)*"
_SORT = r"(?:(?:short|long)[- ]term\s)?(?:goals?|[SL]TGs?(?:\sand\s[SL]TGs?)?)"
_DONE = r"(?:met|achieved|reached|attained|accomplished)\b"
_HAS = r"\b(?:has|have|she|he|they|patient|pt|client)\s(?:now\s|also\s)?"
_IS = r"(?:(?:is|are|was|were|have|has|been|now|all)\s)*"
_EVERY = re.compile(
    rf"\b(?<!not )(?:all|both|every|each)\s{_WHICH}goals?\s(?:of\s(?:\w+\s){{1,5}}?)?{_IS}{_DONE}|"
    rf"{_HAS}{_DONE}\s(?:all|both|every|each)\s{_WHICH}goals?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\bgoals?\s?:\s?(?P<some>{_COUNT})\s?(?:of|/)\s?(?P<of>{_COUNT})\s{_DONE}", re.IGNORECASE
)
_SOME = re.compile(
    rf"{_HAS}{_DONE}\s(?:(?:all|both|every|each)\s)?{_WHICH}{_SORT}(?!\s(?:of|to|for|with|in)\b)\b|"
    rf"(?:^|[.,;]\s)\W*(?:(?:all|both)\s)?{_WHICH}(?:(?:short|long)[- ]term\s)?(?:goals|[SL]TGs)\s"
    rf"{_IS}{_DONE}(?!:|\W+(?:by|in part|except|none|not)\b)",
    re.IGNORECASE,
)
"""Goals told of as met without saying which."""


def goals_in(words: str, clause: Clause, inside: Sequence[Value]) -> Iterator[Claim]:
    """Yield whether goals are said to be met, by the values of the clause or all together."""
    if clause.section in ("S", "O"):
        return
    together = _together(words, clause)
    if together is not None:
        yield from together
        return
    opened, met = _OPEN.search(words), _MET.search(words)
    if bool(opened) == bool(met) or (met and _LATER.search(words, 0, met.start())):
        return
    match = opened or met
    assert match is not None
    aims = [v for v in inside if v.when == "goal"]
    one = aims[0] if len({v.measure for v in aims}) == 1 else None
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
    some = 0.0 if told.get("none") else _number(told["some"]) if told.get("some") else None
    return some, _number(told["of"]) if told.get("of") else None


def _number(word: str) -> float:
    return float(_NUMBERS.get(word.lower()) or word)
