import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import Case, distort, fact_recall, grounding, load_cases
from soapbench.cases import Plan
from soapbench.distortions import DISTORTIONS

FINDINGS = (
    "L CVA 5 months ago. BBS 41/56 (34/56 at eval). TUG 15.2 s (18.4 s at eval). "
    "R ankle dorsiflexion 8° (5° at eval). Pain 2/10 at night. No falls since last visit. "
    "Stands with weight on the L leg, trunk leaning left."
)
PLAN = "Timed 38, total 44. Goal BBS 46/56 in 4 weeks, ongoing. 2x/week for 4 weeks."


@pytest.fixture
def visit(make_case) -> Case:
    return make_case(
        inputs={"clinical_findings": FINDINGS, "visit_facts": PLAN},
        facts=[
            {"words": "Stands with weight on the L leg, trunk leaning left", "kind": "posture"},
            {"words": "L CVA 5 months ago", "kind": "diagnosis", "importance": "critical"},
        ],
        measures=[
            {"words": "BBS 41/56 (34/56 at eval)", "name": "bbs", "value": 41, "unit": "points",
             "baseline": 34},
            {"words": "TUG 15.2 s (18.4 s at eval)", "name": "tug", "value": 15.2, "unit": "s",
             "baseline": 18.4, "importance": "major"},
            {"words": "R ankle dorsiflexion 8° (5° at eval)", "name": "rom", "value": 8,
             "unit": "°", "baseline": 5, "side": "right", "detail": "ankle dorsiflexion",
             "importance": "major"},
        ],
        goals=[{"words": "Goal BBS 46/56 in 4 weeks, ongoing", "status": "ongoing",
                "measure": "bbs", "target": 46}],
        pain={"words": "Pain 2/10 at night", "value": 2},
        falls={"words": "No falls since last visit", "value": 0},
        minutes={"words": "Timed 38, total 44", "timed": 38, "total": 44},
        absent=["prom"],
        must_not_claim=["plateau", "regression"],
    )  # fmt: skip


def outcomes(case: Case, line: str, section: str = "Objective") -> list[tuple[str, str, str]]:
    checks = grounding(case, f"{section}:\n{line}\n").checks
    return [(c.label, c.status, c.rule.partition("/")[2]) for c in checks]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("BBS 41/56 (34/56 at eval)", [("bbs", "stated", "")] * 2),
        ("Berg up 7 points since eval.", [("bbs", "inferred", "difference")]),
        ("TUG 15 s", [("tug", "inferred", "rounded")]),
        ("BBS goal 46/56", [("bbs", "stated", "")]),
        ("R ankle dorsiflexion 8°", [("rom", "stated", "")]),
        ("Pain 2/10", [("pain", "stated", "")]),
        ("Denies falls.", [("falls", "stated", "")]),
        # what the case does not have
        ("DGI 16/24", [("dgi", "unsupported", "not_in_case")]),
        ("TUG goal 12 s", [("tug", "unsupported", "not_in_case")]),
        # what the case says otherwise
        ("BBS 44/56", [("bbs", "contradicted", "wrong_value")]),
        ("BBS goal 50/56", [("bbs", "contradicted", "wrong_goal")]),
        # a threshold that is published, but not for the case's people, is left to clinicians
        ("TUG still above 13.5 s", []),
        ("TUG still above 17 s", [("tug", "unsupported", "not_in_case")]),
        ("TUG above 13.5 s, the norm of older adults", [("tug", "inferred", "published")]),
        ("TUG got worse: 15.2 s.", [("tug", "contradicted", "wrong_direction"),
                                    ("tug", "stated", "")]),
        ("BBS 34/56 (41/56 at eval)", [("bbs", "contradicted", "wrong_time")] * 2),
        ("BBS 58/56", [("bbs", "contradicted", "impossible")]),
        ("Berg up 12 points since eval.", [("bbs", "contradicted", "wrong_change")]),
        ("L ankle dorsiflexion 8°", [("rom", "contradicted", "wrong_side")]),
        ("Berg gained 7 points, which exceeds the MDC.", [
            ("bbs", "inferred", "difference"), ("bbs", "inferred", "published")]),
        ("The change in TUG exceeds the published MDC.", [("tug", "contradicted", "wrong_change")]),
        ("The change in TUG does not exceed the MDC.", [("tug", "inferred", "published")]),
        # near miss: of a measure without a published change
        ("The change in R ankle dorsiflexion exceeds the MDC.", [("side", "stated", "")]),
        # a goal's number is no finding
        ("BBS 46/56 today", [("bbs", "contradicted", "wrong_time")]),
        ("One fall since last visit.", [("falls", "contradicted", "wrong_value")]),
    ],
    ids=range(25),
)  # fmt: skip
def test_a_claim_is_stated_inferred_unsupported_or_contradicted(visit, line, says) -> None:
    assert outcomes(visit, line) == says


