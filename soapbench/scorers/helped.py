"""Levels of help within a task: that follow each other, or are said to have stayed.

As in "CGA for the first set, then SBA" and "CGA throughout".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from soapbench.cases import Case
from soapbench.reading import Mention, mentions
from soapbench.scorers.words import tokens

__all__ = ["of_steady_help", "of_steps"]

_THEN = re.compile(
    r"\W{0,6}(?:(?:for|on|in|at|during|first|initial(?:ly)?|the|set|sets|pass|passes|trials?|bouts?|\d)\W{1,6}){0,5}"
    r"(?:then|later|(?<=\d, )|to|→|->|>|and then|faded to|reduced to)\W{0,6}",
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
        turned = told[::-1] if _ORDER.search(note, first.end, then.start) else None
        near = [step for step in given if _shared(step, told) or step == turned]
        if near and told not in near:
            yield from (m for m, other in ((first, 0), (then, 1)) if m.amount != near[0][other])


_ORDER = re.compile(
    r"\b(?:then|later)\b|→|>|"
    r"\b(?:sets?|trials?|reps?|pass(?:es)?|rounds?|laps?) \d{1,2}(?:\s?[-–]\s?\d{1,2})?,",
    re.IGNORECASE,
)
"""Between two levels of help: the one came after the other, and is not the end of a range."""
_ALL_ALONG = re.compile(
    r"[^.;,\n]{0,20}?\b(?:throughout|all along|the whole time|all the way|"
    r"from (?:the )?first \w+ to (?:the )?last|"
    r"(?:on|in|for) (?:all|every(?: one of the)?) (?:\w+ )?"
    r"(?:sets?|trials?|reps?|repetitions?|passes|pass|rounds?|laps?|loops?|bouts?|walks?|transfers?))\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:first|then|last|faded|reduced|(?:sets?|rounds?|pass(?:es)?|trials?|reps?) \d)\b|>|→",
    re.IGNORECASE,
)
"""What tells of help that changed, and not of more of it for a moment."""
_FAR = 120
"""So far before a level of help, in its line, stands what was done."""
_ALIKE = 4
"""So many words in common make what was done an intervention of the case."""


def of_steady_help(case: Case, note: str) -> Iterator[Mention]:
    """Yield levels of help said to have stayed where the case has them change."""
    for mention in mentions(note):
        if mention.kind != "assist" or not _ALL_ALONG.match(note, mention.end):
            continue
        start = max(note.rfind("\n", 0, mention.start) + 1, mention.start - _FAR)
        told = tokens(note[start : mention.start])
        alike = sorted((len(told & tokens(done.words)), done.words) for done in case.interventions)
        if not alike or alike[-1][0] < _ALIKE or alike[-1][0] in [n for n, _ in alike[:-1]]:
            continue
        levels = {m.amount for m in mentions(alike[-1][1]) if m.kind == "assist"}
        if len(levels) > 1 and _CHANGES.search(alike[-1][1]):
            yield mention


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
