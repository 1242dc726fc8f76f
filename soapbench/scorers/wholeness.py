"""Whether what a note carries of a fact is whole, and not told otherwise.

Words that are found may still be turned: the other side, another number, a goal called met. And
half of a fact may be missing where most of its words stand.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from soapbench.cases import Case, Measure
from soapbench.reading import Claim, claims, values
from soapbench.scorers.base import Check
from soapbench.scorers.claimed import of_claim
from soapbench.scorers.gist import gist, placed_gist
from soapbench.scorers.in_note import of_value_in
from soapbench.scorers.known import Known, known
from soapbench.scorers.mentioned import of_mentions
from soapbench.scorers.retold import retold
from soapbench.scorers.turned import turned
from soapbench.scorers.visits import is_dated, of_other_visit, values_on
from soapbench.scorers.words import shared

__all__ = ["whole"]

_SHORT = 5
"""A fact of no more words says nothing more where one of them is turned."""
_PARTS = re.compile(r"[,;]|\band\b|\bwith\b")
_AROUND, _BELOW = 250, 450
"""A part of a fact may stand so many characters beside the rest; a dose below its exercise."""
_MISSING, _GATHERED, _LITTLE = 0.2, 0.72, 0.46
"""A part with less of its words around is missing; a fact with more of them around is whole; one
with less of them in one place was not meant there."""


def whole(case: Case, note: str, checks: Iterable[Check]) -> Iterator[Check]:
    """Yield the checks of `fact_recall`, what is half or false of them with another status."""
    wrong = [m.start for m, told in of_mentions(case, note) if told.outcome == "contradicted"]
    wrong += [each.start for each in retold(case, note)]
    given = known(case)
    told = [(claim, of_claim(claim, case, note, given)) for claim in claims(note)]
    false = [claim for claim, told in told if told and told.outcome == "contradicted"]
    true = [claim for claim, told in told if told and told.outcome == "stated"]
    for check in checks:
        family, _, place = check.label.partition(".")
        status = check.status
        if family == "measures":
            status = _of_measure(case, note, case.measures[int(place)], status, given)
        elif family == "falls":
            status = _of_falls(false, true, status)
        elif family == "pain" and _is_swapped(case, note):
            status = "left out"
        elif check.span is not None and family in _WORDED:
            start, end = check.span if family != "pain" else _clause(note, check.span)
            kinds = [c.kind for c in false if start <= c.start < end]
            otherwise = bool(kinds) or any(start <= at < end for at in wrong)
            otherwise |= family == "pain" and _began_otherwise(case, note)
            words = _words(case, family, place)
            status = _of_words(family, words, note, check)
            if family == "facts" and status != "left out" and turned(words, note, check.span):
                whole_fact = len(gist(words)) <= _SHORT or len(_PARTS.split(words)) == 1
                status = "left out" if whole_fact else "part"
            if family == "goals" and not {"goal_met", "goal_open"}.isdisjoint(kinds):
                status = "left out"
            elif status == "carried" and otherwise:
                status = "part"
        yield check if status == check.status else replace(check, status=status)


_WORDED = ("facts", "interventions", "goals", "plan", "pain")


def _words(case: Case, family: str, place: str) -> str:
    found = getattr(case, family)
    return str((found[int(place)] if place else found).words)


def _clause(note: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the clause of a pain rating."""
    return next((v.about for v in values(note) if v.start == span[0]), span)


def _began_otherwise(case: Case, note: str) -> bool:
    """Return whether pain of an earlier day is told with another number than the case gives."""
    given = case.pain and case.pain.baseline
    first = [v for v in values_on(case.visit, note) if v.measure == "pain" and is_dated(v, note)]
    return given is not None and any(v.value != given for v in first)


def _is_swapped(case: Case, note: str) -> bool:
    """Return whether today's pain is told as of before, or another one as today's."""
    assert case.pain is not None
    mine = [v for v in values_on(case.visit, note) if v.measure == "pain"]
    today = {v.when for v in mine if v.value == case.pain.value}
    others = {v.value for v in mine if v.when == "now"}
    return "now" not in today and (today == {"baseline"} or case.pain.baseline in others)


def _of_words(family: str, words: str, note: str, check: Check) -> str:
    """Return how far a fact in words is carried where most of its words stand."""
    assert check.span is not None
    if check.status == "part" and family in ("interventions", "plan"):
        return "carried" if _gathered(words, check, note) else "part"
    if check.status == "part" and family in ("facts", "goals"):
        share = shared(gist(words), _tokens(note, *check.span))
        return "left out" if share < _LITTLE else "part"
    if family == "facts" and check.status == "carried" and _lacks(words, check, note):
        return "part"
    return check.status


def _of_falls(false: list[Claim], true: list[Claim], status: str) -> str:
    wrong, right = (any(c.kind == "falls" for c in told) for told in (false, true))
    return status if not wrong else "part" if right else "left out"


_WRONG = ("wrong_value", "impossible", "wrong_condition")


def _of_measure(
    case: Case, note: str, measure: Measure, status: str, given: Sequence[Known]
) -> str:
    """Return whether a measure's values stand at their time and side, and nowhere otherwise."""
    mine = [v for v in values_on(case.visit, note) if v.measure == measure.name]
    now = [v for v in mine if v.value == measure.value]
    before = [v for v in mine if v.value == measure.baseline]
    sides = {v.side for v in now}
    if (
        measure.side in ("right", "left")
        and sides
        and not sides & {measure.side, None, "bilateral"}
    ):
        return "left out"
    changed = measure.baseline is not None and measure.baseline != measure.value
    if changed and now and {v.when for v in now} == {"baseline"}:
        return "left out"
    if (
        changed
        and before
        and {v.when for v in before} == {"now"}
        and {v.when for v in now} != {"now"}
    ):
        return "left out"
    told = [(v, of_value_in(note, v, case, given)) for v in mine]
    judged = [(v, each.why) for v, each in told if each]
    wrong = [v for v, why in judged if why in _WRONG]
    today = [v for v in now if v.when != "baseline"]
    if not today and any(v.when == "now" and why in (*_WRONG, "wrong_time") for v, why in judged):
        return "left out"
    elsewhen = any(of_other_visit(v, note, case) for v in before)
    return "part" if status == "carried" and (wrong or elsewhen) else status


def _gathered(words: str, check: Check, note: str) -> bool:
    """Return whether what is missing of a fact stands on the lines below."""
    assert check.span is not None
    near = _tokens(note, check.span[0] - _AROUND, check.span[1] + _BELOW)
    fact = gist(words)
    numbers = {token for token in fact if token[0].isdigit()}
    return shared(fact, near) >= _GATHERED and numbers <= near


def _lacks(words: str, check: Check, note: str) -> bool:
    """Return whether a part of a fact is missing around the rest."""
    assert check.span is not None
    near = _tokens(note, check.span[0] - _AROUND, check.span[1] + _AROUND)
    return any(shared(part, near) < _MISSING for part in _parts(words))


@lru_cache(maxsize=4096)
def _parts(words: str) -> tuple[frozenset[str], ...]:
    """Return what the parts of a fact say that no other part of it does, where that is much."""
    parts = [gist(part) for part in _PARTS.split(words)]
    own = [part.difference(*parts[:i], *parts[i + 1 :]) for i, part in enumerate(parts)]
    return tuple(part for part in own if len(part) > 1)


def _tokens(note: str, start: int, end: int) -> frozenset[str]:
    """Return what can be recognised between two places of a note."""
    starts, words = placed_gist(note)
    return frozenset(words[bisect_left(starts, start) : bisect_left(starts, end)])
