"""How far measures moved, goals they are held against, sums, shares: true lines and false ones."""

import time

import pytest

from soapbench import billing_arithmetic, grounding
from soapbench.reading import treatment, values
from soapbench.scorers.shares import of_shares
from tests.trial_lines import CASES

STROKE, AMPUTEE = "stroke-mid-improving", "amputee-mid-improving"
WOODPILE, ANKLE = "older-adult-falls-woodpile-progress", "ankle-instability-ligament-repair"
CONCUSSION, HALLWAY = "concussion-dictation-stalled", "older-adult-falls-dark-hallway"
KNEE = "knee-arthroplasty-melon-bedside"
NEUROPATHY, VESTIBULAR = "diabetic-neuropathy-intake-form", "unilateral-vestibular-early-improving"


def rules(case: str, note: str) -> set[str]:
    """Return why a line's claims are contradicted, or made up."""
    checks = (*grounding(CASES[case], note).checks, *billing_arithmetic(CASES[case], note).checks)
    bad = [c for c in checks if c.status in ("contradicted", "unsupported")]
    return {c.rule.partition("/")[2] for c in bad}


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Change of +9 on the BBS since eval.", [(9, "", "change")]),
        ("BBS 41/56 (Δ +7).", [(41, "", "now"), (7, "", "change")]),
        ("BBS change: +9", [(9, "", "change")]),
        ("BBS 41/56 change +9", [(41, "", "now"), (9, "", "change")]),
        ("Improvement of 7 points on the Berg.", [(7, "", "change")]),
        ("A 7-point improvement on the BBS.", [(7, "", "change")]),
        ("Gained 7 points on the BBS", [(7, "", "change")]),
        ("BBS improvement of 7 points", [(7, "", "change")]),
        ("TUG improved by about 22 %.", [(22, "%", "change")]),
        ("TUG is 22% faster than at evaluation.", [(22, "%", "change")]),
        ("22% reduction in TUG time", [(22, "%", "change")]),
        ("BBS: 34 -> 41 (change: 7)", [(34, "", "baseline"), (41, "", "now"), (7, "", "change")]),
        ("ABC 61% (change 9%)", [(61, "", "now"), (9, "", "change")]),
        ("External rotation had crept up to 33° by visit 9", [(33, "", "baseline")]),
        # near misses: scores, other measures, and what did not move
        ("ABC change of 9 s", []),
        ("BBS improved to 41/56", [(41, "", "now")]),
        ("Change in gait. BBS 41/56", [(41, "", "now")]),
        ("ABC 61%, TUG improved", [(61, "", "now")]),
        ("Improvement of gait; BBS 41/56 on the day", [(41, "", "now")]),
    ],
)
def test_how_far_a_measure_moved_is_no_value_of_it(
    note: str, told: list[tuple[float, str, str]]
) -> None:
    assert [(v.value, v.unit, v.when) for v in values(note)] == told


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("BBS 41/56 exceeds LTG of 46/56.", [(41, "now"), (46, "goal")]),
        ("BBS is 41/56, which meets the goal of 46/56", [(41, "now"), (46, "goal")]),
        ("BBS 41/56 meets the 46/56 goal.", [(41, "now"), (46, "goal")]),
        ("BBS 41/56 surpasses goal (46/56)", [(41, "now"), (46, "goal")]),
        ("TUG 19.4 s beats the 15 s target", [(19.4, "now"), (15, "goal")]),
        ("The Berg of 41/56 is past the goal of 46/56", [(41, "now"), (46, "goal")]),
        ("DHI going from 58 at evaluation to 50 today", [(58, "baseline"), (50, "now")]),
        ("SLS (s): L 3.1 / R 2.6", [(3.1, "now"), (2.6, "now")]),
        ("Walking speed is 0.52 m/s, short of the 0.8 m/s for community walking.",
            [(0.52, "now"), (0.8, "norm")]),
        ("SLS 3.1 s on the L at evaluation", [(3.1, "baseline")]),
        ("SLS 3.1 s on L, at eval 4.1 s", [(3.1, "now"), (4.1, "baseline")]),
        # near misses: goals alone, and another subject
        ("LTG: BBS 46/56", [(46, "goal")]),
        ("BBS 41/56 in 8 weeks: goal ongoing", [(41, "goal")]),
    ],
)  # fmt: skip
def test_a_goal_that_a_value_is_held_against_is_read(
    note: str, told: list[tuple[float, str]]
) -> None:
    assert [(v.value, v.when) for v in values(note)] == told


