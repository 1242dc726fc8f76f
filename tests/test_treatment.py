import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import Case, timed_units
from soapbench.reading import treatment
from soapbench.reference import may_be_billed, timed_codes, units_for
from soapbench.scorers import billing_arithmetic
from tests.bills import against_bills


def told(line: str) -> set[tuple[str, str | None, int]]:
    return {(b.kind, b.code, b.value) for b in treatment(f"Objective:\n{line}\n")}


@pytest.mark.parametrize(
    "line",
    [
        "Of 51 treatment minutes overall, 46 were under timed codes.",
        "Out of fifty-one minutes, forty-six were timed.",
        "Forty-six of the fifty-one minutes counted as timed.",
        "46 of 51 min timed",
        "46 min of the 51-min visit were timed",
        "The visit ran fifty-one minutes, forty-six of these timed.",
        "The home visit lasted 51 minutes. Timed procedures took up 46 of these.",
        "Total 51 min, timed-code 46 min.",
        "Timed 46 min; total incl. ice 51 min.",
        "46/51 min timed/total",
        "Total/timed min: 51/46",
        "TT 46 min, TTT 51 min",
        "51-minute session, 46 minutes timed",
        "51 min session (46 timed)",
        "Timed minutes totaled 46; the whole visit was 51.",
        "Timed minutes 46, door to door 51 minutes",
        "46 minutes on timed codes; 51 minutes in all.",
        "Total duration 51 min, timed duration 46 min",
        "Start 9:00 end 9:51 (51 min); timed 46 min",
        "46 timed + 5 untimed = 51 total minutes",
    ],
)
def test_timed_minutes_and_all_are_told_apart_however_they_are_told(line: str) -> None:
    assert told(line) == {("timed", None, 46), ("total", None, 51)}


@pytest.mark.parametrize(
    ("line", "finds"),
    [
        ("Of 46 minutes altogether, 51 were timed.", {("timed", None, 51), ("total", None, 46)}),
        ("The timed 6-minute walk was done at the end of the 51-minute visit.", set()),
        ("Timed 40   Total 46   Units: 97112 x2, 97116 x1, 97110 x1 (4 in all)",
         {("timed", None, 40), ("total", None, 46), ("units", "97112", 2), ("units", "97116", 1),
          ("units", "97110", 1)}),
        ("A total of 3 billable units was charged for 45 minutes of direct timed treatment.",
         {("timed", None, 45)}),
        ("two units of 97112 and a unit of 97530", {("units", "97112", 2), ("units", "97530", 1)}),
        ("Timed 46 min.\nSat 51 minutes altogether at work.", {("timed", None, 46)}),
    ],
)  # fmt: skip
def test_what_stands_beside_timed_minutes_is_not_all_of_them(
    line: str, finds: set[tuple[str, str | None, int]]
) -> None:
    assert told(line) == finds


