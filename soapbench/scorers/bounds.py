"""Numbers that a note tells as bounds: limits, rules to go on or back by, a side to lie on."""

import re
from collections.abc import Sequence

from soapbench.cases import Case
from soapbench.reading import Value, read
from soapbench.scorers.known import STATED, Judged, Known
from soapbench.scorers.visits import places_of

__all__ = ["decides", "is_bound", "is_limit", "of_bound"]

_BOUND = re.compile(
    r"(?:[≥≤<>]|\bat (?:least|most)|\bback to(?: at least)?)\s?[≥≤]?\s?$", re.IGNORECASE
)
"""What makes a number a bound."""
_BEYOND = re.compile(
    r"\b(?:(?P<over>over|above|more than|longer than|at least)|under|below|less than|fewer than)\s"
    r"(?:about |roughly )?$",
    re.IGNORECASE,
)
"""What makes it one, and says on which side a value lies."""
_BEHIND = re.compile(
    r"\s?(?:[a-z°%]{1,4}\s)?or (?:more|less|worse|better|over|under|above|below)\b"
)
"""What makes a number before it a bound."""
_NO_FINDING = re.compile(
    r"\b(?:cut-?offs?|norm\w*|thresholds?|average|expected|reference|typical\w*|published|places?|class\w*|"
    r"goals?|keeps?|stays?|if|until|target)\b",
    re.IGNORECASE,
)
"""Words for a norm or an aim."""
_CRITERION = re.compile(
    r"\b(?:regress\w*|(?:step|go)(?:e?s|ping)? back|advances?|progress(?:ion)?|stops?|sooner|"
    r"earlier|slipping|down|up|if|when|until|unless)\b",
    re.IGNORECASE,
)
"""Words for what is done once a bound is passed."""
_ITEM = re.compile(r"[.;]\s(?=[A-Z])|\n")
_REACH, _LEAD = 120, 12
"""So far before a number stand words for what is done, and those of a bound."""
_IN_DEGREES = ("rom", "jps")
_DEGREES = re.compile(r"\s?(?:°|deg)")


def is_bound(value: Value, note: str) -> bool:
    """Return whether a value is told as a bound, by what stands right before it."""
    lead = max(value.about[0], value.start - _LEAD)
    return _BOUND.search(note, lead, value.start) is not None


def decides(value: Value, note: str) -> bool:
    """Return whether a value is what treatment goes on, or back, by: "step back if pain ≥ 4/10"."""
    before = _ITEM.split(note[max(0, value.start - _REACH) : value.start])[-1]
    bounded = _BEYOND.search(before) or _BOUND.search(before) or _BEHIND.match(note, value.end)
    return bool(bounded) and bool(_CRITERION.search(before))


def is_limit(value: Value, case: Case) -> bool:
    """Return whether a case has a number as a limit of its measure, or of a motion in degrees."""
    return any(
        _DEGREES.match(text, end)
        if value.measure in _IN_DEGREES
        else value.measure in _measures_at(text, at) and _BEYOND.search(text, 0, at)
        for text, at, end in places_of(value, case)
    )


def _measures_at(text: str, at: int) -> set[str | None]:
    """Return the measures that the clause at a place of a text names."""
    clause = next((c for c in read(text).clauses if c.start <= at < c.end), None)
    return {q.measure for q in clause.quantities} if clause else set()


def of_bound(value: Value, note: str, case: Case, given: Sequence[Known]) -> Judged | None:
    """Return what a number is that is no published norm; None where it is neither of these.

    It may say no more than on which side of it today's value lies, or be a limit of the case.
    """
    if _is_passed(value, note, given):
        return Judged("inferred", "bound")
    return STATED if is_limit(value, case) else None


def _is_passed(value: Value, note: str, given: Sequence[Known]) -> bool:
    start, end = value.about
    bound = _BEYOND.search(note, max(start, value.start - 2 * _LEAD), value.start)
    today = [k.value for k in given if k.on_sheet and (k.measure, k.when) == (value.measure, "now")]
    if bound is None or not today or _NO_FINDING.search(note, start, end):
        return False
    return all((now > value.value) == (bound["over"] is not None) for now in today)
