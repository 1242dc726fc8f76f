"""Whether a value that a note holds against a goal is as far as it says."""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading import Value
from soapbench.reference import measures
from soapbench.scorers.changes import by_clause
from soapbench.scorers.known import Known, same

__all__ = ["of_reach"]

_REACHES = re.compile(
    r"\b(?:me(?:ets?|t|eting)|exceed(?:s|ed|ing)|surpass(?:es|ed|ing)|beats?|reach(?:es|ed|ing)|"
    r"achiev(?:es|ed|ing)|attain(?:s|ed|ing))\b",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"\b(?:short|shy) of\b|"
    r"\b(?:not|never) (?:yet )?(?:been )?(?:met|reached|achieved|attained|meet)\b|"
    r"\byet to (?:meet|reach)\b|\b(?:does|did|do) not (?:yet )?(?:meet|reach)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:not|never|nearly|almost|to|will|would|should|could|may|might|if|when|once|until|before|"
    r"toward|without|un|partial\w*|expect\w*)\b|\?|n't\b",
    re.IGNORECASE,
)
"""What leaves open whether a goal is reached, beside the word for it."""


def of_reach(note: str, given: Sequence[Known]) -> Iterator[tuple[str, int, int]]:
    """Yield measures whose value is said to reach its goal, or to lack it, and does not; and where.

    Only of a value that the case gives for today: what else is wrong of one that it does not give
    follows from that.
    """
    for told in by_clause(note).values():
        for goal in (v for v in told if v.when == "goal" and v.measure in measures()):
            now = [v for v in told if v.when == "now" and v.measure == goal.measure]
            if len(now) == 1 and _is_given(now[0], given):
                yield from _misjudged(note, now[0], goal)


def _is_given(value: Value, given: Sequence[Known]) -> bool:
    return any(
        (k.measure, k.when) == (value.measure, "now") and same(k.value, value.value) for k in given
    )


def _misjudged(note: str, now: Value, goal: Value) -> Iterator[tuple[str, int, int]]:
    """Yield the word between a value and its goal that is not so."""
    first, last = sorted((now, goal), key=lambda v: v.start)
    if (now.side or goal.side) != (goal.side or now.side):
        return
    better = 1 if measures()[now.measure].better == "higher" else -1
    ahead = (now.value - goal.value) * better
    between = note[first.end : last.start]
    if lacks := _LACKS.search(between):
        if ahead >= 0:
            yield now.measure, first.end + lacks.start(), first.end + lacks.end()
        return
    reaches = _REACHES.search(between)
    if reaches and ahead < 0 and not _UNSURE.search(between):
        yield now.measure, first.end + reaches.start(), first.end + reaches.end()