@pytest.mark.parametrize(
    ("line", "finds"),
    [
        ("Timed-code minutes: 38", {("timed", None, 38)}),
        ("**Timed minutes:** 40. **Total treatment time:** 52",
         {("timed", None, 40), ("total", None, 52)}),
        ("Total timed code time was 45 min, total tx time 50 min",
         {("timed", None, 45), ("total", None, 50)}),
        ("97112 Neuromuscular re-education (26 min)", {("minutes", "97112", 26)}),
        ("97112: 24 minutes. 97530: 15 minutes.",
         {("minutes", "97112", 24), ("minutes", "97530", 15)}),
        ("26 min of 97112", {("minutes", "97112", 26)}),
        ("97112: Foam stance, eyes closed, 10 min", {("part", "97112", 10)}),
        ("97112, stepping to a light, 3 x 8, CGA (13 min)", {("part", "97112", 13)}),
        ("Billed: 97112 x 2, 97116 x 1", {("units", "97112", 2), ("units", "97116", 1)}),
        ("2 units of 97112", {("units", "97112", 2)}),
        ("Units: 97112 (3)", {("units", "97112", 3)}),
        ("97161 once and 97112 twice", {("units", "97161", 1), ("units", "97112", 2)}),
        ("Charged two units.", {("all_units", None, 2)}),
        ("Billed an unit today.", {("all_units", None, 1)}),
        ("3 units billed in the end", {("all_units", None, 3)}),
        ("Charged one unit apiece.", {("each_units", None, 1)}),
        ("97112 38 min (3 units), 97530 15 min (1 unit)",
         {("minutes", "97112", 38), ("units", "97112", 3), ("minutes", "97530", 15),
          ("units", "97530", 1)}),
        ("97112 27 min 2u, 97110 13 min 1u.",
         {("minutes", "97112", 27), ("units", "97112", 2), ("minutes", "97110", 13),
          ("units", "97110", 1)}),
        ("97112 26 min x2", {("minutes", "97112", 26), ("units", "97112", 2)}),
        ("97112 x2 / 26 min", {("minutes", "97112", 26), ("units", "97112", 2)}),
        ("97112: 33 min (2).", {("minutes", "97112", 33), ("units", "97112", 2)}),
        ("97112 for 26 minutes, two units", {("minutes", "97112", 26), ("units", "97112", 2)}),
        ("Minutes: 97112 26, 97110 14",
         {("minutes", "97112", 26), ("minutes", "97110", 14)}),
        ("NMR 25 min (2u), TE 15 min (1u)",
         {("minutes", "97112", 25), ("units", "97112", 2), ("minutes", "97110", 15),
          ("units", "97110", 1)}),
        ("Neuromuscular re-education, 38 minutes, 3 units",
         {("minutes", "97112", 38), ("units", "97112", 3)}),
        ("| 97112 | PT | Obstacle walk, 6 x 10 m (11 min); steps (9 min) | 20 | 1 |",
         {("minutes", "97112", 20), ("units", "97112", 1)}),
        ("| 97140 | PT | 7 | Ankle glide, grade III |", {("minutes", "97140", 7)}),
        ("97112\t25\t2", {("minutes", "97112", 25), ("units", "97112", 2)}),
        ("97112 (23): stepping to release, 13 min", {("minutes", "97112", 23)}),
        ("Thirty-one minutes went to 97112", {("minutes", "97112", 31)}),
        ("Two units of neuro re-ed go out", {("units", "97112", 2)}),
        ("Billed as one unit of each code: 97112, 97530", {("each_units", None, 1)}),
        ("44 timed, a full hour all told", {("timed", None, 44), ("total", None, 60)}),
        ("about forty minutes of treatment altogether", {("total", None, 40)}),
        ("45 timed of 52 min total", {("timed", None, 45), ("total", None, 52)}),
        ("97112, 38 min total", {("minutes", "97112", 38)}),
        ("TT 46' / 51'.", {("timed", None, 46), ("total", None, 51)}),
        ("38 timed minutes of 41.", {("timed", None, 38), ("total", None, 41)}),
        ("Timed minutes came to 47 and the whole visit to 54.",
         {("timed", None, 47), ("total", None, 54)}),
        ("Timed 45 minutes, 51 with the rests.", {("timed", None, 45), ("total", None, 51)}),
        ("Treatment took 51 minutes.", {("total", None, 51)}),
        ("**Total minutes:** 52 | ", {("total", None, 52)}),
        ("Timed min 46 / total min 51.", {("timed", None, 46), ("total", None, 51)}),
        ("Timed 51 of 46.", {("timed", None, 51)}),  # no total is less
        ("Timed 40; stepper 6 in the clinic", {("timed", None, 40)}),
        ("TT 40 x 2", set()),
        # minutes that are no treatment time, and numbers that are no minutes
        ("stepper 6 min; 15 min in all", set()),
        ("an hour of rest", set()),
        ("Nine units of insulin for lunch", set()),
        ("97112-95, 26 min", {("minutes", "97112", 26)}),  # a modifier is no minutes
        ("24 min of 97112 and 16 min of 97530, so two units and one unit",
         {("minutes", "97112", 24), ("minutes", "97530", 16), ("units", "97112", 2),
          ("units", "97530", 1)}),
        ("97112 24 min, 97530 16 min, three units, two of them 97112",
         {("minutes", "97112", 24), ("minutes", "97530", 16)}),  # not told in their order
        ("97112: foam stance 2 min x2", {("part", "97112", 2)}),
        ("Gait training on the ramp, 3 x 2 min", set()),
        ("Gait training 50 m x 2, MT 2x/week", set()),
        ("NMR 3 times a week", set()),
        ("Romberg 25 s, 2 units of blood given", set()),
        ("| 97112 | foam | 2 |", set()),
        ("6-minute walk test 320 m", set()),
        ("Sits 20 minutes without support.", set()),
        ("Dizziness settled in 2 min.", set()),
        ("97112 x 28 min", {("minutes", "97112", 28)}),
        ("Timed Up and Go 14.2 s", set()),
        ("Total DHI 44/100", set()),
        ("97112 was chosen over 97110.", set()),
        ("5 x 1 min of foam stance", set()),
        ("Moved to another unit of the hospital.", set()),
        ("Billed a unit of supplies.", set()),
        ("97112 to be done twice weekly", set()),
        ("97112 is directed at a 50-minute lecture", set()),
        ("23 min NMR (97112), 15 min TE (97110).",
         {("minutes", "97112", 23), ("minutes", "97110", 15)}),
        ("2 units of neuromuscular re-education (97112) and 1 unit of therapeutic exercise (97110)",
         {("units", "97112", 2), ("units", "97110", 1)}),
        ("Total treatment time: 1 hour 5 minutes.", {("total", None, 65)}),
        ("Total treatment time: 1 hr.", {("total", None, 60)}),
        ("4 timed units: 97112 x2, 97116 x1.", {("units", "97112", 2), ("units", "97116", 1)}),
        ("97112 26 min; total 40 min timed, 45 min total",
         {("minutes", "97112", 26), ("timed", None, 40), ("total", None, 45)}),
        ("97112 twice weekly", set()),
        ("Billed: 2 x 97112, 1 x 97116.", {("units", "97112", 2), ("units", "97116", 1)}),
        ("Units: 2 x 97112 + 1x97530", {("units", "97112", 2), ("units", "97530", 1)}),
        ("Total Time: 43 min (timed 38)", {("total", None, 43), ("timed", None, 38)}),
        ("TCT 38 min", {("timed", None, 38)}),
        ("Timed services 38 min", {("timed", None, 38)}),
        ("Total Tx Time (min): 43", {("total", None, 43)}),
        ("97112: two balance drills and one reach", set()),
    ],
    ids=range(84),
)  # fmt: skip
def test_treatment_time_is_told_from_other_minutes(line: str, finds: set) -> None:
    assert told(line) == finds


