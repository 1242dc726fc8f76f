"""What is held against a case by one thing that pins it down: a unit, a date, a place, a word."""

from collections.abc import Iterator

import pytest

from soapbench import Case, billing_arithmetic, fact_recall, grounding, load_cases
from soapbench.reading import claims, values

CASES = {case.id: case for case in load_cases("balance")}
VESTIBULAR = "unilateral-vestibular-early-improving"
LIMB = "amputee-mid-improving"
KNEE = "knee-early-improving"
LATER_KNEE = "knee-mid-mixed"
RUGBY = "acl-discharge-improving"
LIGAMENT = "acl-mid-improving"
ANKLE = "ankle-mid-improving"
BRAIN = "tbi-early-improving"
CUP = "cerebellar-progress-improving"
OLDER = "older-adult-evaluation"
REACH = "sci-sitting-mid-mixed"
SCREEN = "concussion-evaluation"
SHOULDER = "shoulder-mid-improving"
STEPS = "bppv-early-improving"
HEAD = "tbi-mid-plateau"
PLATEAU = "unilateral-vestibular-progress-plateau"
FOLD = "cerebellar-mid-maintenance"
STROKE = "stroke-mid-improving"
NERVE = "neuropathy-progress-regression"
DARK = "bilateral-vestibular-evaluation"
FLAT = "stroke-progress-plateau"
PARKINSON = "parkinson-progress-mixed"
BOTH_EARS = "bilateral-vestibular-mid-mixed"
WORSE = "ms-mid-regression"