def test_a_plateau_that_may_not_be_claimed_is_contradicted(visit: Case) -> None:
    line = "Progress has plateaued since visit 3."
    assert outcomes(visit, line, "Assessment") == [("plateau", "contradicted", "must_not_claim")]
    # near misses: denied, or only planned for
    assert outcomes(visit, "Progress has not plateaued.", "Assessment") == []
    assert outcomes(visit, "If progress has plateaued, refer back.", "Plan") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Goals: BBS 46/56 in 4 weeks: ongoing", "stated"),
        ("Goals: BBS 46/56 in 4 weeks: met", "contradicted"),
        # told in words: the share of the goal's words decides which goal is meant
        ("Goal BBS in 4 weeks, 46/56, not met", "stated"),
    ],
    ids=range(3),
)
def test_a_goal_stands_as_the_case_says_or_not(visit: Case, line: str, says: str) -> None:
    checks = grounding(visit, f"Assessment:\n{line}\n").checks
    assert checks[-1].status == says
    assert ("contradicted" in {c.status for c in checks}) is (says == "contradicted")


@pytest.mark.parametrize(
    ("line", "section", "says"),
    [
        ("Continue three times a week for four weeks.", "Plan",
         [("frequency", "contradicted", "wrong_value"), ("duration", "stated", "")]),
        ("Continue two visits per week for six weeks.", "Plan",
         [("frequency", "stated", ""), ("duration", "contradicted", "wrong_value")]),
        ("Fell stepping off a kerb.", "Subjective", [("falls", "contradicted", "wrong_value")]),
        ("Has fallen twice.", "Subjective", [("falls", "contradicted", "wrong_value")]),
        # near misses: a home program, a score that fell, feared falls
        ("Exercises at home three times a week.", "Plan", []),
        ("Confidence fell from high to low.", "Subjective", []),
        ("Afraid to fall going downstairs.", "Subjective", []),
    ],
    ids=range(7),
)  # fmt: skip
def test_numbers_in_words_and_falls_as_people_tell_them(visit, line, section, says) -> None:
    case = visit.model_copy(update={"plan": Plan(words="2x/week for 4 weeks")})
    assert outcomes(case, line, section) == says


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Hip abductors R fire late.", True),
        # near misses: the case's own side, behind a preposition; what is named past a comma
        ("Posture remains shifted R.", False),
        ("Leans R, hip abductors fire late.", False),
        ("Hip abductors L fire late.", False),
    ],
    ids=range(4),
)
def test_a_side_goes_with_the_word_before_its_preposition(make_case, line: str, wrong) -> None:
    findings = (
        "Stands with pelvis shifted over R foot. Hip abductors L fire late. Weight shift to L."
    )
    case = make_case(inputs={"clinical_findings": findings})
    assert (("side", "contradicted", "wrong_side") in outcomes(case, line)) is wrong