def test_a_bill_below_the_plan_is_read() -> None:
    told = treatment("Plan:\nContinue 2 x/wk.\n\nBilled: 97112 x 2 units (26 min)\n")
    assert {(b.kind, b.code, b.value) for b in told} >= {("units", "97112", 2)}


def test_what_is_planned_was_not_spent() -> None:
    assert treatment("Plan:\n97112 30 min at each visit, 97112 x 2\n") == ()


@pytest.fixture
def visit(make_case) -> Case:
    return make_case(
        inputs={"visit_facts": "Foam stance 25 min 97112. Bands 13 min 97110. Timed 38, total 44."},
        interventions=[
            {"words": "Foam stance 25 min 97112", "name": "foam", "code": "97112", "minutes": 25},
            {"words": "Bands 13 min 97110", "name": "bands", "code": "97110", "minutes": 13},
        ],
        minutes={"words": "Timed 38, total 44", "timed": 38, "total": 44,
                 "units": {"97112": 2, "97110": 1}},
    )  # fmt: skip


RIGHT = """Objective:
97112 Neuromuscular re-education: 25 min
97110 Therapeutic exercise: 13 min
Timed minutes: 38. Total treatment time: 44 min.
Billed: 97112 x 2, 97110 x 1
"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("38", "38"), set()),
        (("Timed minutes: 38", "Timed minutes: 48"),
         {"timed within total", "codes add up", "timed minutes"}),
        (("97112 Neuromuscular re-education: 25", "97112 Neuromuscular re-education: 31"),
         {"codes add up", "minutes 97112"}),
        (("97112 x 2", "97112 x 3"), {"units fit minutes", "units 97112"}),
        (("time: 44", "time: 34"), {"timed within total", "total minutes"}),
        (("97110 x 1", "97116 x 1"), {"units 97116"}),
        (("Billed: ", "Billed: 97164 x 1, "), set()),
        (("Billed: ", "Billed: 97164 x 2, "), {"units 97164"}),
    ],
    ids=["right", "timed", "code", "units", "total", "other code", "untimed", "untimed twice"],
)  # fmt: skip
def test_minutes_and_units_that_cannot_both_be_are_contradicted(visit, change, says) -> None:
    score = billing_arithmetic(visit, RIGHT.replace(*change))
    assert {c.label for c in score.checks if c.status == "contradicted"} == says
    assert (score.value == 1) is (says == set())
    assert all(c.span is not None for c in score.checks if c.status != "unstated")


@pytest.mark.parametrize(
    ("line", "agrees"),
    [
        ("Charged three units.", True),
        ("Charged two units.", False),
        ("Charged one unit apiece.", False),  # the visit's are two and one
    ],
)
def test_units_without_a_code_are_of_all_codes_together(visit: Case, line, agrees: bool) -> None:
    checks = billing_arithmetic(visit, f"Objective:\n{line}\n").checks
    told = [check.status for check in checks if check.label == "units in all"]
    assert told == ["agrees" if agrees else "contradicted"]


def test_what_a_note_does_not_give_is_unstated_and_costs_nothing_here(visit: Case) -> None:
    score = billing_arithmetic(visit, "Objective:\nBBS 41/56. 6-minute walk 300 m.\n")
    assert score.value == 1
    assert {c.status for c in score.checks} == {"unstated"}


def test_parts_of_a_code_count_together_and_a_total_beside_them_once(visit: Case) -> None:
    parts = "97112: Foam stance, 15 min\n97112: Tandem walk, 10 min\n"
    for whole in ("", "97112 subtotal: 25 min\n"):
        note = RIGHT.replace("97112 Neuromuscular re-education: 25 min\n", parts + whole)
        assert billing_arithmetic(visit, note).value == 1


@pytest.mark.parametrize(
    ("part", "status"), [(15, "unstated"), (40, "contradicted")], ids=["fewer", "more"]
)
def test_an_intervention_beside_others_that_have_no_minutes_may_take_fewer_and_not_more(
    visit: Case, part: int, status: str
) -> None:
    note = RIGHT.replace("97112 Neuromuscular re-education: 25 min", f"97112: Foam, {part} min")
    checks = {c.label: c.status for c in billing_arithmetic(visit, note).checks}
    assert checks["minutes 97112"] == status


def test_codes_add_up_only_where_each_billed_code_has_minutes(visit: Case) -> None:
    note = RIGHT.replace("97110 Therapeutic exercise: 13 min\n", "")
    checks = {c.label: c.status for c in billing_arithmetic(visit, note).checks}
    assert checks["codes add up"] == "unstated"


@pytest.mark.parametrize(
    ("timed", "agrees"), [(40, True), (25, True), (55, False)], ids=["two", "one", "neither"]
)
def test_two_equal_times_of_a_code_may_be_two_interventions_or_one_told_twice(
    visit: Case, timed: int, agrees: bool
) -> None:
    told = "Sway (97112) 15 min\nSteps (97112) 15 min\nLeg press (97110) 10 min\n"
    note = f"Objective:\n{told}Timed minutes: {timed}\n"
    checks = {c.label: c.status for c in billing_arithmetic(visit, note).checks}
    assert (checks["codes add up"] == "agrees") is agrees


@pytest.mark.parametrize(
    ("units", "minutes", "may"),
    [
        ({"97112": 2, "97110": 1}, {"97112": 20, "97110": 20}, True),
        ({"97112": 1, "97110": 2}, {"97112": 20, "97110": 20}, True),
        ({"97112": 2, "97110": 2}, {"97112": 20, "97110": 20}, False),
        ({"97112": 3}, {"97112": 20, "97110": 20}, False),
        ({"97112": 2, "97140": 1}, {"97112": 33, "97140": 7}, True),
        ({"97112": 3}, {"97112": 33, "97140": 7}, False),
        ({"97112": 1}, {"97112": 7, "97110": 7, "97140": 7}, True),
        ({"97140": 1}, {"97112": 7, "97110": 7, "97140": 7}, True),
        ({"97140": 1, "97530": 1}, {"97112": 7, "97110": 7, "97140": 7}, False),
    ],
    ids=range(9),
)
def test_of_equal_leftovers_any_may_have_the_unit(units: dict, minutes: dict, may: bool) -> None:
    assert may_be_billed(units, minutes) is may


@given(st.dictionaries(st.sampled_from(sorted(timed_codes())), st.integers(0, 90), max_size=5))
def test_what_is_to_be_billed_may_be_billed(minutes: dict) -> None:
    for rule in ("cms", "ama"):
        due = timed_units(minutes, rule)
        assert may_be_billed(due, minutes, rule)
        for code in due:
            assert not may_be_billed(due | {code: due[code] + 1}, minutes, rule)


def test_the_payers_rule_decides(make_case) -> None:
    facts = "Timed 40, total 45."
    spent = "97110: 33 min. 97140: 7 min. Timed minutes: 40."
    note = f"Objective:\n{spent}\nBilled: 97110 x 2, 97140 x 1\n"
    fits = {}
    for rule in ("cms", "ama"):
        case = make_case(payer_rule=rule, inputs={"visit_facts": facts})
        checks = {c.label: c.status for c in billing_arithmetic(case, note).checks}
        fits[rule] = checks["units fit minutes"]
    assert fits == {"cms": "agrees", "ama": "contradicted"}


@pytest.mark.parametrize(
    ("least", "most", "units"),
    [(0, 7, 0), (8, 22, 1), (23, 37, 2), (38, 52, 3), (53, 67, 4), (68, 82, 5), (83, 97, 6),
     (98, 112, 7), (113, 127, 8)],
)  # fmt: skip
def test_every_row_of_the_medicare_table(least: int, most: int, units: int) -> None:
    assert {units_for(m) for m in range(least, most + 1)} == {units}
    # A vendor's page ends five units at 72 minutes; 73 to 82 make five as well.
    assert timed_units({"97112": most}) == {"97112": units}


@given(st.sampled_from(sorted(timed_codes())), st.integers(0, 400), st.integers(0, 60))
def test_units_never_fall_with_minutes_and_the_rules_agree_on_one_code(code, minutes, more) -> None:
    now, later = (timed_units({code: m}) for m in (minutes, minutes + more))
    assert later[code] >= now[code]
    assert timed_units({code: minutes}, "ama") == now


@given(st.text(alphabet="97112 x0min():.timedtotal\n", max_size=300))
def test_any_text_is_read_and_spans_hold_their_number(text: str) -> None:
    for billed in treatment(text):
        assert int(text[billed.start : billed.end]) == billed.value


def test_bills_that_nobody_tuned_on_are_read_about_as_well_as_told() -> None:
    table = against_bills("report").loc["all"]
    assert table["labelled"] > 200
    assert table["right"] / table["read"] > 0.88
    assert table["right"] / table["labelled"] > 0.62
