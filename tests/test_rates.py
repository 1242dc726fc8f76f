"""How often treatment goes on, in words, and whether it comes to be more or less often."""

import pytest

from soapbench import Case, grounding
from soapbench.reading import claims, rates

RATES = ("per_week", "as_often", "more_often", "less_often")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "Visits drop from two a week to one, for 8 weeks.",
            [("less_often", None), ("per_week", 1)],
        ),
        ("Therapy three days a week over the coming two weeks, and then home.", [("per_week", 3)]),
        ("5 d/wk x 2 wk", [("per_week", 5)]),
        ("Visits are raised to three a week.", [("more_often", None), ("per_week", 3)]),
        ("Seen at the same pace as until now, for eight weeks.", [("as_often", None)]),
        ("Visits will be thinned out over four weeks.", [("less_often", None)]),
        ("PT as often each week as we have until now.", [("as_often", None)]),
        # and what is no rate, is conditional, or of something else
        ("If goals are met, visits will be reduced.", []),
        ("Step to a beat at the same rhythm for 2 weeks.", []),
        ("Home drills three days a week.", []),
        ("Walks three a week with her son.", []),
        ("Visits 5 and 6 next week.", []),
        ("Reduce tone before each visit.", []),
        ("Add 5 d of rest.", []),
    ],
    ids=range(14),
)
def test_how_often_is_told_in_many_ways(line: str, told: list) -> None:
    found = [(c.kind, c.number) for c in claims(f"Plan:\n{line}\n") if c.kind in RATES]
    assert sorted(found, key=str) == sorted(told, key=str)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("2x/wk -> 1x/wk x 5 wk", (2, 1)),
        ("3 times a week for 4 weeks, was 2. Next, prone hang", (3, 2)),
        ("down from 3 to 2 days/week, 5 more weeks", (3, 2)),
        ("twice a week for 5 weeks instead of once.", (2, 1)),
        ("once a week for 8 weeks, was 12 points", (1,)),
        ("2 steps, 5 weeks", ()),
    ],
    ids=range(6),
)
def test_rates_of_any_time_are_told_apart_from_other_numbers(words: str, told: tuple) -> None:
    assert rates(words) == told


@pytest.fixture
def visit(make_case) -> Case:
    """A case whose visits become more."""
    words = "2 visits a week for 8 weeks, up from 1 a week"
    return make_case(
        inputs={"visit_facts": words},
        plan={"words": words, "frequency": "2 visits a week", "duration": "8 weeks"},
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("2x/week for 8 weeks.", {"stated"}),
        ("2x/week for 8 weeks (was 1x/week).", {"stated"}),
        ("Visits go up, 1x/week to 2x/week.", {"stated"}),
        ("1x/week for 8 weeks.", {"contradicted"}),  # the rate until now, and no other
        ("3x/week for 8 weeks.", {"contradicted"}),
        ("Frequency of visits increased.", {"stated"}),
        ("Visits are thinned out from now on.", {"contradicted"}),
        ("Visits at the same pace as until now.", {"contradicted"}),
    ],
    ids=range(8),
)
def test_a_rate_is_held_against_the_one_to_come(visit: Case, line: str, status: set) -> None:
    checks = grounding(visit, f"Plan:\n{line}\n").checks
    assert {check.status for check in checks if check.label == "frequency"} == status


def test_nothing_is_said_of_a_course_that_a_case_does_not_tell(make_case) -> None:
    words = "2 visits a week for 8 weeks"
    plan = {"words": words, "frequency": "2 visits a week", "duration": "8 weeks"}
    case = make_case(inputs={"visit_facts": words}, plan=plan)
    checks = grounding(case, "Plan:\nVisits are thinned out from now on.\n").checks
    assert [check for check in checks if check.label == "frequency"] == []


def test_the_rate_until_now_is_not_the_one_to_come(make_case) -> None:
    words = "See her 2 visits a week for 6 weeks. It has been 3 visits a week"
    plan = {"words": words, "frequency": "2 visits a week", "duration": "6 weeks"}
    case = make_case(inputs={"visit_facts": words}, plan=plan)
    told = {}
    for rate in ("3 visits a week", "3 visits a week until now, 2 visits a week"):
        checks = grounding(case, f"Plan:\n{rate} for 6 weeks.\n").checks
        told[rate] = [check.rule for check in checks if check.label == "frequency"]
    assert told["3 visits a week"] == ["grounding/wrong_time"]
    assert "grounding/wrong_time" not in told["3 visits a week until now, 2 visits a week"]


def test_a_share_moves_by_points(make_case) -> None:
    words = "FAAM-ADL 86% (79% at evaluation)"
    measure = {"words": words, "name": "faam_adl", "value": 86, "unit": "%", "baseline": 79}
    case = make_case(inputs={"visit_facts": words}, measures=[measure])
    for change, status in (("7", "inferred"), ("9", "contradicted")):  # 7 is 9 % of 79
        checks = grounding(case, f"Objective:\nFAAM-ADL improved by {change}.\n").checks
        assert status in {c.status for c in checks if c.label == "faam_adl"}