def test_a_goals_number_without_a_cue_may_be_the_goal_in_a_list_of_goals(visit: Case) -> None:
    told = outcomes(visit, "Goals\n- BBS 46/56: ongoing", "Assessment")
    assert ("bbs", "contradicted", "wrong_time") not in told
    told = outcomes(visit, "Steady, BBS 46/56 today.\nGoals\n- TUG 12 s", "Assessment")
    assert ("bbs", "contradicted", "wrong_time") in told


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("The benefit sought is a steady step and BBS 46/56.", [("bbs", "stated", "")]),
        (
            "The benefit sought is stance for 9 s, unaided steps, and BBS 46/56.",
            [("bbs", "stated", "")],
        ),
        ("Tandem walking on foam, 5 x 46 s.", []),
        # near misses
        ("Steady at the step, BBS 46/56.", [("bbs", "contradicted", "wrong_time")]),
        ("TUG 15.2 s.", [("tug", "stated", "")]),
    ],
    ids=range(5),
)
def test_what_is_sought_or_done_is_no_finding(visit: Case, line: str, says: list) -> None:
    assert outcomes(visit, line, "Assessment") == says


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("BBS 46/56 (34/56 at eval).", True),
        ("BBS is currently 46/56.", True),
        ("| Measure | Eval | Today |\n|---|---|---|\n| BBS | 34/56 | 46/56 |", True),
        # near misses: the number may be the aim
        ("The benefit sought is BBS 46/56 (34/56 at eval).", False),
        ("BBS 46/56 in 4 weeks.", False),
        ("| Measure | Eval | Goal |\n|---|---|---|\n| BBS | 34/56 | 46/56 |", False),
        ("BBS is currently 41/56.", False),
    ],
    ids=range(7),
)
def test_an_aim_told_as_todays_value_is_seen_without_headings(visit, line, wrong) -> None:
    rules = {check.rule for check in grounding(visit, f"{line}\n").checks}
    assert ("grounding/wrong_time" in rules) is wrong


def test_what_contradicts_a_critical_value_makes_the_score_zero(visit: Case) -> None:
    truth = "Objective:\nBBS 41/56. TUG 15.2 s. DGI 16/24.\n"
    assert grounding(visit, truth).value == pytest.approx(2 / 3)
    assert grounding(visit, truth.replace("41/56", "44/56")).value == 0
    # TUG is no critical fact here: the claim is lost, not the note
    assert grounding(visit, truth.replace("15.2", "17.2")).value == pytest.approx(1 / 3)
    assert grounding(visit, "Objective:\nTrunk leans left.\n").value == 1


NOTE = f"""Subjective:
L CVA 5 months ago. Pain 2/10 at night. No falls since last visit. Outcome form: not provided.
Objective:
BBS 41/56 (34/56 at eval). TUG 15.2 s (18.4 s at eval).
R ankle dorsiflexion 8° (5° at eval).
Stands with weight on the left leg, trunk leaning left.
Timed minutes: 38. Total treatment time: 44.
Plan:
{PLAN.partition(". ")[2]}
"""


def test_every_fact_that_stands_in_the_note_is_carried(visit: Case) -> None:
    score = fact_recall(visit, NOTE)
    told = {c.label: c.status for c in score.checks}
    assert set(told.values()) <= {"carried", "gap told"}
    assert told["absent.prom"] == "gap told"
    assert score.value == 1


@pytest.mark.parametrize(
    ("taken", "label", "status"),
    [
        ("Stands with weight on the left leg, trunk leaning left.", "facts.0", "left out"),
        (" (34/56 at eval)", "measures.0", "part"),
        ("BBS 41/56 (34/56 at eval). ", "measures.0", "left out"),
        ("Total treatment time: 44.", "minutes", "part"),
        ("Pain 2/10 at night. ", "pain", "left out"),
        # the words are there, the number is another
        (" 5 months", "facts.1", "part"),
        ("No falls since last visit. ", "falls", "left out"),
    ],
    ids=range(7),
)
def test_a_fact_that_is_left_out_is_named(visit, taken: str, label: str, status: str) -> None:
    assert taken in NOTE
    score = fact_recall(visit, NOTE.replace(taken, ""))
    assert {c.label for c in score.checks if c.status == status} == {label}
    assert score.value < 1


def test_a_fact_told_with_another_number_is_carried_by_half(visit: Case) -> None:
    told = {
        c.label: c.status for c in fact_recall(visit, NOTE.replace("5 months", "7 months")).checks
    }
    assert told["facts.1"] == "part"


