"""Claims in general words and thresholds: what a case bars, bears out, or says otherwise."""

import pytest

from soapbench import Case, grounding, load_cases
from soapbench.reading import impressions

CASES = {case.id: case for case in load_cases("balance")}
UPKEEP = CASES["parkinson-mid-maintenance"]
STROKE = CASES["stroke-mid-improving"]
SETBACK = CASES["neuropathy-progress-regression"]
SHOULDER = CASES["shoulder-mid-improving"]
FALLS = CASES["older-adult-evaluation"]
GAINS = CASES["older-adult-progress-improving"]
TREMOR = CASES["parkinson-progress-mixed"]
DIZZY = CASES["unilateral-vestibular-early-improving"]
ATAXIA = CASES["cerebellar-mid-maintenance"]
STUCK = CASES["stroke-progress-plateau"]


def rules(case: Case, section: str, line: str) -> set[str]:
    """Return why the claims of a line are what they are, those of one case against it."""
    checks = grounding(case, f"{section}:\n{line}\n").checks
    return {check.rule.removeprefix("grounding/") for check in checks if check.rule != "grounding"}


@pytest.mark.parametrize(
    ("case", "section", "line", "barred"),
    [
        (STROKE, "Assessment", "Function has regressed since last visit.", True),
        (STROKE, "Assessment", "Function would have regressed without care.", False),
        (STROKE, "Assessment", "She has not regressed.", False),
        (STROKE, "Plan", "Call if function has regressed.", False),
        (SETBACK, "Assessment", "Function has regressed since the fall.", False),
        (UPKEEP, "Assessment", "Balance has improved markedly.", True),
        (UPKEEP, "Assessment", "Balance has not improved.", False),
        (UPKEEP, "Assessment", "Gait improving.", True),
        (UPKEEP, "Assessment", "Good progress since last visit.", True),
        (UPKEEP, "Assessment", "Gait not improving.", False),
        (UPKEEP, "Assessment", "Gait improving within each set.", False),
        (STROKE, "Assessment", "Balance slowly declining", True),
        (UPKEEP, "Assessment", "The aim is that balance has improved by discharge.", False),
        (UPKEEP, "Assessment", "Balance has improved within sets when cued.", False),
        (UPKEEP, "Objective", "Balance has improved from set to set.", False),
        (UPKEEP, "Assessment", "## Where balance has improved", False),
        (STROKE, "Assessment", "Progress has stalled.", True),
        (STROKE, "Assessment", "Progress has not stalled.", False),
        (STROKE, "Assessment", "There has been no progress since the last visit.", True),
        (STROKE, "Assessment", "There has been no loss of progress since the last visit.", False),
        (STROKE, "Assessment", "Neuromuscular re-education status: plateau.", True),
        (STROKE, "Assessment", "Patient is at a **plateau**, with small changes.", True),
        (STROKE, "Assessment", "The plateau is explained by too little practice.", True),
        (STROKE, "Assessment", "A plateau would be explained by too little practice.", False),
        (STROKE, "Subjective", "She has slept flat for the first time.", False),
        (STROKE, "Assessment", "Her hip has been worse since the flare.", True),
        (STROKE, "Assessment", "Current report is a decline.", True),
        (STROKE, "Assessment", "The decline of tone was welcome.", False),
        (UPKEEP, "Assessment", "These gains have carried over to the kitchen.", True),
        (UPKEEP, "Assessment", "No gains have carried over to the kitchen.", False),
        (UPKEEP, "Assessment", "Training is producing clear, measurable gains.", True),
        (UPKEEP, "Assessment", "Training is meant to be producing gains in 4 weeks.", False),
        (DIZZY, "Assessment", "Range of motion has improved.", True),
        (DIZZY, "Assessment", "Range of motion was not measured.", False),
        (DIZZY, "Assessment", "Improvements in range of motion would help.", False),
        (STROKE, "Assessment", "Left-sided weakness limits standing.", True),
        (STROKE, "Assessment", "Right-sided weakness limits standing.", False),
        (STROKE, "Objective", "Stands with the trunk leaning to the left.", False),
        (STROKE, "Objective", "No left-sided weakness.", False),
        (STROKE, "Subjective", "Complains of pain in the hip.", True),
        (STROKE, "Subjective", "Reports no pain in the hip.", False),
        (STROKE, "Subjective", "Had pain in the hip before the stroke.", False),
        (STROKE, "Subjective", "Reports pain of 0/10.", False),
        (SHOULDER, "Subjective", "Reports pain with reaching.", False),
        (SHOULDER, "Subjective", "Had a fall at home last week.", True),
        (SHOULDER, "Subjective", "Denies a fall at home last week.", False),
        (DIZZY, "Assessment", "This is a clinically meaningful change.", True),
        (DIZZY, "Assessment", "No clinically meaningful change was found.", False),
        (DIZZY, "Assessment", "A clinically meaningful change is expected.", False),
    ],
)
def test_a_claim_that_the_case_bars_is_contradicted(case, section, line, barred) -> None:
    assert ("must_not_claim" in rules(case, section, line)) is barred


