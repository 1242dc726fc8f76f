"""Levels of help that follow each other within a task, as in "CGA for the first set, then SBA"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from soapbench.cases import Case
from soapbench.reading import Mention, mentions

__all__ = ["of_steps"]

_THEN = re.compile(
    r"\W{0,6}(?:(?:for|on|in|at|during|first|initial(?:ly)?|the|set|sets|pass|passes|trials?|bouts?|\d)\W{1,6}){0,5}"
    r"(?:then|to|→|->|>|and then|faded to|reduced to)\W{0,6}",
    re.IGNORECASE,
)


def of_steps(case: Case, note: str) -> Iterator[Mention]:
    """Yield the levels of a note's steps of help that no step of its case has both of.

    Only where the case has one of the two levels in a step: else the note may tell another task's
    help, from one trial to the next.
    """
    given = _given(tuple(case.inputs.values()))
    for first, then in _steps(note):
        told = (first.amount, then.amount)
        near = [step for step in given if _shared(step, told)]
        if near and told not in near:
            yield from (m for m, other in ((first, 0), (then, 1)) if m.amount != near[0][other])


def _shared(step: tuple[float | str, float | str], told: tuple[float | str, float | str]) -> bool:
    return step[0] == told[0] or step[1] == told[1]


@lru_cache(maxsize=256)
def _given(texts: tuple[str, ...]) -> tuple[tuple[float | str, float | str], ...]:
    return tuple((one.amount, then.amount) for text in texts for one, then in _steps(text))


def _steps(text: str) -> Iterator[tuple[Mention, Mention]]:
    levels = [mention for mention in mentions(text) if mention.kind == "assist"]
    for one, then in pairwise(levels):
        if one.about == then.about and _THEN.fullmatch(text, one.end, then.start):
            yield one, then
