"""Bounds, limits and decision rules in a note, tests by other names, and what was not taken."""

import pytest

from soapbench import billing_arithmetic, grounding, load_cases
from soapbench.reading import treatment, values
from soapbench.scorers import Check

CASES = {case.id: case for case in load_cases("balance")}
ACL = "acl-mid-improving"
SPRAIN = "ankle-mid-improving"
LEG = "amputee-mid-improving"
DARK = "bilateral-vestibular-evaluation"
FEET = "neuropathy-early-improving"
FOAM = "bilateral-vestibular-mid-mixed"
FOG = "concussion-evaluation"
HEAD = "tbi-mid-plateau"
REACH = "cerebellar-progress-improving"
STAIRS = "ms-discharge-maintenance"
STROKE = "stroke-mid-improving"
TONE = "stroke-progress-plateau"


def checked(case_id: str, section: str, line: str, words: str) -> list[Check]:
    """Return the checks that meet some words of a note of one line."""
    note = f"{section}:\n{line}\n"
    start, end = note.index(words), note.index(words) + len(words)
    checks = grounding(CASES[case_id], note).checks
    return [c for c in checks if c.span and c.span[0] < end and start < c.span[1]]


@pytest.mark.parametrize(
    ("case_id", "section", "line", "words", "outcome"),
    [
        (FOG, "Objective", "NPC 14 cm, pursuit jerky.", "NPC 14", None),
        (FOG, "Objective", "NPC 14 mm, pursuit jerky.", "NPC 14", "wrong_unit"),
        (FOG, "Objective", "NPC 6 cm, pursuit jerky.", "NPC 6", "wrong_value"),
        (FOG, "Objective", "MoCA 24/30.", "MoCA 24", "not_in_case"),
        (DARK, "Objective", "DVA: 5 lines lost.", "DVA: 5", None),
        (DARK, "Objective", "DVA: 7 lines lost.", "DVA: 7", "wrong_value"),
        (STROKE, "Objective", "R ankle DF 3°.", "3°", "not_taken"),
        (STROKE, "Objective", "R knee flexion 95°.", "95°", "not_in_case"),
        (REACH, "Objective", "Berg up 6 points.", "6", "not_taken"),
        (FEET, "Plan", "Continue 2x/week for 7 more weeks.", "7 more weeks", "wrong_unit"),
        (FEET, "Plan", "Continue 2x/week for 4 more weeks.", "4 more weeks", "sum"),
        (FEET, "Plan", "Continue 2x/week for 12 weeks.", "12 weeks", "not_in_case"),
        (TONE, "Assessment", "Fall risk remains: TUG over 20 s.", "20", "bound"),
        (TONE, "Assessment", "Fall risk remains: TUG over 24 s.", "24", "not_in_case"),
        (TONE, "Assessment", "TUG under 20 s.", "20", "not_in_case"),
        (STAIRS, "Assessment", "Re-screen sooner if a fall or TUG over 20 s.", "20", ""),
        (STAIRS, "Assessment", "Re-screen sooner if a fall or TUG over 25 s.", "25", None),
        (HEAD, "Assessment", "Step back if back pain is 5/10 or more.", "5/10", None),
        (HEAD, "Assessment", "Back pain is 5/10.", "5/10", "not_in_case"),
        (HEAD, "Assessment", "Progress as planned. Back pain is ≥ 5/10.", "5/10", "not_in_case"),
        (ACL, "Objective", "Loaded flexion limited to 90°.", "90", ""),
        (FOAM, "Plan", "Goals: condition 4 ≥ 6 s.", "6", "wrong_goal"),
        (FOAM, "Plan", "Goals: condition 2 ≥ 20 s.", "20", "not_in_case"),
    ],
    ids=range(23),
)  # fmt: skip
def test_what_a_number_is_held_against_decides_its_outcome(
    case_id: str, section: str, line: str, words: str, outcome: str | None
) -> None:
    rules = {c.rule for c in checked(case_id, section, line, words)}
    if outcome is None:
        assert not {r for r in rules if r != "grounding"}
    else:
        assert rules == {f"grounding/{outcome}" if outcome else "grounding"}


def test_how_far_off_a_goal_is_sets_no_goal() -> None:
    case_id = "unilateral-vestibular-early-improving"
    line = "LTG, 8 wks: FGA 24/30, driving and solo shopping; 7 points short"
    assert not checked(case_id, "Goals", line, "points short")
    assert checked(case_id, "Goals", line.replace("points short", "lamps lit"), "lamps")