@pytest.mark.parametrize(
    ("case", "line", "why"),
    [
        # a named measure is judged by its own values, and by them alone
        (STROKE, "BBS has declined.", {"wrong_direction"}),
        (UPKEEP, "Berg has improved.", {"wrong_direction"}),
        (UPKEEP, "Balance has improved (Berg 38/56).", {"wrong_direction"}),
        (
            TREMOR,
            "TUG-cog, TUG and gait speed have all improved.",
            {"direction", "wrong_direction"},
        ),
        (TREMOR, "TUG and gait speed have both improved.", {"direction"}),
        (DIZZY, "The FGA gain is a clinically meaningful change.", {"direction", "wrong_change"}),
        (STROKE, "The BBS gain is a clinically meaningful change.", {"direction", "published"}),
        # borne out by the course of the case
        (STROKE, "Balance has improved.", {"direction"}),
        (SETBACK, "Mobility has declined.", {"direction"}),
        (STUCK, "Progress is slow but steady.", {"wrong_direction"}),
        (STUCK, "Progress is slow.", set()),
        # all measures together
        (STROKE, "All measures have improved.", {"direction"}),
        (UPKEEP, "All measures have improved.", {"wrong_direction"}),
        (TREMOR, "Every outcome measure has improved.", {"wrong_direction"}),
        (SETBACK, "None of the measures has improved.", {"direction"}),
        (TREMOR, "Some measures have improved.", set()),
        # goals, which of them is not said
        (DIZZY, "Every goal has been achieved.", {"wrong_status"}),
        (DIZZY, "She has met her short-term goals.", {"wrong_status"}),
        (DIZZY, "Goals: 3 of 3 met.", {"must_not_claim"}),
        (DIZZY, "Goals: 0 of 3 met.", set()),
        (STROKE, "Short-term goals have been met.", {"count"}),
        (STROKE, "All goals have been met.", {"wrong_status"}),
        (STROKE, "All goals are to be met by discharge.", set()),
        (STROKE, "Not all goals have been met.", set()),
    ],
)
def test_what_is_said_more_exactly_or_of_all_is_held_against_the_values(case, line, why) -> None:
    assert rules(case, "Assessment", line) == why


@pytest.mark.parametrize(
    ("case", "line", "why"),
    [
        (FALLS, "BBS is below the cut-off of 45 points.", {"published"}),
        (FALLS, "BBS is above the cut-off of 45 points.", {"wrong_status"}),
        (FALLS, "BBS is no longer below the cut-off of 45 points.", {"wrong_status"}),
        (FALLS, "BBS is below the 50-point cut-off.", {"not_in_case"}),
        (FALLS, "TUG exceeds the fall-risk threshold.", {"published"}),
        (FALLS, "If TUG exceeds the 13.5 s cut-off, refer.", set()),
        # published, but for other people; named, they are those of the note
        (STROKE, "BBS is below the 45-point cut-off.", set()),
        (STROKE, "BBS is below the 50-point cut-off.", {"not_in_case"}),
        (STROKE, "BBS is below the 45-point cut-off for older adults.", {"published"}),
        (GAINS, "The DGI gain exceeds the MDC of 2.9 points.", {"published"}),
        (GAINS, "The DGI gain is within the MDC of 2.9 points.", {"wrong_change"}),
        (GAINS, "The DGI gain has not reached the MDC.", {"wrong_change"}),
        (GAINS, "The DGI gain exceeds the MDC of 3.5 points.", {"not_in_case"}),
        (GAINS, "The DGI gain exceeds the MDC of 5 points.", {"wrong_change"}),
        (TREMOR, "TUG has improved but not reached the MDC of 3.5 s.", {"published"}),
        (TREMOR, "Neither change exceeds the MDC.", set()),
        # of measures told of together each is held against its own
        (ATAXIA, "BBS and FES-I are within test error.", {"published"}),
        (GAINS, "DGI and 5xSTS gains are within measurement error.", {"direction", "wrong_change"}),
        (GAINS, "A change of 4.7 s on 5xSTS is more than the 2.5 s threshold.",
            {"difference", "published"}),
        # of a measure without any threshold nothing is known
        (TREMOR, "TUG-cog is above the cut-off.", set()),
    ],
)  # fmt: skip
def test_a_threshold_counts_for_its_people_and_as_the_values_stand(case, line, why) -> None:
    assert rules(case, "Assessment", line) == why


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Reports pain with reaching.", True),
        # near misses: elsewhere, or none
        ("Reports pain in the knee.", False),
        ("Reports no pain with reaching.", False),
        ("Nothing hurts with reaching.", False),
    ],
)
def test_pain_is_stated_where_the_case_has_it(line: str, stated: bool) -> None:
    checks = grounding(SHOULDER, f"Subjective:\n{line}\n").checks
    assert (("pain", "stated") in {(c.label, c.status) for c in checks}) is stated