@pytest.mark.parametrize(
    ("case", "note", "wrong"),
    [
        # how far it moved
        (STROKE, "Change of +7 on the BBS since eval.", set()),
        (STROKE, "Change of +9 on the BBS since eval.", {"wrong_change"}),
        (STROKE, "BBS 41/56 (Δ +9).", {"wrong_change"}),
        (STROKE, "TUG improved 22 % since evaluation.", set()),
        (STROKE, "TUG improved 40 % since evaluation.", {"wrong_change"}),
        (STROKE, "TUG is 22% faster than at evaluation.", set()),
        (STROKE, "TUG is 40% faster than at evaluation.", {"wrong_change"}),
        (STROKE, "TUG improved by 22 s.", {"wrong_change"}),  # a share is no number of seconds
        # whether a goal is reached
        (STROKE, "BBS 41/56 exceeds STG of 40/56.", set()),
        (STROKE, "BBS 41/56 exceeds LTG of 46/56.", {"wrong_status"}),
        (STROKE, "BBS 41/56, which meets the goal of 46/56.", {"wrong_status"}),
        (STROKE, "BBS 41/56, short of LTG 46/56.", set()),
        (STROKE, "BBS 41/56, short of STG 40/56.", {"wrong_status"}),
        (STROKE, "BBS 41/56 has not yet reached the STG of 40/56.", {"wrong_status"}),
        (STROKE, "BBS 41/56 is progressing to meet the LTG of 46/56.", set()),
        (STROKE, "BBS 41/56 is expected to exceed the LTG of 46/56.", set()),
        (STROKE, "BBS 41/56, STG met.", set()),
        (STROKE, "BBS 41/56, LTG met.", {"wrong_status"}),
        (AMPUTEE, "Prosthetic loading 42%; STG 40% met", set()),
        (AMPUTEE, "Prosthetic loading 42%; STG 40% NOT MET", {"wrong_status"}),
        (HALLWAY, "Berg 44/56 today; target of 47 open.", set()),
        (HALLWAY, "Berg 44/56 today; target of 47 MET.", {"wrong_status"}),
        (STROKE, "BBS 41/56 nearly meets the goal of 46/56.", set()),
        (STROKE, "BBS 38/56 exceeds the LTG of 46/56.", {"wrong_value"}),
        (STROKE, "Goal to stand 10 min at counter: ongoing.", set()),
        (STROKE, "Goal to stand 10 min at counter: met.", {"wrong_status"}),
        (KNEE, "TUG 24.6 s, short of the goal of 14 s.", set()),
        (KNEE, "TUG 24.6 s, which meets the goal of 14 s.", {"wrong_status"}),
        # what is left to a goal
        (STROKE, "BBS 34 -> 41/56, +7. STG 40 met. LTG 46, 5 short.", set()),
        (AMPUTEE, "BBS 36 -> 43/56 (+7); LTG 47, 4 pts left", set()),
        # cut-offs
        (VESTIBULAR, "FGA 17/30 - below fall-risk cut (22)", set()),
        (VESTIBULAR, "FGA 17/30 - above fall-risk cut (22)", {"wrong_status"}),
        (VESTIBULAR, "FGA has not cleared the 22-point cut-off.", set()),
        (VESTIBULAR, "FGA has now cleared the 22-point cut-off.", {"wrong_status"}),
        (HALLWAY, "TUG was reduced and has not cleared the 12-second cut-off.", set()),
        (HALLWAY, "TUG was reduced and has now cleared the 12-second cut-off.", {"wrong_status"}),
        (NEUROPATHY, "Gait speed without a device 0.74 m/s, which is slower than the 1.0 m/s "
            "threshold for increased risk.", set()),
        (NEUROPATHY, "Gait speed without a device 0.74 m/s, which is faster than the 1.0 m/s "
            "threshold for increased risk.", {"wrong_status"}),
        (AMPUTEE, "TUG w/ SPC 17.8 s [IE 23.6]: now <19 s LE-amputee fall cutoff", set()),
        (AMPUTEE, "TUG w/ SPC 17.8 s [IE 23.6]: still >19 s LE-amputee fall cutoff",
            {"wrong_status"}),
        (ANKLE, "CAIT L: 11 → 19 (still under the 25-point cut-off)", set()),
        # two sides
        (ANKLE, "Y-Balance anterior reach is 57.5 cm left against 63.0 cm right, a 5.5 cm "
            "asymmetry that exceeds the 4 cm threshold associated with injury risk.", set()),
        (ANKLE, "Y-Balance anterior reach is 57.5 cm left against 63.0 cm right, a 5.5 cm "
            "asymmetry that is below the 4 cm threshold.", {"wrong_status"}),
        (ANKLE, "Assessment of anterior reach: LSI about 91%.", set()),
        (ANKLE, "Assessment of anterior reach: LSI about 97%.", {"not_in_case"}),
        # what is a norm, and what stands for a trial
        ("stroke-amber-ferry", "Limited community ambulator (0.4 to 0.8 m/s).", set()),
        ("neuropathy-early-improving", "mCTSIB firm/EC 16.5 s | (30 s = full trial)", set()),
        # a second task, and what is told apart
        (CONCUSSION, "Adding the serial-threes task slows the TUG from 8.9 to 13.4 seconds.",
            set()),
        (CONCUSSION, "Adding the serial-threes task slows the TUG from 8.9 to 15.4 seconds.",
            {"wrong_time", "wrong_value"}),
        (WOODPILE, "In contrast to the plain TUG, the dual-task TUG deteriorated.", set()),
        (WOODPILE, "Both the plain TUG and the dual-task TUG deteriorated.", {"wrong_direction"}),
        (HALLWAY, "Left single-leg stance is the exception to the general improvement.", set()),
        (KNEE, "Left knee flexion is currently about 65% of the right (81° vs 124°).", set()),
        (KNEE, "Left knee flexion is currently about 75% of the right (91° vs 124°).",
            {"wrong_value"}),
        ("bilateral-vestibular-closing-letter",
            "She had one fall during care, in week three on a wet porch.", set()),
        ("bilateral-vestibular-closing-letter", "She had one fall since the last visit.",
            {"wrong_value"}),
        # position error on both sides
        (CONCUSSION, "Cervical joint position error: R rotation 6.2°, L rotation 3.4°.", set()),
        (CONCUSSION, "Cervical joint position error: R rotation 3.4°, L rotation 6.2°.",
            {"wrong_side"}),
        ("shoulder-mid-improving", "JPS error at 90° flexion fell from 8.2° to 4.6°, active "
            "flexion rose from 104° to 138°.", set()),
        ("concussion-early-improving", "JPS error from R rotation fell by 2.4°, R rotation gained "
            "12°.", set()),
        # shares
        ("older-adult-evaluation", "Forefoot contact 11/18 reps = 61%", set()),
        ("older-adult-evaluation", "Forefoot contact 11/18 reps = 72%", {"wrong_value"}),
        # help and sides
        ("unilateral-vestibular-influenza-setback",
            "VOR x1 seated horizontal, plain background, 5 x 30 s @ 90 bpm, no hands-on help.",
            set()),
        (AMPUTEE, 'R toe taps 4" block 3x10, CGA', set()),
        (WOODPILE, "From rolling walker to no device indoors, cane (L hand) outdoors.", set()),
        # other tests
        (CONCUSSION, "Near point of convergence remains receded at 14 cm.", set()),
        (CONCUSSION, "Near point of convergence remains receded at 21 cm.", {"wrong_value"}),
        (NEUROPATHY, "A 14-mmHg systolic fall is short of the 20-mmHg criterion.", set()),
        ("ankle-instability-kerb-courier", "DF knee ext L/R 5/13 deg.", set()),
        # what stands between two values, or leads to how far they are apart
        ("older-adult-progress-improving", "POMA: 17 (high risk) → 22 (moderate risk).", set()),
        ("older-adult-progress-improving", "POMA: 22 (moderate risk) → 17 (high risk).",
            {"wrong_time"}),
        ("bppv-early-improving", "DHI: 38 [moderate] to 28 [mild], -10.", set()),
        ("bppv-early-improving", "FGA 23/30 (v1 20), 1 pt over the <=22 fall-risk cut-off", set()),
        ("bppv-early-improving", "FGA 23/30 (v1 20), 12 pt over the <=22 fall-risk cut-off",
            {"wrong_change"}),
        ("shoulder-cuff-standstill",
            "The gap between passive and active flexion on the right is 47°.", set()),
        ("shoulder-cuff-standstill",
            "The gap between passive and active flexion on the right is 57°.", {"wrong_value"}),
        ("shoulder-cuff-standstill",
            "Fifteen repositioning trials, five at each of 30°, 60° and 80°.", set()),
        ("shoulder-flour-bin", "PSFS (3 items) avg 3.0 -> 7.3, +4.3 (MDC 2).", set()),
        ("knee-arthroplasty-bench-gardener", "L knee AROM: start 9-72°, today 4-106°.", set()),
        ("knee-arthroplasty-bench-gardener", "L knee AROM: start 4-106°, today 9-72°.",
            {"wrong_time"}),
        (STROKE, "62% of weight on L leg", set()),
        (STROKE, "52% of weight on L leg", {"not_in_case"}),
        (STROKE, "70% of weight on L leg", {"not_in_case"}),  # that was so at evaluation
        ("shoulder-flour-bin",
            "NPRS: rest 0, OH lift 2 (SOC 6), crate lift ache settled in <=3 min.", set()),
        ("parkinson-kitchen-turns",
            "Adding a counting task lengthened the TUG by 7.6 s (17.2 s to 24.8 s).", set()),
        ("ankle-instability-kerb-courier",
            "FAAM-ADL 75% to 64%: lost 11 pts, beyond the 8-pt MCID.", set()),
        ("ankle-instability-kerb-courier",
            "FAAM-ADL 75% to 64%: lost 11 pts, within the 8-pt MCID.", {"wrong_change"}),
        ("cerebellar-progress-improving", "STG GS 0.70 MET, beat by 0.04; new LTG 0.90 leaves "
            "0.16 m/s to gain in 6 wks.", set()),
        ("shoulder-cuff-standstill", "Care twice weekly for 5 weeks in place of the weekly visits "
            "originally planned.", set()),
        # a value that is told as measured is no goal
        (NEUROPATHY, "Walking speed was measured at 0.74 m/s.", set()),
        (NEUROPATHY, "Walking speed was measured at 0.95 m/s.", {"wrong_time"}),
    ],
)  # fmt: skip
def test_a_line_is_judged_for_what_it_says(case: str, note: str, wrong: set[str]) -> None:
    assert rules(case, note) == wrong


