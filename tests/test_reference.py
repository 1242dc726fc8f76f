import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import Case, implausible, measures, timed_units
from soapbench.reference import timed_codes, units_for


@pytest.mark.parametrize(
    ("units", "low", "high"),
    [
        (0, 0, 7),
        (1, 8, 22),
        (2, 23, 37),
        (3, 38, 52),
        (4, 53, 67),
        (5, 68, 82),
        (6, 83, 97),
        (7, 98, 112),
        (8, 113, 127),
        (9, 128, 142),
    ],
)
def test_the_medicare_table_holds_at_both_ends(units: int, low: int, high: int) -> None:
    assert units_for(low) == units_for(high) == units


def test_a_vendors_misprint_of_five_units_does_not() -> None:
    # A vendor's page prints five units as 68 to 72 minutes.
    assert units_for(73) == 5


@pytest.mark.parametrize(
    ("minutes", "rule", "units"),
    [
        ({"97112": 33, "97140": 7}, "cms", {"97112": 2, "97140": 1}),
        ({"97112": 33, "97140": 7}, "ama", {"97112": 2, "97140": 0}),
        ({"97112": 24, "97110": 23}, "cms", {"97112": 2, "97110": 1}),
        ({"97112": 20, "97110": 20}, "cms", {"97112": 2, "97110": 1}),
        ({"97110": 20, "97112": 20}, "cms", {"97110": 2, "97112": 1}),
        (
            {"97110": 18, "97140": 13, "97116": 10, "97035": 8},
            "cms",
            {"97110": 1, "97140": 1, "97116": 1, "97035": 0},
        ),
        ({"97112": 7, "97110": 7, "97140": 7}, "cms", {"97112": 1, "97110": 0, "97140": 0}),
        ({"97112": 7}, "cms", {"97112": 0}),
        ({"97112": 5, "97110": 6}, "cms", {"97112": 0, "97110": 1}),
        ({}, "cms", {}),
    ],
)
def test_minutes_become_units_as_the_manual_works_them(minutes, rule, units) -> None:
    assert timed_units(minutes, rule) == units


@pytest.mark.parametrize(
    ("minutes", "rule", "says"),
    [
        ({"97161": 30}, "cms", "97161.*not known here as billed by the minute"),
        ({"97112": 33.5}, "cms", "97112: minutes are a whole number, not 33.5"),
        ({"97112": float("nan")}, "ama", "97112: minutes are a whole number, not nan"),
        ({"97112": "33"}, "cms", "97112: minutes are a whole number, not '33'"),
        ({"97112": -1}, "cms", "never negative"),
        ({"97112": -1}, "ama", "never negative"),
        ({"97112": 30}, "medicare", "no payer rule 'medicare'"),
    ],
)
def test_minutes_that_make_no_sense_say_why(minutes, rule, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        timed_units(minutes, rule)


MINUTES = st.dictionaries(st.sampled_from(sorted(timed_codes())), st.integers(0, 120))


@given(minutes=MINUTES)
def test_medicare_units_never_exceed_the_cap_nor_fall_short_of_it(minutes) -> None:
    units = timed_units(minutes, "cms")
    assert sum(units.values()) == units_for(sum(minutes.values()))
    assert all(units[code] >= spent // 15 for code, spent in minutes.items())


@given(minutes=st.integers(0, 500))
def test_both_rules_agree_on_one_code_and_more_minutes_never_make_fewer_units(minutes) -> None:
    one, more = ({"97112": m} for m in (minutes, minutes + 1))
    assert timed_units(one, "cms") == timed_units(one, "ama")
    assert timed_units(one, "cms")["97112"] <= timed_units(more, "cms")["97112"]


@pytest.mark.parametrize(
    ("name", "value", "possible"),
    [
        ("bbs", 56, True),
        ("bbs", 58, False),
        ("bbs", 41.5, False),
        ("dhi", 44, True),
        ("dhi", 45, False),
        ("fga", 31, False),
        ("poma", 28, True),
        ("poma", 30, False),
        ("sls", 45, True),
        ("sls", 45.1, False),
        ("jps", -1, False),
        ("mmt", 3.5, True),
        ("mmt", 3.2, False),
        ("gait_speed", 0.58, True),
        ("rom", -5, True),
    ],
)
def test_an_instrument_gives_only_values_on_its_scale(name, value, possible) -> None:
    assert measures()[name].possible(value) is possible


def bbs(**changes: object) -> dict[str, object]:
    return {
        "name": "bbs",
        "value": 41,
        "unit": "points",
        "baseline": 34,
        "words": "BBS 41/56 (34/56 at eval)",
        **changes,
    }


def goal(**changes: object) -> dict[str, object]:
    words = "Visit 4 of 12"
    return {"words": words, "status": "new", "measure": "bbs", "target": 12, **changes}


def plan(words: str) -> dict[str, object]:
    return {"words": words, "frequency": "2x/week", "duration": "4 weeks"}


BASE = {"must_not_claim": ["plateau"], "absent": ["minutes"]}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"measures": [bbs()]}, None),
        ({"measures": [bbs(value=57)]}, "value is impossible"),
        ({"measures": [bbs(unit="%")]}, "unit must be 'points'"),
        ({"measures": [bbs(name="bbz")]}, "no such measure"),
        ({"measures": [bbs(value=40)]}, "value does not stand in its words"),
        ({"measures": [bbs(value=34, baseline=41)]}, "improving, but a measure got worse"),
        ({"measures": [bbs()], "phase": "evaluation"}, "an evaluation has no earlier value"),
        ({"must_not_claim": []}, "must_not_claim lists 'plateau'"),
        ({"absent": []}, "no minutes, yet"),
        ({"pain": {"words": "Pain 2/10", "value": 2}}, None),
        ({"pain": {"words": "Pain 2/10", "value": 8}}, "pain.value does not stand in its words"),
        ({"falls": {"words": "41/56", "value": 0}}, "falls.value does not stand in its words"),
        ({"goals": [goal()]}, None),
        ({"goals": [goal(target=14)]}, "goals.0: target does not stand in its words"),
        ({"goals": [goal(measure="bbz")]}, "goals.0: no such measure"),
        ({"goals": [goal(words="BBS 12: not met", status="met")]}, "goals.0: its words say that"),
        ({"goals": [goal(words="BBS 12: ongoing", status="met")]}, "goals.0: its words say that"),
        ({"goals": [goal(words="BBS 12 [X] met [ ] not met", status="met")]}, None),
        ({"goals": [goal(words="BBS 12: not met", status="not_met")]}, None),
        ({"plan": plan("2x/week for 4 weeks")}, None),
        ({"plan": plan("2x/wk x 4 wks")}, None),
        ({"plan": plan("twice a week for four weeks")}, None),
        ({"plan": plan("3x/week for 4 weeks")}, "plan.frequency does not stand in its words"),
        ({"plan": plan("12x/week for 4 weeks")}, "plan.frequency does not stand in its words"),
        ({"plan": plan("2x/week for 6 weeks")}, "plan.duration does not stand in its words"),
        (
            {"pain": {"words": "Pain 2/10", "value": 2}, "absent": ["minutes", "pain"]},
            "absent lists 'pain', but the case has it",
        ),
    ],
)
def test_what_a_therapist_would_stumble_over_is_named(make_case, change, says) -> None:
    told = [row["words"] for row in (*change.get("goals", ()), change.get("plan")) if row]
    findings = ". ".join(["BBS 41/56 (34/56 at eval). Pain 2/10. Visit 4 of 12", *told])
    problems = implausible(make_case(**{**BASE, **change, "inputs": {"findings": findings}}))
    assert (problems == []) if says is None else any(says in p for p in problems)


