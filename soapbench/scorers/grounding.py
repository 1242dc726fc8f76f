"""Whether what a note says is true to its case: stated there, inferred from it, or made up.

Looked at is what the reading can name: values of outcome measures and pain with their time and
side, changes and goals given in numbers, which goals are met, which way measures went, falls,
plateaus, how often and how long treatment is to go on; and what a note mentions besides, numbers
and words such as sides, levels of assistance and surfaces, by the words around. What it says in
other words, such as a posture, is not checked.
"""

from collections.abc import Collection, Iterable, Sequence

from soapbench.cases import Case
from soapbench.reading import Value, claims, values
from soapbench.scorers.base import Check, Score
from soapbench.scorers.claimed import of_claim
from soapbench.scorers.known import Judged, Known, Outcome, contradicted, details, known, untested
from soapbench.scorers.mentioned import of_mentions
from soapbench.scorers.valued import of_value

__all__ = ["Outcome", "grounding", "truthfulness"]

_FATAL = frozenset(
    f"grounding/{why}" for why in ("wrong_value", "wrong_side", "wrong_time", "impossible")
)
"""What about a critical fact makes a note worthless; an aim that is not the case's does not."""
_COUNTED = ("count", "number")
"""Kinds that end in the beginning of a word of the note, which no check may hold."""
_LABELS = {
    "per_week": "frequency",
    "weeks": "duration",
    "goal_met": "goal",
    "goal_open": "goal",
}


def grounding(case: Case, note: str) -> Score:
    """Return the share of a note's claims that its case states or that follow from it.

    One check per claim, labelled by its measure or kind, with the outcome as status and, in the
    rule, why:
    ``wrong_value``, ``wrong_side``, ``wrong_time`` (an earlier value told as today's or the other
    way round), ``wrong_change``, ``wrong_direction``, ``wrong_goal``, ``wrong_status``,
    ``impossible``, ``must_not_claim``, ``not_taken``, ``not_in_case``. A value that contradicts
    what the case marks critical makes the score 0. A note without claims scores 1.
    """
    given = known(case)
    left_off = untested(case)
    checks = [
        _check(v.measure, v.start, v.end, _of_value(v, note, given, left_off)) for v in values(note)
    ]
    for claim in claims(note):
        told = of_claim(claim, case, note, given)
        if told is not None:
            label = claim.measure or _LABELS.get(claim.kind, claim.kind)
            checks.append(_check(label, claim.start, claim.end, told))
    for mention, told in of_mentions(case, note):
        label = (
            mention.kind.partition(" ")[0] if mention.kind.startswith(_COUNTED) else mention.kind
        )
        checks.append(_check(label, mention.start, mention.end, told))
    checks.sort(key=lambda check: (check.span or (0, 0), check.label))
    if _fatal(case, checks):
        return Score(0.0, tuple(checks))
    true = sum(check.status in ("stated", "inferred") for check in checks)
    return Score(true / len(checks) if checks else 1.0, tuple(checks))


def truthfulness(case: Case, note: str) -> Score:
    """Return 0 for a note that contradicts what its case marks critical, else 1.

    The checks are those contradictions, as `grounding` has them. With margin 0 in `compare` or in
    a gate, a version is worse as soon as it contradicts one case that the other tells truly.
    """
    fatal = _fatal(case, grounding(case, note).checks)
    return Score(float(not fatal), tuple(fatal))


def _fatal(case: Case, checks: Iterable[Check]) -> list[Check]:
    """Return the checks that make a note worthless."""
    critical = {m.name for m in case.measures if m.importance == "critical"} | {"falls"}
    return [check for check in checks if check.label in critical and check.rule in _FATAL]


def _of_value(value: Value, note: str, given: Sequence[Known], left_off: Collection[str]) -> Judged:
    """Return what the case makes of a value; of a measure that was not taken there is none."""
    start, end = value.about
    if value.when == "goal":  # a list of goals names several motions; each has its own part
        marks = [at for at in (note.find(mark, value.end, end) for mark in ",;") if at >= 0]
        start = max(start, *(note.rfind(mark, start, value.start) for mark in ",;"))
        end = min([end, *marks])
    judged = of_value(value, details(note[start:end]), given)
    taken = value.when in ("now", "baseline") and judged.why == "not_in_case"
    return contradicted("not_taken") if taken and value.measure in left_off else judged


def _check(label: str, start: int, end: int, judged: Judged) -> Check:
    rule = f"grounding/{judged.why}" if judged.why else "grounding"
    return Check(label, judged.outcome, (start, end), rule)