def test_a_half_is_rounded_either_way() -> None:
    line, case_id = "mCTSIB foam, eyes closed: {} s", "concussion-evaluation"  # 9.5 s
    told = [checked(case_id, "Objective", line.format(n), f"{n} s")[0].status for n in (9, 10, 11)]
    assert told == ["inferred", "inferred", "contradicted"]


def test_a_goal_that_goes_over_more_weeks_is_no_change() -> None:
    (told,) = values("Goals:\nSTG BBS: now 38/56 over another 4 wks\n")
    assert told.when != "change"
    (far,) = values("Goals:\nSTG BBS: 3 points over IE\n")
    assert far.when == "change"


BILL = """| Code | What | Min |
|---|---|---|
| 97162 x 1 | Evaluation | 25 |
| 97112 x 1 | Push-ups, 3 x 8 | 8 |
| | Foam stance, 5 x 30 s | {} |
{}
"""


def test_a_row_without_a_code_goes_on_with_the_service_above() -> None:
    told = treatment(BILL.format(10, ""))
    assert [(b.kind, b.value) for b in told if b.code == "97112"] == [("part", 8), ("part", 10)]
    apart = treatment(BILL.format(10, "").replace("| | Foam", "| Rest | Foam"))
    assert [(b.kind, b.value) for b in apart if b.code == "97112"] == [("minutes", 8)]
    later = treatment(BILL.format(10, "\n| | Foam stance | 9 |"))
    assert [b.value for b in later if b.code == "97112"] == [8, 10]


@pytest.mark.parametrize(("minutes", "status"), [(10, "agrees"), (13, "contradicted")])
def test_minutes_of_such_rows_are_summed(minutes: int, status: str) -> None:
    checks = billing_arithmetic(CASES["concussion-evaluation"], BILL.format(minutes, "")).checks
    assert next(c.status for c in checks if c.label == "minutes 97112") == status


def test_a_unit_that_a_case_leaves_out_is_no_other_unit() -> None:
    case = CASES[FOG]
    bare = {
        k: t.replace("Near point of convergence 14 cm", "NPC 14") for k, t in case.inputs.items()
    }
    assert "NPC 14" in " ".join(bare.values())
    checks = grounding(case.model_copy(update={"inputs": bare}), "O:\nNPC 14 cm.\n").checks
    assert "contradicted" not in {c.status for c in checks}


@pytest.mark.parametrize(("number", "status"), [(6, set()), (7, {"contradicted"})])
def test_how_far_a_test_went_is_no_other_value_of_it(number: int, status: set[str]) -> None:
    case = CASES[FOG]
    told = {
        k: t.replace("convergence 14 cm", "convergence 14 cm, 20 cm after reading")
        for k, t in case.inputs.items()
    }
    note = f"O:\nNPC went out {number} cm with reading.\n"
    checks = grounding(case.model_copy(update={"inputs": told}), note).checks
    assert {c.status for c in checks if c.label == "other test"} == status


@pytest.mark.parametrize(
    ("case_id", "line", "words", "outcome"),
    [
        (SPRAIN, "FAAM-ADL is beyond minimal important differences (about 8 points).",
         "8 points", "inferred"),
        (SPRAIN, "FAAM-ADL is beyond minimal important differences (about 14 points).",
         "14 points", "unsupported"),
        (LEG, "Others have a gait speed above 0.70 m/s on average.", "0.70", "unsupported"),
        (LEG, "Gait speed above 0.70 m/s today.", "0.70", "inferred"),
    ],
    ids=range(4),
)  # fmt: skip
def test_a_norm_is_no_limit_of_the_case(case_id, line, words, outcome) -> None:
    assert {c.status for c in checked(case_id, "Assessment", line, words)} == {outcome}


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("The knee no longer bothers her on stairs.", "contradicted"),
        ("Right knee is comfortable on stairs.", "contradicted"),
        ("The knee does not hurt on stairs.", "contradicted"),
        # another place, another time, or no denial
        ("The shoulder no longer bothers her on stairs.", None),
        ("The knee does not hurt when resting.", None),
        ("The knee no longer gives way on stairs.", None),
        ("She is comfortable on stairs with the rail.", None),
    ],
    ids=range(7),
)
def test_a_place_that_hurts_is_not_told_to_be_well(make_case, line: str, outcome) -> None:
    words = "Right knee 3/10 on stairs, 5/10 at the evaluation"
    case = make_case(
        inputs={"visit_facts": words}, pain={"words": words, "value": 3, "baseline": 5}
    )
    checks = grounding(case, f"Subjective:\n{line}\n").checks
    assert next((c.status for c in checks if c.label == "pain"), None) == outcome
