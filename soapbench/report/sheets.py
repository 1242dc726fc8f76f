"""A case's fact sheet as rows that people read."""

from __future__ import annotations

from collections.abc import Iterator

from soapbench.cases import Case, Goal, Intervention, Measure
from soapbench.reference import measures

__all__ = ["fact_sheet"]


def fact_sheet(case: Case) -> list[tuple[str, str]]:
    """Return what makes a claim about the case true: pairs of a heading and one fact."""
    return [(heading, text) for heading, text in _rows(case) if text]


def _rows(case: Case) -> Iterator[tuple[str, str]]:
    population = case.population.replace("_", " ")
    about = f"{population}, {case.phase}, {case.trajectory}, visit {case.visit}"
    yield "Visit", f"{about}, side {case.side}" if case.side else about
    for measure in case.measures:
        yield "Measures", _measure(measure)
    for intervention in case.interventions:
        yield "Interventions", _intervention(intervention)
    if case.minutes is not None:
        units = ", ".join(f"{code} {n}" for code, n in sorted(case.minutes.units.items()))
        yield (
            "Minutes",
            f"{case.minutes.timed} timed, {case.minutes.total} in all"
            + (f"; units: {units} ({case.payer_rule.upper()} rule)" if units else ""),
        )
    for goal in case.goals:
        yield "Goals", _goal(goal)
    if case.falls is not None:
        yield "Falls", f"{case.falls.value}: {case.falls.words}"
    if case.pain is not None:
        yield "Pain", case.pain.words
    if case.plan is not None:
        yield "Plan", case.plan.words
    for fact in case.facts:
        yield "Facts", f"{fact.kind.replace('_', ' ')} ({fact.importance}): {fact.words}"
    yield "Not in the case", ", ".join(gap.replace("_", " ") for gap in case.absent)
    yield "No note may claim", ", ".join(c.replace("_", " ") for c in case.must_not_claim)
    for canary in case.canaries:
        yield "Planted identifiers", f"{canary.kind}: {canary.text}"


def _measure(measure: Measure) -> str:
    known = measures().get(measure.name)
    what = [known.title if known else measure.name, measure.detail, measure.side]
    start = "" if measure.baseline is None else f"{measure.baseline:g} to "
    name = ", ".join(part for part in what if part)
    return f"{name}: {start}{measure.value:g} {measure.unit} ({measure.importance})"


def _intervention(done: Intervention) -> str:
    details = [done.dose, done.surface, done.cues, done.assist]
    return "; ".join([f"{done.name}, {done.code}, {done.minutes} min", *filter(None, details)])


def _goal(goal: Goal) -> str:
    due = f", due {goal.due}" if goal.due else ""
    return f"{goal.status.replace('_', ' ')}{due}: {goal.words}"