TUB = CASES["cerebellar-progress-improving"]


@pytest.mark.parametrize(
    ("case", "note", "why"),
    [
        # a level of help counts wherever a dose, a share of trials or a goal says what it is of
        (TREMOR, "- 97112: release-and-catch perturbations, 3 x 6, {}, 14 min", ("CGA", "SBA")),
        (TREMOR, "Assessment:\nThe perturbations needed {} on 4 of 18.", ("min A", "supervision")),
        (TREMOR, "Assessment:\nHe would fall without a catch, and had {} on 4 of 18.",
         ("min A", "supervision")),
        (TUB, "Assessment:\n- LTG tub transfer with {} only, 6 weeks: ongoing",
         ("supervision", "min A")),
        # a share of the same whole
        (CASES["ankle-mid-improving"], "Objective:\nHe stuck {} of 12 landings.", ("10", "12")),
        # a date right behind a number counts
        (TREMOR, "Assessment:\nTested 3 h after levodopa {}.", ("today", "at eval")),
    ],
    ids=range(6),
)  # fmt: skip
def test_help_and_dated_numbers_are_held_against_the_case(case, note, why) -> None:
    right, wrong = (grounding(case, f"{note.format(word)}\n").checks for word in why)
    assert "contradicted" not in {check.status for check in right}
    assert "contradicted" in {check.status for check in wrong}


@pytest.mark.parametrize(
    "line",
    [
        # near misses: help in general, independence as an aim, a condition of the plan
        "Assessment:\nTherapist judgment and SBA are needed for safety.",
        "Assessment:\nWith min A on 4 of 18 releases, independent practice is not safe.",
        "Assessment:\nHe would fall without a catch, and had SBA on 5 of 20 turns.",
        "Plan:\n- With supervision on 4 of 18 releases, faster pulls.",
        "Assessment:\n**If worse:** a fall, or Mini-BESTest under 12, call the neurologist.",
        "Assessment:\nTested 3 h after levodopa, at eval 1 h.",
    ],
    ids=range(6),
)
def test_what_is_said_in_general_or_under_a_condition_is_not_held_against_it(line: str) -> None:
    assert "contradicted" not in {c.status for c in grounding(TREMOR, f"{line}\n").checks}
    assert "unsupported" not in {c.status for c in grounding(TREMOR, f"{line}\n").checks}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("No change on any balance measure since SOC.", True),
        ("Balance is unchanged since the evaluation.", True),
        ("Balance is unchanged since last visit.", False),
        ("No change in any medication since SOC.", False),
        ("Balance has changed since SOC.", False),
    ],
    ids=range(5),
)
def test_what_has_not_moved_since_the_start_is_told_of_all_measures(line: str, told: bool) -> None:
    kinds = {claim.kind for claim in impressions(f"Assessment:\n{line}\n")}
    assert ("none_better" in kinds) is told


@pytest.mark.parametrize(
    ("absent", "line", "said"),
    [
        (("pain",), "Denies pain.", {"not_in_case"}),
        (("pain",), "Denies numbness.", set()),
        ((), "Denies pain.", set()),
    ],
)
def test_a_denial_of_what_nobody_asked_is_made_up(absent, line: str, said: set[str]) -> None:
    case = CASES["bppv-early-improving"].model_copy(update={"absent": absent})
    assert rules(case, "Subjective", line) == said