@pytest.mark.parametrize(
    ("told", "otherwise", "label", "status"),
    [
        ("on the left leg", "on the right leg", "facts.0", "part"),
        (", trunk leaning left", "", "facts.0", "part"),
        ("ongoing", "met", "goals.0", "left out"),
        ("No falls since last visit", "One fall since last visit", "falls", "left out"),
        ("41/56 (34/56 at eval)", "34/56 (41/56 at eval)", "measures.0", "left out"),
        ("R ankle dorsiflexion", "L ankle dorsiflexion", "measures.2", "left out"),
        ("R ankle dorsiflexion 8°", "R ankle dorsiflexion 8°, later 9°", "measures.2", "part"),
        # near misses: other words, another order, the dose on a line of its own
        ("on the left leg", "over the L leg", "facts.0", "carried"),
        ("leg, trunk leaning left", "leg.\nTrunk is leaning left", "facts.0", "carried"),
        ("ongoing", "in progress", "goals.0", "carried"),
        ("No falls since last visit", "Denies falls since last visit", "falls", "carried"),
        ("41/56 (34/56 at eval)", "was 34/56, now 41/56", "measures.0", "carried"),
        ("R ankle dorsiflexion", "Right ankle dorsiflexion", "measures.2", "carried"),
        ("BBS 41/56", "Berg 41/56", "measures.0", "carried"),
    ],
    ids=range(14),
)
def test_what_is_turned_or_halved_is_not_carried_whole(
    visit: Case, told: str, otherwise: str, label: str, status: str
) -> None:
    assert told in NOTE
    checks = fact_recall(visit, NOTE.replace(told, otherwise)).checks
    assert {c.label: c.status for c in checks}[label] == status


def test_every_distortion_of_a_true_note_is_noticed(visit: Case) -> None:
    claimed = "Assessment:\nBBS improved.\nThe BBS change exceeds the MDC of 2.7.\nPlan:"
    table = distort([(visit, NOTE.replace("Plan:", claimed))])
    # the note bills no units, and nobody is helped
    assert set(table.index) == set(DISTORTIONS) - {
        "units changed",
        "help changed",
        "goal's weeks changed",
    }
    assert dict(table["noticed"]) == dict.fromkeys(table.index, 1)
    assert table.loc["plateau invented", "others"] == 0


def test_what_no_case_holds_is_noticed_in_a_note_that_says_nothing_else() -> None:
    note = "Subjective:\nSeen today.\nAssessment:\nSeen today.\n"
    table = distort((case, note) for case in load_cases("balance"))
    ways = ["barred claim made", "plateau invented", "fall invented", "threshold turned round"]
    assert dict(table.loc[ways, "noticed"]) == dict.fromkeys(ways, 1)
    assert table.loc["barred claim made", "notes"] > 32


def test_a_plan_of_another_case_is_noticed(visit: Case, make_case) -> None:
    own = visit.model_copy(update={"plan": Plan(words="2x/week for 4 weeks")})
    other = own.model_copy(update={"id": "b", "plan": Plan(words="3x/week for 8 weeks, stairs")})
    notes = [
        (own, NOTE),
        (other, NOTE.replace("2x/week for 4 weeks", "3x/week for 8 weeks, stairs")),
    ]
    row = distort(notes).loc["another case's plan pasted"]
    assert (row["notes"], row["noticed"], row["others"]) == (2, 1, 1)
    # near miss: with one plan among all there is none to paste
    assert "another case's plan pasted" not in distort([(own, NOTE), (own, NOTE)]).index


def test_a_cases_own_inputs_contradict_nothing() -> None:
    for case in load_cases("balance"):
        note = "Objective:\n" + "\n".join(case.inputs.values())
        wrong = [c for c in grounding(case, note).checks if c.status == "contradicted"]
        assert len(wrong) <= 1, case.id


@pytest.mark.parametrize(
    "unit",
    [
        *("HEP daily. ", "day. ", "went down to the floor. ", "goal done, 4 wk. "),
        *("| eval | date ", "R  ", "R min A 20 ft  ", "R 12 s eyes open 5 s "),
    ],
)
def test_a_long_line_is_judged_without_going_back_over_it(visit: Case, unit: str) -> None:
    assert 0 <= grounding(visit, unit * (100_000 // len(unit))).value <= 1


@given(st.text(alphabet="BBSTUG 0123456789/°s%|()→-.,\nfallspain", max_size=200))
def test_any_text_gets_a_score_whose_spans_lie_in_it(text: str) -> None:
    case = load_cases("balance")[0]
    for scorer in (grounding, fact_recall):
        score = scorer(case, text)
        assert 0 <= score.value <= 1
        for check in score.checks:
            assert check.span is None or 0 <= check.span[0] <= check.span[1] <= len(text)