def told(*groups: tuple[str, str, str, str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield a case, a section, a line and whether it is false, from false and true lines."""
    for case_id, section, false, true in groups:
        for lines, wrong in ((false, True), (true, False)):
            for line in filter(None, map(str.strip, lines.strip().splitlines())):
                yield case_id, section, line.replace(" / ", "\n"), wrong


UNITS = told(
    (DARK, "Objective", """
        6MWT 355 ft
        | Test | Today | / |---|---| / | 6MWT (ft) | 355 |
        """, """
        6MWT 355 m
        6MWT 1165 ft
        | Test | Today | / |---|---| / | 6MWT (m) | 355 |
        """),
    (LIMB, "Objective", """
        Gait speed 0.71 ft/s
        | Test | Eval | Today | / |---|---|---| / | Gait speed (m/s) | 0.54 | 0.81 |
        """, """
        Gait speed 71 cm/s
        | Test | Eval | Today | / |---|---|---| / | Gait speed (m/s) | 0.54 | 0.71 |
        """),
)  # fmt: skip
DUE = told(
    (VESTIBULAR, "Assessment", """
        - LTG FGA 24/30, resume driving and solo shopping, 6 weeks: ongoing
        STG (5 weeks): foam EC 15 s to rinse hair with eyes closed
        """, """
        - LTG FGA 24/30, resume driving and solo shopping, 8 weeks: ongoing
        STG (2-4 weeks): foam EC 15 s to rinse hair with eyes closed
        Hop testing at 16 weeks; FGA 24/30 is the aim.
        """),
    (HEAD, "Assessment", """
        DGI 19/24 is wanted within two weeks.
        DGI 19/24, 6 weeks: revised from 2 weeks
        """, """
        DGI 19/24, 4 weeks: revised from 2 weeks
        DGI 19/24 is wanted within four weeks.
        """),
)  # fmt: skip
STANDING = told(
    (FOLD, "Assessment", """
        - Keep BBS at 35/56 or above, 6 weeks: ongoing (33/56 today)
        - Spouse guards turns safely on 5 of 5 trials, 4 weeks: ongoing (4 of 5 now)
        """, """
        - Keep BBS at 35/56 or above, 6 weeks: ongoing (36/56 today)
        - Keep BBS at 35/56 or above, 6 weeks: ongoing (1 point to spare)
        - Spouse guards turns safely on 5 of 5 trials, 4 weeks: ongoing (3 of 5 now)
        """),
    (STROKE, "Assessment", """
        - STG: stand 10 min at counter, 4 weeks: ongoing, now 8 min
        """, """
        - STG: stand 10 min at counter, 4 weeks: ongoing, now 5 min
        """),
)  # fmt: skip
SWAPPED = told(
    (HEAD, "Objective", """
        Response: on the beat for 45% of steps in the first bout and 70% in the fifth
        """, """
        Response: on the beat for 70% of steps in the first bout and 45% in the fifth
        Response: first bout 70% of steps on the beat, fifth 45%
        On the beat for 45% of steps in the fifth bout, 70% in the first.
        """),
    (KNEE, "Subjective", """
        Pain 6/10 at night (4/10 at eval).
        """, """
        Pain 4/10 at night (6/10 at eval).
        Night pain fell from 6/10 to 4/10.
        """),
    (LIMB, "Assessment", """
        Prosthetic loading rose from 31% to 47%.
        """, """
        Prosthetic loading rose from 31% to 42%.
        Load guesses within the scale went from 3 of 10 to 7 of 10.
        """),
)  # fmt: skip
PINNED = told(
    (PLATEAU, "Plan", """
        - Meclizine: 6-week taper
        """, """
        - Meclizine: 2-week taper
        - Reassess in 6 weeks
        """),
    (KNEE, "Objective", """
        The quad shows a 6° lag.
        """, """
        The quad shows a 3° lag.
        Knee held at 30° during the step.
        """),
    (NERVE, "Objective", """
        Response: stepped in time on 17 of 24 releases
        CGA with min A on 7 of 24 releases
        """, """
        Response: stepped in time on 14 of 24 releases
        CGA with min A on 5 of 24 releases
        Late on 10 of 24 releases
        """),
    (LIGAMENT, "Objective", """
        YBT anterior: L 58.4 cm (51.2 cm at eval)
        """, """
        YBT anterior: L 58.4 cm (51.2 cm at visit 8)
        YBT anterior: L 58.4 cm, was 51.2 cm
        """),
    (FLAT, "Assessment", """
        Plantarflexor tone has eased.
        Tone is steady.
        """, """
        Plantarflexor tone has increased.
        Tone reduction came before stance tasks.
        """),
    (LATER_KNEE, "Assessment", """
        The fall on the driveway shows the loss.
        He did fall twice.
        """, """
        Falling is feared on the driveway.
        He did not fall on the driveway.
        """),
    (LIMB, "Objective", """
        1. 97112: weight shift to L in parallel bars, 6 x 1 min, CGA (16 min)
        """, """
        1. 97112: weight shift to L in parallel bars, 6 x 1 min, CGA (13 min)
        """),
    (LIMB, "Assessment", """
        Pelvis is shifted over the left foot.
        """, """
        Pelvis is shifted over the right foot.
        Phantom pain in the left foot.
        """),
)  # fmt: skip
RATED = told(
    (PLATEAU, "Subjective", """
        Left-sided headache 2/10, down from 4/10 at evaluation.
        """, """
        Left-sided headache 2/10, the same as at evaluation.
        Nausea reached 4/10 and cleared in 3 minutes.
        """),
    (BRAIN, "Subjective", """
        Headache 5/10, up from 3/10 at eval.
        HA 3/10, eval 6/10.
        """, """
        Headache 3/10, down from 5/10 at eval.
        HA 3/10, eval 5/10.
        """),
    (FLAT, "Subjective", """
        L shoulder 3/10 on reaching, was 6/10 at IE.
        """, """
        L shoulder 3/10 on reaching, 3/10 at IE.
        """),
    (SHOULDER, "Subjective", """
        Reaching pain 5/10; it was 2/10 at visit 6.
        """, """
        Reaching pain 2/10; it was 5/10 at visit 6.
        Arm tired in the last set, pain 3/10, back to 2/10 in 5 minutes.
        """),
)  # fmt: skip
EVENTS = told(
    (ANKLE, "Subjective", """
        The left ankle has not given way in the last two weeks.
        Giving way: x3 in last 2 wks.
        """, """
        The ankle gave way once in the last two weeks.
        Giving way: x1 in last 2 wks; at start of care most days.
        Goal: carry parcels with no giving way.
        """),
    (LIGAMENT, "Subjective", """
        Giving way x2 in the past 3 weeks.
        It gave way twice early in rehab, and once more in the past 3 weeks.
        """, """
        It gave way twice early in rehab, none in the past 3 weeks.
        Gave way x 2 early in rehab, not once in the past 3 wk.
        """),
    (RUGBY, "Subjective", """
        No swelling, one episode of giving way.
        """, """
        No swelling and no giving way.
        """),
)  # fmt: skip
HELP = told(
    (SCREEN, "Objective", """
        Foam double-leg stance with ball toss, 5 x 30 s, SBA then SBA, 10 min
        Guarding faded from CGA to CGA on foam.
        """, """
        Foam double-leg stance with ball toss, 5 x 30 s, CGA then SBA, 10 min
        """),
    (STEPS, "Objective", """
        Look-up and look-down, 3 x 10, CGA for the first set, then CGA, 8 min
        """, """
        Look-up and look-down, 3 x 10, CGA for the first set, then SBA, 8 min
        """),
)  # fmt: skip
CLOSE = told(
    (LATER_KNEE, "Objective", """
        Posture: standing is right-shifted with the right hip hiked.
        Patellar mobilization, grade III while irritable
        """, """
        Posture: standing is right-shifted with the left hip hiked.
        Patellar mobilization, grade II while irritable
        What is left is soreness.
        """),
    (LATER_KNEE, "Plan", """
        2x/week for 5 more weeks; off kneeling for 14 days.
        """, """
        2x/week for 5 more weeks; off kneeling for 7 days.
        """),
    (OLDER, "Subjective", """
        78-year-old woman with repeated falls
        """, """
        88 y/o woman with repeated falls
        """),
    (CUP, "Objective", """
        Gait speed, comfortable, with cane: 0.74 m/s
        """, """
        Gait speed, comfortable, without a device: 0.74 m/s
        Gait speed 0.74 m/s
        """),
    (RUGBY, "Objective", """
        Single-leg hop LSI: 84% (67% at evaluation)
        """, """
        Single-leg hop LSI: 84% (67% at visit 16)
        Single-leg hop LSI: 84% (was 67%)
        """),
    (STROKE, "Assessment", """
        TUG has slowed by 5.4 s.
        Her Berg score is 41/50.
        """, """
        TUG is 5.4 s faster.
        Confidence has fallen since evaluation.
        """),
    (KNEE, "Objective", "", """
        Quad lag 3° on SLR
        Knee flexion limited to 90° by precaution
        """),
)  # fmt: skip
BOUNDS = told(
    (NERVE, "Plan", """
        Goals: TUG ≤14.6 s; tandem 10 s
        """, """
        Goals: TUG <15 s; tandem 10 s
        """),
    (ANKLE, "Plan", """
        Goals: FAAM-ADL ≥95%
        """, """
        Goals: FAAM-ADL 92%
        Goals: CAIT ≥25/30
        """),
)  # fmt: skip

BESIDE = told(
    ("parkinson-mid-maintenance", "Objective", "", """
        Response: RP eased 4 → 3 steps by last set, then fatigue; sat 3 min.
        """),
    (DARK, "Objective", """
        mCTSIB condition 3 1.5 s, condition 4 11.5 s.
        """, """
        mCTSIB condition 3 11.5 s, condition 4 1.5 s.
        """),
    (KNEE, "Objective", """
        R knee extension 98°, flexion -4°.
        R hip flexion 98°.
        R knee flexion in the involved extremity 110°.
        R knee flexion increased by 25° since eval.
        """, """
        R knee flexion 98°, extension -4°.
        Extension deficit reduced from 10° to 4°.
        Flexion contracture of 4° (10° at eval).
        The left knee is uninvolved.
        Left knee ROM within normal limits.
        Compared with the left knee, the right still lacks flexion.
        """),
    (SHOULDER, "Objective", "Internal rotation R 48°", "External rotation R 48°"),
    (SHOULDER, "Assessment", "", "The repair is 13 weeks old and cleared for light resisted work."),
    (LIGAMENT, "Objective", """
        SLS L 14.2 s eyes open.
        SLS L 14.2 s with eyes open (6.3 s at eval).
        """, """
        SLS L 14.2 s eyes closed.
        SLS L 14.2 s, eyes closed, firm floor.
        """),
    (OLDER, "Objective", """
        TUG 21.6 s without a device.
        TUG without cane 21.6 s.
        """, "TUG 21.6 s with cane."),
    (PARKINSON, "Objective", "The dual-task TUG got faster.", """
        Dual-task TUG slowed from 17.6 s to 21.3 s.
        TUG (cognitive) 21.3 s (17.6 s at eval).
        Timed Up and Go with counting backward: 21.3 s
        Right side is more affected than the left.
        Gains since evaluation: Mini-BESTest 3 points, TUG 1.6 s, ABC 7%.
        """),
    (PARKINSON, "Plan", "HEP done 7 of 7 days.", "HEP done 4 of 7 days."),
    (BOTH_EARS, "Objective", "FGA improved 9 points.", """
        FGA improved 3 points, TUG 1.4 s, DHI 4 points.
        """),
    (STROKE, "Objective", "", """
        13 of 16 trials were completed without assistance.
        Recovered independently on 2 of 3 losses of balance.
        BBS 41/56 compared to 34/56 at initial evaluation.
        """),
    (KNEE, "Subjective", """
        No pain.
        Patient denies pain.
        Patient is pain-free.
        """, """
        Denies calf pain.
        No pain at rest.
        No increase in pain.
        """),
    (LATER_KNEE, "Subjective", "", "Pain is 5/10 now compared to 2/10 two weeks ago."),
    (WORSE, "Assessment", """
        The patient is making steady progress toward her goals.
        Patient is progressing well toward goals.
        Good progress.
        """, """
        Progress toward her goals stalled.
        The goal is steady progress.
        """),
    (STROKE, "Assessment", """
        Patient is getting worse.
        Patient's condition is worsening.
        The patient has made no progress.
        Patient has not made progress.
        """, """
        Patient is not getting worse.
        The patient has made no progress on the stairs.
        """),
)  # fmt: skip


@pytest.mark.parametrize(
    ("case_id", "section", "line", "false"),
    (
        lines := [
            *UNITS,
            *DUE,
            *STANDING,
            *SWAPPED,
            *PINNED,
            *RATED,
            *EVENTS,
            *HELP,
            *CLOSE,
            *BOUNDS,
            *BESIDE,
        ]
    ),
    ids=[f"{i}-{line[3]}" for i, line in enumerate(lines)],
)
def test_what_is_false_is_contradicted_and_what_is_true_is_not(
    case_id: str, section: str, line: str, false: bool
) -> None:
    note = f"{section}:\n{line}\n"
    case = CASES[case_id]
    checks = (*grounding(case, note).checks, *billing_arithmetic(case, note).checks)
    assert ("contradicted" in {check.status for check in checks}) is false


def test_another_unit_is_told_from_another_value() -> None:
    rules = {
        line: {c.rule for c in grounding(CASES[DARK], f"Objective:\n{line}\n").checks}
        for line in ("6MWT 355 ft", "6MWT 1165 ft", "6MWT 365 m")
    }
    assert "grounding/wrong_unit" in rules["6MWT 355 ft"]
    assert "grounding/rounded" in rules["6MWT 1165 ft"]
    assert "grounding/wrong_value" in rules["6MWT 365 m"]


def test_a_condition_the_case_did_not_test_is_unsupported_and_not_contradicted() -> None:
    note = "Objective:\nSingle-leg stance, eyes closed, firm: 6.0 s\n"
    checks = grounding(CASES["ankle-mid-improving"], note).checks
    assert [c.status for c in checks if c.label == "sls"] == ["unsupported"]


def test_a_table_or_list_under_a_measures_name_gives_its_values() -> None:
    table = "**Seated reach**\n| Way | Eval | Today |\n|---|---|---|\n| Right | 3.5 in | 4.8 in |\n"
    found = {(v.measure, v.value, v.when, v.side) for v in values(f"## Objective\n{table}")}
    assert found == {
        ("functional_reach", 3.5, "baseline", "right"),
        ("functional_reach", 4.8, "now", "right"),
    }
    # near misses: a heading that says more than a measure's name, a plan under one
    for heading in ("**Seated reach training**", "## Plan\n**Seated reach**"):
        assert values(f"## Objective\n{heading}\n- Right 4.8 in\n") == ()


def test_weeks_of_a_goal_are_due_and_other_weeks_are_not() -> None:
    def due(line: str) -> list[float | None]:
        return [c.number for c in claims(f"Assessment:\n{line}\n") if c.kind == "due"]

    assert due("LTG: walk the dog alone, 8 weeks") == [8]
    assert due("In 2-4 weeks: climb 12 stairs; 8 weeks: carry laundry") == [2, 8]
    # near misses: the past, a rate, an age
    assert due("Injured 8 weeks ago; no falls in the last 4 weeks") == []
    assert due("13 weeks post-op, seen 2x/week for 6 weeks") == []


@pytest.mark.parametrize(
    ("case_id", "label", "note", "carried"),
    [
        (WORSE, "falls", "A: High fall risk; fall prevention education provided.", "left out"),
        (WORSE, "falls", "A: She fell once in the kitchen.", "carried"),
        (STROKE, "falls", "A: At risk for falls. No device used.", "left out"),
        (STROKE, "falls", "S: Falls: none.", "carried"),
        (STROKE, "pain", "S: No change in pain.", "left out"),
        (STROKE, "pain", "S: No shoulder pain.", "carried"),
    ],
    ids=range(6),
)
def test_a_risk_is_no_fall_and_no_change_no_absence(
    case_id: str, label: str, note: str, carried: str
) -> None:
    checks = {c.label: c.status for c in fact_recall(CASES[case_id], note).checks}
    assert checks[label] == carried


@pytest.mark.parametrize(
    ("words", "note", "carried"),
    [
        ("Stands with left foot turned out", "Stands with left foot turned out", "carried"),
        ("Stands with left foot turned out", "Stands with left foot turned in", "left out"),
        ("wide stance with downward gaze and a slow turn", "Narrow stance with downward gaze "
         "and a slow turn", "part"),
        ("no swelling and no giving way", "No swelling; no giving way", "carried"),
        ("no swelling and no giving way", "No swelling, one episode of giving way", "left out"),
        ("Head impulse positive on the right", "Head impulse negative on the right", "left out"),
        ("Head impulse positive on the right", "On the right, head impulse positive", "carried"),
        ("Unable to stand at the counter", "Able to stand at the counter", "left out"),
        ("Cannot stand at the counter", "Unable to stand at the counter", "carried"),
        ("Can't stand at the counter", "Can stand at the counter", "left out"),
        ("Absent ankle strategy on R, uses hip strategy",
         "Uses ankle strategy on R, no hip strategy", "part"),
        ("Absent ankle strategy on R", "R ankle strategy absent", "carried"),
        ("Eyes open on foam", "Eyes closed on foam", "left out"),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_fact_is_carried_only_as_it_is(make_case, words: str, note: str, carried: str) -> None:
    case: Case = make_case(
        inputs={"clinical_findings": f"{words}."},
        facts=[{"words": words, "kind": "posture"}],
        measures=[], goals=[], interventions=[], pain=None, falls=None, minutes=None, plan=None,
    )  # fmt: skip
    (check,) = (
        c for c in fact_recall(case, f"Objective:\n{note}.\n").checks if c.label == "facts.0"
    )
    assert check.status == carried
