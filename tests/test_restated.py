"""Goals told with another standing, number, bound or order than their case has."""

import pytest

from soapbench import Case, grounding, load_cases
from soapbench.cases import Goal
from soapbench.scorers.restated import of_restated

CASE = next(case for case in load_cases("balance") if case.id == "older-adult-evaluation")


def of(status: str, words: str, measure: str | None = None, target: float | None = None) -> Case:
    """Return a case with one goal."""
    goal = Goal.model_validate(
        {"status": status, "words": words, "measure": measure, "target": target}
    )
    return CASE.model_copy(update={"goals": [goal]})


TUG = ("ongoing", "Timed Up and Go 12 s or less with the cane, 8 weeks, ongoing", "tug", 12)
MET = ("met", "rise from the low couch without hands in 3 weeks, met")
LOWER = (
    "revised",
    "left single-leg stance was 7 s, revised to 4 s in 3 weeks, for the tub",
    "sls",
    4,
)


@pytest.mark.parametrize(
    ("goal", "line", "finds"),
    [
        (TUG, "Goal: Timed Up and Go 12 s or less with the cane, 8 weeks: met.", {"wrong_status"}),
        (TUG, "Timed Up and Go 12 s or less with cane in 8 weeks: discontinued.", {"wrong_status"}),
        (TUG, "Timed Up and Go 12 s or less with cane in 8 weeks: not met.", set()),
        (TUG, "Timed Up and Go 12 s or less with cane in 8 weeks has not been met.", set()),
        (TUG, "Timed Up and Go 12 s or less with cane in 8 weeks, continues.", set()),
        (TUG, "Timed Up and Go 12 s or less with cane: met at visit 4, ongoing again.", set()),
        (TUG, "Timed Up and Go 12 s or more with cane in 8 weeks, ongoing.", {"wrong_goal"}),
        (TUG, "Timed Up and Go 15 s or less with cane in 8 weeks, ongoing.", {"wrong_goal"}),
        (TUG, "Timed Up and Go with the cane is at 21.6 s, goal of 8 weeks ongoing.", set()),
        (MET, "Rising from the low couch without hands: goal ongoing.", {"wrong_status"}),
        (MET, "Rises from low couch without hands within 3 weeks: achieved.", set()),
        (MET, "Rises from low couch without hands, earlier called met, is ongoing again.",
         {"wrong_status"}),
        (MET, "Rises from low couch without hands: met, goal ongoing for the chair.", set()),
        (MET, "Low chair: goal ongoing.", set()),
        (LOWER, "Left single-leg stance for the tub raised from 4 s to 7 s.", {"wrong_time"}),
        (LOWER, "Left single-leg stance for the tub revised from 7 s to 4 s in 3 weeks.", set()),
        (LOWER, "Left single-leg stance goal of 7 s for the tub left unchanged.", {"wrong_status"}),
        (LOWER, "Left single-leg stance for the tub went from 2 s to 4 s today.", set()),
    ],
)  # fmt: skip
def test_a_goal_told_otherwise_is_found(goal: tuple[str, str], line: str, finds: set[str]) -> None:
    assert {why for why, _, _ in of_restated(of(*goal), line)} == finds


def test_where_two_goals_are_as_likely_none_is_meant() -> None:
    one, two = (Goal(status=s, words=f"walk to the mailbox {n} a day") for s, n in
                (("met", "once"), ("ongoing", "twice")))  # fmt: skip
    case = CASE.model_copy(update={"goals": [one, two]})
    assert list(of_restated(case, "Walk to the mailbox goal: ongoing.")) == []


def test_a_goal_told_otherwise_is_contradicted() -> None:
    note = "A: Left single-leg stance for the tub raised from 4 s to 7 s in 3 weeks."
    rules = {c.rule for c in grounding(of(*LOWER), note).checks if c.status == "contradicted"}
    assert "grounding/wrong_time" in rules