@pytest.mark.parametrize(
    ("value", "words", "stands"),
    [
        (0.71, "speed .71 m/s", True),
        (0.7, "0.70 m/s", True),
        (22, "twenty-two within ten weeks", True),
        (14, "14.0 s", True),
        (2, "fell twice", True),
        (0, "no falls", True),
        (2.5, "2+/5", True),
        (-5, "lacks 5°", True),
        (2, "2.5 s", False),
        (22, "122 m", False),
        (4, "fourteen", False),
        (0.7, "10.7 s", False),
        (3, "zero falls", False),
        (20, "twenty-two", False),
    ],
)
def test_a_number_stands_in_words_in_any_way_it_is_written(value, words, stands, make_case) -> None:
    case = make_case(
        inputs={"visit_facts": words}, goals=[{"words": words, "status": "new", "target": value}]
    )
    told = any("does not stand" in problem for problem in implausible(case))
    assert told is not stands


def timed(case_minutes: dict, spent: list[int], make_case) -> Case:
    words = f"Timed {case_minutes['timed']}, total {case_minutes['total']}"
    interventions = [
        {"name": "stance", "code": "97112", "minutes": m, "words": words} for m in spent
    ]
    return make_case(
        inputs={"visit_facts": f"{words}. BBS 41/56 (34/56 at eval)"},
        must_not_claim=["plateau"],
        interventions=interventions,
        minutes={"words": words, **case_minutes},
        measures=[bbs()],
    )


@pytest.mark.parametrize(
    ("minutes", "spent", "says"),
    [
        ({"timed": 25, "total": 30, "units": {"97112": 2}}, [15, 10], None),
        ({"timed": 26, "total": 30}, [15, 10], "not the sum of the timed interventions, 25"),
        ({"timed": 25, "total": 20}, [15, 10], "less than the minutes of all interventions"),
        ({"timed": 25, "total": 60}, [15, 10], "more than 20 minutes without"),
        ({"timed": 25, "total": 30, "units": {"97112": 3}}, [15, 10], "are {'97112': 2}"),
    ],
)
def test_minutes_and_units_of_a_case_agree(make_case, minutes, spent, says) -> None:
    problems = implausible(timed(minutes, spent, make_case))
    assert (problems == []) if says is None else any(says in p for p in problems)


@pytest.mark.parametrize(
    ("population", "change"),
    [
        (None, 2.7), ("stroke", 2.7), ("parkinson", 5), ("older_adult_falls", 6.5),
        # a threshold of other people does not transfer
        ("shoulder", None), ("nobody", None),
    ],
)  # fmt: skip
def test_the_smallest_change_is_that_of_a_cases_population(population, change) -> None:
    assert measures()["bbs"].smallest_change(population) == change


def test_an_evaluation_beside_a_timed_code_is_plausible(make_case) -> None:
    done = [
        {"words": "evaluation", "name": "evaluation", "code": "97162", "minutes": 25},
        {"words": "weight shifts", "name": "weight shifts", "code": "97112", "minutes": 15},
    ]
    minutes = {
        "words": "15 timed of 40",
        "timed": 15,
        "total": 40,
        "units": {"97112": 1, "97162": 1},
    }
    text = "evaluation; weight shifts; 15 timed of 40"
    case = make_case(inputs={"visit_facts": text}, interventions=done, minutes=minutes)
    assert not [p for p in implausible(case) if p.startswith("minutes")]
    wrong = make_case(
        inputs={"visit_facts": text}, interventions=done,
        minutes={**minutes, "units": {"97112": 2, "97162": 1}},
    )  # fmt: skip
    assert [p for p in implausible(wrong) if p.startswith("minutes.units")]