@pytest.mark.parametrize(
    ("case", "note", "wrong"),
    [
        (VESTIBULAR, "NMR 13+11+14 = 38' x3u; total 42'", set()),
        (VESTIBULAR, "NMR 13+11+12 = 36' x3u; total 42'", {"minutes 97112", "units fit minutes"}),
        (AMPUTEE, "97112: 13' scale wt shift + 12' taps = 25'; 97116 20'; timed/total 45/52",
            set()),
        (AMPUTEE, "Units: NMR 2 / gait 1 = 3 (45 min)", set()),
        ("multiple-sclerosis-rollator-mixed", "PTA gave 97116: 4 x 2 min walks.", set()),
        (CONCUSSION, "Timed 40 of 47 minutes.", set()),
        (CONCUSSION, "Treatment time was 47 minutes, all of it timed.", {"timed minutes"}),
        (STROKE, "Timed: 28 + 12 = 40 min", set()),
        (STROKE, "Timed: 28 + 14 = 42 min", {"timed minutes"}),
    ],
)  # fmt: skip
def test_minutes_that_are_added_up_are_read_by_their_sum(
    case: str, note: str, wrong: set[str]
) -> None:
    checks = billing_arithmetic(CASES[case], note).checks
    assert {c.label for c in checks if c.status == "contradicted"} == wrong


