"""Lines true to their case that look untrue, and untrue ones beside them, by whole scorers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import (
    billing_arithmetic,
    fact_recall,
    grounding,
    load_cases,
    load_rubric,
    shipped,
)
from soapbench.reading import read, treatment, typed, values
from soapbench.scorers.visits import values_on

CASES = {case.id: case for case in load_cases("balance")}
STROKE, KNEE, ACL = "stroke-mid-improving", "knee-early-improving", "acl-discharge-improving"


def rules(case: str, note: str) -> set[str]:
    checks = grounding(CASES[case], note).checks
    return {check.rule.partition("/")[2] for check in checks if check.status == "contradicted"}


@pytest.mark.parametrize(
    ("case", "note", "wrong"),
    [
        # today's visit by its number
        (STROKE, "Objective: BBS 34/56 (IE), 41/56 (visit 8).", set()),
        (STROKE, "At visit 8 BBS was 41/56.", set()),
        (STROKE, "TUG: 24.8 s at IE, 19.4 s at visit 8", set()),
        (STROKE, "Visit 8: BBS 41/56, TUG 19.4 s.", set()),
        (STROKE, "Objective: BBS 34/56 (visit 8), 41/56 (IE).", {"wrong_time"}),
        (STROKE, "Visit 8: BBS 43/56, TUG 19.4 s.", {"wrong_value"}),
        (STROKE, "Visit 1: BBS 41/56.", {"wrong_time"}),
        # both ends of a motion
        (KNEE, "R knee AROM -4 to 98 degrees.", set()),
        (KNEE, "R knee AROM -4° to 98° (was -10° to 81°)", set()),
        (KNEE, "| Measure | Today |\n|---|---|\n| R knee AROM | -4° to 98° |", set()),
        (KNEE, "R knee AROM 98° to 81°.", {"wrong_time"}),
        # hyphens and spaces at which no line breaks
        ("parkinson-progress-mixed", "TUG 13.2 s; TUG\u2011cog 21.3 s (17.6 s at eval).", set()),
        ("parkinson-progress-mixed", "Dual\u2011task TUG\u202f21.3\u00a0s.", set()),
        ("parkinson-progress-mixed", "Dual\u2011task TUG\u202f21.9\u00a0s.", {"wrong_value"}),
        # a list's mark is no bracket that closes
        (
            "unilateral-vestibular-early-improving",
            "Goals: 1) mCTSIB foam EC 15 s in 3 weeks. 2) FGA 24/30 in 8 weeks.",
            set(),
        ),
        # what a value stands for
        (STROKE, "BBS 41/56 (41-56 = low fall risk)", set()),
        (STROKE, "TUG 19.4 s (normal: 8-11 s for age)", set()),
        (STROKE, "BBS 41/56 remains below the 45-point cut-off for fall risk.", set()),
        (STROKE, "BBS 41/56, which is under the 45 point threshold", set()),
        (STROKE, "BBS 41/56, 12 points over the initial score", {"wrong_change"}),
        # of two goals the one whose number stands there
        (STROKE, "BBS goal of 40/56 met. BBS goal of 46/56 not met.", set()),
        (STROKE, "Long-term goal of 46/56 not met.", set()),
        (STROKE, "Long-term goal of 46/56 met.", {"wrong_status"}),
        (STROKE, "A: LTG ongoing.", set()),
        (STROKE, "A: LTG met.", {"wrong_status"}),
        # the seconds in which chair stands are counted
        ("older-adult-evaluation", "BBS 35/56, TUG 21.6 s, chair stands 5 in 30 s.", set()),
        ("older-adult-evaluation", "BBS 35/56, TUG 30 s, chair stands 5.", {"wrong_value"}),
        # a bound beside its value; a side with its own number
        (ACL, "Anterior reach difference 2.8 cm, goal under 4 cm met.", set()),
        (ACL, "Side difference 2.8 cm (goal under 4 cm, met).", set()),
        (ACL, "Anterior Y-Balance reach 63.2 cm (left 66.0 cm)", set()),
        (ACL, "Anterior reach: 63.2 cm (left 66.0 cm)", set()),
        (ACL, "Anterior Y-Balance reach on the left 63.2 cm", {"wrong_side"}),
        # a side behind the word that a fact has it behind, and one within a word
        (
            KNEE,
            "The quad fires late on heel strike, the knee buckles when unwarned, a 3° lag "
            "persists, stance is with the knee flexed and trunk shifted L.",
            set(),
        ),
        (KNEE, "Stands with R knee flexed, trunk shifted R.", {"wrong_side"}),
        ("knee-mid-mixed", "Posture: right-shifted standing with left hip hiked.", set()),
        (
            "knee-mid-mixed",
            "Posture: right-shifted standing with right hip hiked.",
            {"wrong_detail"},
        ),
        # help of a goal that is not reached
        (
            "cerebellar-progress-improving",
            "Has not yet returned to tub transfer with supervision only or to carrying a cup dry "
            "on 9 of 10 trials.",
            set(),
        ),
        # denials of what would help, or is hoped for
        (KNEE, "Strengthening alone does not address late quad firing at heel strike.", set()),
        (
            KNEE,
            "Continued 97112 is directed at a knee that accepts load without buckling, even stance "
            "without L trunk shift, and reciprocal porch steps",
            set(),
        ),
        (KNEE, "Stands without L trunk shift.", {"denied"}),
        (KNEE, "Quad firing is not late on R heel strike.", {"denied"}),
        # units
        (STROKE, "TUG 19.4 min.", {"wrong_unit"}),
        (STROKE, "Gait speed 0.58 m/s.", set()),
        (STROKE, "Gait speed 0.58 mph.", {"wrong_unit"}),
        (STROKE, "Gait speed 0.58 km/h.", {"wrong_unit"}),
        # which way it went, by the note's own two values
        ("older-adult-progress-improving", "DGI 16/24, up from 12/24 at eval.", set()),
        ("older-adult-progress-improving", "DGI 16/24, down from 12/24.", {"wrong_direction"}),
        ("older-adult-progress-improving", "5xSTS 16.8 s, down from 21.5 s.", set()),
        ("older-adult-progress-improving", "5xSTS 16.8 s, up from 21.5 s.", {"wrong_direction"}),
        ("amputee-mid-improving", "BBS ↑ from 36/56 to 43/56.", set()),
        ("amputee-mid-improving", "BBS ↓ from 36/56 to 43/56.", {"wrong_direction"}),
        ("cerebellar-progress-improving", "6MWT 268 m, 54 m farther than at visit 11", set()),
        # goals by number, by count, and beside their value
        ("parkinson-progress-mixed", "STG1 MET; STG2 NOT MET; LTG ONGOING", set()),
        ("parkinson-progress-mixed", "STG 1: met", set()),
        (STROKE, "1/3 goals met.", set()),
        (STROKE, "2/3 goals met.", {"wrong_status"}),
        (STROKE, "STGs met: 2/2", {"wrong_status"}),
        (STROKE, "BBS 41/56, LTG 46/56.", set()),
        (STROKE, "BBS 41/56, LTG 48/56.", {"wrong_goal"}),
        ("shoulder-early-regression", "Goal: L abduction 140 deg, extended to 6 weeks.", set()),
        (KNEE, "Flexion 98 of 105 deg goal - ongoing.", set()),
        (KNEE, "Flexion 99 of 105 degrees.", {"wrong_value"}),
        # near-falls
        ("older-adult-progress-improving", "Near fall during a rightward pull.", set()),
        ("older-adult-progress-improving", "Two near falls today.", {"wrong_value"}),
        # no longer so
        ("concussion-early-improving", "HA no longer 6/10.", set()),
    ],
)
def test_a_line_is_judged_for_what_it_says(case: str, note: str, wrong: set[str]) -> None:
    assert rules(case, note) == wrong


def test_a_wrong_unit_of_what_is_critical_makes_a_note_worthless() -> None:
    assert grounding(CASES[STROKE], "TUG 19.4 min, BBS 41/56.").value == 0


def test_a_visit_in_a_title_is_of_its_column_alone() -> None:
    table = "| Measure | Eval | Visit 10 |\n|---|---|---|\n| DGI | 16/24 | 12/24 |"
    assert [value.when for value in values_on(10, table)] == ["baseline", "now"]
    assert [value.when for value in values_on(9, table)] == ["baseline", "now"]


def test_a_value_of_today_by_its_visit_is_carried() -> None:
    told = fact_recall(
        CASES[STROKE],
        "BBS 34/56 (visit 1), 41/56 (visit 8). TUG 24.8 s (visit 1), 19.4 s (visit 8).",
    )
    status = {check.label: check.status for check in told.checks}
    assert status["measures.0"] == status["measures.1"] == "carried"


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("MMT L external rotators 4-/5", [3.75]),
        ("MMT L ER 4-/5 (3/5).", [3.75, 3.0]),
        ("L quad MMT 4+/5 (IE 3−/5)", [4.5, 2.75]),
        ("MMT quad 4/5", [4.0]),
        ("MMT quad 3-4/5", [3.0, 4.0]),
    ],
)
def test_grades_of_strength_have_signs_behind_them(note: str, told: list[float]) -> None:
    assert [value.value for value in values(note)] == told


@pytest.mark.parametrize(
    ("note", "contradicted"),
    [
        ("97112 28 min, 97110 12 min. Total units billed: 3.", set()),
        ("97112 28 min, 97110 12 min, total 3 units", set()),
        ("97112 28 min, 97110 12 min. Total: 3 units.", set()),
        ("97112 28 min, 97110 12 min = 3 units", set()),
        ("97112 28 min, 97110 12 min for 3 billable units", set()),
        ("NMR 28 min and TE 12 min, 3 units in total", set()),
        ("Units: 97112 = 2, 97110 = 1, total = 3.", set()),
        ("Timed: 40 min (97112 28, 97110 12).", set()),
        ("97112: 14 + 14 min; 97110: 12 min.", set()),
        ("97112 28 min, 97110 12 min. Total units billed: 4.", {"units in all"}),
        ("97112 28 min, 97110 12 min, 4 units", {"units in all"}),
        ("97112 28 min, 97110 12 min, 1 unit", set()),
        ("97112: 14 + 12 min; 97110: 12 min.", {"minutes 97112"}),
        ("97112 28 min; 97110 12 min; total treatment 44 min", {"total minutes"}),
        (
            "97112 28 min, 97110 12 min, 97535 15 min. Timed 40 min.",
            {"codes add up", "minutes 97535"},
        ),
    ],
)
def test_minutes_and_units_of_all_codes_are_of_all(note: str, contradicted: set[str]) -> None:
    checks = billing_arithmetic(CASES[STROKE], note).checks
    assert {check.label for check in checks if check.status == "contradicted"} == contradicted


@pytest.mark.parametrize(
    ("case", "note"),
    [
        ("unilateral-vestibular-early-improving", "38 timed minutes (3 units NMR), 42 min total."),
        ("ankle-early-plateau", "No charge today due to <8 min of timed treatment."),
        (ACL, "Timed: 39 min. Total: 44 min. Units: 3."),
    ],
)
def test_sums_are_of_the_visit(case: str, note: str) -> None:
    checks = billing_arithmetic(CASES[case], note).checks
    assert not [check for check in checks if check.status == "contradicted"]


def test_units_without_a_code_are_of_all() -> None:
    checks = billing_arithmetic(CASES[ACL], "Timed: 39 min. Total: 44 min. Units: 2.").checks
    assert [c.label for c in checks if c.status == "contradicted"] == ["units in all"]


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("BBS 43/56, LTG 49/56.", [(43, "now"), (49, "goal")]),
        ("BBS 43/56 (LTG 49/56)", [(43, "now"), (49, "goal")]),
        ("TUG 17.8 s, LTG 14 s", [(17.8, "now"), (14, "goal")]),
        ("FGA 17/30, short of the 24/30 goal", [(17, "now"), (24, "goal")]),
        ("BBS 40/56 goal met", [(40, "goal")]),
        ("LTG: BBS 46/56, now 41/56", [(46, "goal"), (41, "now")]),
        ("Berg to 46/56 (LTG), TUG to 14 s (STG)", [(46, "goal"), (14, "goal")]),
        ("BBS 46/56 and stairs alone (LTG, 3 wk): ongoing", [(46, "goal")]),
    ],
)
def test_a_value_beside_its_goal_is_of_today(note: str, told: list[tuple[float, str]]) -> None:
    assert [(value.value, value.when) for value in values(note)] == told


def test_a_bill_ends_with_a_row_of_sums() -> None:
    table = "| Code | Service | Min | Units |\n|---|---|---|---|\n"
    told = treatment(f"{table}|97112|NMR|28|2|\n|97140|MT|8|1|\n| |Total|36|3|")
    assert {(b.kind, b.code, b.value) for b in told if b.code == "97140"} == {
        ("minutes", "97140", 8),
        ("units", "97140", 1),
    }
    told = treatment(f"{table}|97112|NMR|18| |\n| |Rhythmic stabilisation|10|2|")
    assert [(b.kind, b.value) for b in told] == [("part", 18), ("part", 10)]


def test_minutes_of_which_a_case_has_none_are_made_up() -> None:
    case = CASES[STROKE].model_copy(update={"minutes": None, "absent": ("minutes",)})
    assert billing_arithmetic(case, "97112 28 min, 2 units.").value == 0
    assert billing_arithmetic(case, "Treatment time: [not provided]").value == 1


@pytest.mark.parametrize(
    ("note", "element", "gap"),
    [
        ("S: Pain not assessed.", "S-PAIN", "pain"),
        ("S: No pain score given.", "S-PAIN", "pain"),
        ("O: No baseline available for comparison.", "O-COMP", "baseline"),
        ("S: PROM not done.", "S-PROM", "prom"),
        ("O: Treatment time not provided.", "O-TIMED", "minutes"),
        ("O: Treatment time not provided.", "O-UNITS", "minutes"),
    ],
)
def test_a_gap_that_a_note_tells_is_no_gap_of_the_note(note: str, element: str, gap: str) -> None:
    rubric = load_rubric("soap_note")
    case = CASES[STROKE].model_copy(update={"absent": (gap,)})
    assert rubric.statuses(note, case)[element] == "not_applicable"
    assert rubric.statuses(note)[element] not in ("met", "not_applicable")


def test_no_pain_is_a_finding_and_no_gap() -> None:
    assert load_rubric("soap_note").statuses("S: No pain today.")["S-PAIN"] == "met"


@given(st.text(alphabet=st.sampled_from("a1 -\u2011\u2010\u00a0\u202f\r\nıİſK°é")))
def test_a_note_is_typed_in_place(note: str) -> None:
    plain = typed(note)
    assert len(plain) == len(note)
    assert typed(plain) == plain
    assert "\r" not in plain


@pytest.mark.parametrize("number", range(0, 205, 8))
def test_special_hyphens_and_spaces_change_nothing(number: int) -> None:
    path = shipped("datasets", "labelled", "true_notes.jsonl")
    row = json.loads(path.read_text(encoding="utf-8").splitlines()[number])
    case, note = CASES[row["case_id"]], row["text"]
    odd = note.replace("-", "\u2011").replace(" ", "\u00a0")
    assert read(odd).clauses == read(note).clauses
    for scorer in (grounding, fact_recall, billing_arithmetic):
        assert scorer(case, odd) == scorer(case, note)


@pytest.mark.parametrize(
    "word", ["DHı", "mCTSıB 12 s", "gait ſpeed 0.5 m/s", "ſix falls", "Fİrst visit"]
)
def test_letters_that_only_look_alike_are_read(word: str) -> None:
    grounding(CASES[STROKE], f"Objective: {word}, 97112 ſixteen minutes.")
    assert treatment("97112 ſixteen minutes")[0].value == 16


def test_a_model_that_repeats_itself_is_read_in_time() -> None:
    # Where every claim read all that follows it anew, this ran for minutes.
    assert grounding(CASES[STROKE], "goal BBS 40/56 met; " * 1000).checks
