"""Goals that a note says are met or open: one by one, or all together."""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading.parts import Claim, Clause
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


_TERM = r"(?:(?:the|her|his|their|established|current|these|of|remaining)\s+)*(?P<term>(?:short|long)[- ]term\s+|[SL]TG\s+)?"
_DONE = r"(?:met|achieved|reached|attained|accomplished)"
_ALSO_TOGETHER = re.compile(
    rf"\b(?<!not )(?P<every>all|both|every|each)\s+{_TERM}goals?\s+(?:of\s+(?:\w+\s+){{1,5}}?)?(?:(?:is|are|was|were|have|has|been|now)\s+)*{_DONE}\b|"
    rf"\b(?:has|have|she|he|they|patient|pt|client)\s+(?:now\s+|also\s+)?{_DONE}\s+(?P<each>(?:all|both|every|each)\s+)?{_TERM.replace('term>', 'kind>')}goals?\b(?!\s+(?:of|to|for|with|in)\b)|"
    rf"\bgoals?\s*:\s*(?P<some>{_COUNT})\s?(?:of|/)\s?(?P<of>{_COUNT})\s+{_DONE}\b|"
    rf"(?:^|[.,]\s)\W*(?:(?:her|his|their|the|therapy)\s+)?(?:(?:short|long)[- ]term\s+)?goals\s+(?:(?:have|were|are|been|all|now)\s+)+{_DONE}\b(?!\W+(?:by|in part|except))",
    re.IGNORECASE,
)
"""Goals told of as met in other words: which of them, only all or a count say."""


def goals_in(words: str, clause: Clause, inside: Sequence[Value]) -> Iterator[Claim]:
    """Yield whether goals are said to be met, by the values of the clause or all together."""
    if clause.section in ("S", "O"):
        return
    together = _TOGETHER.search(words)
    if together and not _LATER.search(words):
        yield from _all_told(together, clause)
        return
    if "goal" in words.lower() and not _LATER.search(words):
        match = _ALSO_TOGETHER.search(words)
        if match and (match.lastgroup or "goals " in match.group().lower() + " "):
            yield _in_other_words(match, clause)
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


def _in_other_words(match: re.Match[str], clause: Clause) -> Claim:
    span = (clause.start + match.start(), clause.start + match.end())
    if match["some"]:
        return Claim("goals_met", *span, _number(match["some"]), _number(match["of"]))
    every = (match["every"] or match["each"]) and not (match["term"] or match["kind"])
    return Claim("goals_met" if every else "some_goals_met", *span)


def _all_told(match: re.Match[str], clause: Clause) -> Iterator[Claim]:
    """Yield how many of all goals are said to be met: the number of them is None for each one."""
    of = _number(match["of"]) if match["of"] else None
    number = None if match["all"] else 0.0 if match["none"] else _number(match["some"])
    if match["some"] and of is None:
        return  # "one goal met" may leave others unsaid
    span = (clause.start + match.start(), clause.start + match.end())
    yield Claim("goals_met", *span, number, of)


def _number(word: str) -> float:
    return float(_NUMBERS.get(word.lower()) or word)