def test_an_amount_is_of_the_measure_it_stands_behind() -> None:
    told = values("TUG 19.4 s, BBS change +7")
    assert [(v.measure, v.value) for v in told] == [("tug", 19.4), ("bbs", 7)]


def test_how_far_two_sides_are_apart_is_no_test_that_was_not_taken() -> None:
    checks = grounding(CASES["ankle-instability-kerb-courier"], "Fig-8 girth L > R 1.5 cm.").checks
    assert "other test" not in {check.label for check in checks}


def test_a_sum_that_is_none_is_not_taken_for_the_minutes() -> None:
    told = treatment("97112: 13' shifting + 12' taps = 29'")
    assert [(b.kind, b.value) for b in told if b.value == 29 and b.kind == "minutes"] == []


@pytest.mark.parametrize(
    ("note", "shares"),
    [
        ("7/12 (58%)", 0),
        ("7/12 (68%)", 1),
        ("7 of 12 trials, or 58 %", 0),
        ("7 of 12 trials = 85%.", 1),
        ("11/18 = 61.1 %", 0),
        ("BBS 41/56, ABC 61%", 0),
        ("2 of 3 goals met (ABC 61% today)", 0),
        ("12/10 (90%)", 0),
        ("7/12 (61%)", 1),
        ("seen 5 of 7 days; 40% on R leg", 0),
        ("1/2/2026 (50%)", 0),
    ],
)
def test_a_percentage_is_the_share_it_stands_beside(note: str, shares: int) -> None:
    assert len(list(of_shares(note))) == shares


@pytest.mark.parametrize(
    "part", ["BBS change ", "gained 7 ", "7/12 ", "13 + ", "LTG of ", "exceeds the goal "]
)
def test_a_part_that_is_repeated_is_read_in_time(part: str) -> None:
    def spent(times: int) -> float:
        begun = time.perf_counter()
        rules(STROKE, part * times)
        return time.perf_counter() - begun

    spent(10)
    assert spent(2000) < 60 * max(spent(200), 0.05)
