"""Levels of help within a task: that follow each other, or are said to have stayed.

As in "CGA for the first set, then SBA" and "CGA throughout".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from soapbench.cases import Case
from soapbench.reading import Flag, Mention, mentions, read
from soapbench.scorers.words import tokens

__all__ = ["of_hands", "of_steady_help", "of_steps", "of_unknown_help"]

_THEN = re.compile(
    r"\W{0,6}(?:(?:for|on|in|at|during|first|initial(?:ly)?|the|set|sets|pass|passes|trials?|bouts?|\d)\W{1,6}){0,5}"
    r"(?:then|later|(?:that )?c(?:ame|oming) down to|(?<=\d, )|to|→|->|>|and then|"
    r"faded to|reduced to)\W{0,6}",
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
    r"(?:sets?|trials?|reps?|repetitions?|passes|pass|rounds?|laps?|loops?|bouts?|walks?|transfers?|holds?|steps?|trips?))\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:first|then|last|faded|reduced|(?:sets?|rounds?|pass(?:es)?|trials?|reps?) \d)\b|>|→",
    re.IGNORECASE,
)
"""What tells of help that changed, and not of more of it for a moment."""
_FAR = 120
"""So far before a level of help, in its line, stands what was done."""
_NEXT = 60
_ALIKE = 4
"""So many words in common make what was done an intervention of the case."""


def of_steady_help(case: Case, note: str) -> Iterator[Mention]:
    """Yield levels of help said to have stayed where the case has them change, or another."""
    for mention in mentions(note):
        if mention.kind != "assist" or not _ALL_ALONG.match(note, mention.end):
            continue
        start = max(note.rfind("\n", 0, mention.start) + 1, mention.start - _FAR)
        done = _meant(case, note[start : mention.start])
        changed = len(_levels(done)) > 1 and _CHANGES.search(done)
        held = mention.amount in _BY_HAND
        if changed or (_is_let_go(done) if held else _is_held(done)):
            yield mention


_HANDS_ON = re.compile(
    r"\b(?:(?:needed|needs|had to|required?|could not let go)\b[^.;\n]{0,45}?"
    r"\b(?:hold(?:ing)? on|hands?|touch|HHA|fingertips?|steady|let go|support|guide|lift|guard)|"
    r"(?:my|(?:the )?therapist(?:'s)?|PT's) (?:hands?|holding)|"
    r"a hand (?:had to stay|stayed))\b[^.;\n]{0,50}?"
    r"\b(?:throughout|all the way|the whole (?:way|time)|right through|until the end|"
    r"to the (?:very )?(?:end|last)|(?:on|in|through) (?:all|every|both)|from the first|"
    r"never left)\b",
    re.IGNORECASE,
)
"""Hands that stayed on, or were needed, all along."""
_HANDS_OFF = re.compile(
    r"\b(?:(?:nobody|no one)(?:'s)?\b[^.;\n]{0,25}?\b(?:hands?|guard\w*|touch\w*|hold\w*)|"
    r"without any(?:body|one)(?:'s)? (?:hands?|guard\w*|touch\w*|hold\w*)|"
    r"without (?:any )?hands-on (?:help|assistance)|no hands-on (?:help|assistance))\b",
    re.IGNORECASE,
)
"""Hands that were needed at no time."""
_LET_GO = re.compile(
    r"\b(?:no (?:touch|hands?|contact|support)|hands? off|without touch|then (?:none|no)|released|"
    r"withdrawn|faded|(?:none|off|away) (?:by|after|for|in) (?:the )?(?:set|last|third|second))\b",
    re.IGNORECASE,
)
_BY_HAND = frozenset(["guard", "minimal", "moderate", "maximal"])
"""Levels of help at which hands are on somebody, or close by."""
_BY_EYE = frozenset(["standby", "supervision", "independent"])
"""Levels of help at which no hands are."""
_HELD = re.compile(
    r"\b(?:clos(?:e|ely) guard\w*|(?<!no )(?<!without )(?<!without any )hands?-on|"
    r"handhold|HHA|touch at|"
    r"hand (?:at|on) (?:the |her |his )?(?:hips?|belt|waist|pelvis|back|shoulders?|trunk))\b",
    re.IGNORECASE,
)
_UNHELD = re.compile(
    r"\b(?:none (?:after|on|in|for)|no hand after|stood by|standing by|on (?:her |his |their )?own|"
    r"no (?:physical )?(?:help|assist\w*)|nobody touching)\b",
    re.IGNORECASE,
)


def of_hands(case: Case, note: str) -> Iterator[tuple[int, int]]:
    """Yield where a note tells in its own words of hands all along, or never, and the case not."""
    for match in _HANDS_ON.finditer(note):
        done = _meant(case, _around(note, match))
        if _is_let_go(done):
            yield match.span()
    for match in _HANDS_OFF.finditer(note):
        if _is_held(_meant(case, _around(note, match))):
            yield match.span()


_NOT_GIVEN: frozenset[Flag] = frozenset(["goal", "future", "echo", "negated", "blank"])


def of_unknown_help(case: Case, note: str) -> Iterator[Mention]:
    """Yield levels of help that the case has nowhere, where a note tells of help that was given.

    Of two levels without hands on somebody one is told for the other, and the case may tell of
    them in its own words; such a level counts under Assessment alone, where the case has neither.
    """
    given = _levels_of(tuple(case.inputs.values()))
    clauses = {clause.start: clause for clause in read(note).clauses} if given else {}
    for mention in mentions(note):
        clause = clauses.get(mention.about[0])
        if clause is None or mention.kind != "assist" or mention.amount in given:
            continue
        if clause.section == "P" or clause.flags & _NOT_GIVEN:
            continue
        by_eye = mention.amount in ("standby", "supervision") and not given & _BY_EYE
        if mention.amount in _BY_HAND or (by_eye and clause.section in ("A", "AP")):
            yield mention


@lru_cache(maxsize=256)
def _levels_of(texts: tuple[str, ...]) -> frozenset[float | str]:
    return frozenset(level for text in texts for level in _levels(text))


def _is_held(done: str) -> bool:
    """Return whether hands were on somebody, or close by, at some time of what was done."""
    return bool(_levels(done) & _BY_HAND or _HELD.search(done))


def _is_let_go(done: str) -> bool:
    """Return whether no hands were on somebody, or close by, at some time of what was done."""
    return bool(_levels(done) & _BY_EYE or _LET_GO.search(done) or _UNHELD.search(done))


def _around(note: str, match: re.Match[str]) -> str:
    """Return a match with the words before in its line, and some behind."""
    start = max(note.rfind("\n", 0, match.start()) + 1, match.start() - _FAR)
    return note[start : match.end() + _NEXT]


def _meant(case: Case, words: str) -> str:
    """Return how the case tells of the one thing done that some words are of, or ""."""
    told = tokens(words)
    alike = sorted((len(told & tokens(done.words)), done.words) for done in case.interventions)
    clear = alike and alike[-1][0] >= _ALIKE and alike[-1][0] not in [n for n, _ in alike[:-1]]
    return alike[-1][1] if clear else ""


def _levels(words: str) -> set[float | str]:
    """Return the levels of help that words name."""
    return {m.amount for m in mentions(words) if m.kind == "assist"}


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
