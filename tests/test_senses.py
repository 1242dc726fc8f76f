"""What a measure is of in other words than its name, and pain without its scale."""

import pytest

from soapbench import grounding, load_cases
from soapbench.reading import claims, values
from soapbench.scorers.known import details

CASES = {case.id: case for case in load_cases("balance")}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Balance confidence scores higher than at the start.", [("up", "abc")]),
        ("Headaches have crept up since eval.", [("up", "pain")]),
        ("Ankle range has gone down.", [("down", "rom")]),
        ("Position sense has held up through the flare.", [("same", "jps")]),
        ("External rotation has been preserved.", [("same", "rom")]),
        ("The knee bends farther than at the start.", [("up", "rom")]),
        # nothing of the measure
        ("Flexion improved to 4/5.", [("better", "mmt")]),
        ("Slower than at eval when the knee bends.", []),
        ("Stairs are better with more confidence.", []),
        # a moment of the visit
        ("Hip soreness unchanged.", []),
        ("Repositioning error fell within one session.", []),
        ("Ankle range: as tolerated.", []),
        # what is planned, possible or wanted is not told
        ("TUG has slowed by 5.4 s and should be watched.", [("worse", "tug")]),
        ("TUG would be slower without a cane.", []),
        ("The TUG goal is eased from 12 to 13 s.", []),
        ("Flexion improved within the visit.", []),
        ("An improved TUG may lower the risk of falls.", []),
        ("Without treatment the TUG could get worse, and Berg will have declined.", []),
    ],
    ids=range(18),
)
def test_directions_are_told_by_what_a_measure_is_of(line: str, told: list) -> None:
    found = claims(f"Assessment:\n{line}\n")
    ways = ("up", "down", "better", "worse", "same")
    assert list(dict.fromkeys((c.kind, c.measure) for c in found if c.kind in ways)) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("NPRS 5 when raising the arm, 3 at intake", [(5, "now"), (3, "baseline")]),
        ("Pain 5 with elevation (3 at eval)", [(5, "now"), (3, "baseline")]),
        ("Pain (NPRS): 5", [(5, "now")]),
        ("VAS 4 at rest", [(4, "now")]),
        ("Pain NRS 5 → 3", [(5, "baseline"), (3, "now")]),
        ("Pain level 4 today, was 6", [(4, "now"), (6, "baseline")]),
        ("Pain 3, 4, 3 over the three sets", [(3, "now")]),
        ("Pain 3 days after the fall", []),
        ("Pain 3x a week", []),
        ("Pain 4 nights out of 7", []),
        ("Pain 12 after stairs", []),
        ("Limit pain 5 on slides", []),
        ("Stop at a pain of 5.", []),
    ],
    ids=range(13),
)
def test_pain_is_rated_without_its_scale(line: str, told: list) -> None:
    found = values(f"Subjective:\n{line}\n")
    assert [(v.value, v.when) for v in found if v.measure == "pain"] == told


def outcomes(case_id: str, line: str, words: str) -> set[str]:
    note = f"Objective:\n{line}\n"
    at = note.index(words)
    checks = grounding(CASES[case_id], note).checks
    return {c.rule.partition("/")[2] for c in checks if c.span and c.span[0] == at}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Quad lag 8° on SLR", True),
        ("Quad lag of 3° on SLR", False),
        ("8° quad lag", True),
        ("Quad lag gone; 8° of valgus", False),
    ],
    ids=range(4),
)
def test_a_number_is_known_by_the_word_before_or_behind_it(line: str, wrong: bool) -> None:
    number = "3" if "3°" in line else "8"
    assert ("wrong_value" in outcomes("knee-early-improving", line, number)) is wrong


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("TUG: 21.6 s with a cane", ""),
        ("TUG: 21.6 s with walker", "wrong_condition"),
        ("TUG: 21.6 s with a rolling walker", "wrong_condition"),
        ("TUG without AD: 21.6 s", "wrong_condition"),
        ("TUG: 21.6 s; walker in the hall", ""),
    ],
    ids=range(5),
)
def test_a_walking_aid_is_a_condition(line: str, why: str) -> None:
    assert outcomes("older-adult-evaluation", line, "21.6") == {why}


def test_minutes_told_without_daily_are_the_same() -> None:
    case_id = "concussion-early-improving"  # walks 20 min daily
    line = "HEP: laser 2 x 10; walks {} min three times a week below threshold."
    assert outcomes(case_id, line.format(20), "20") <= {""}
    assert outcomes(case_id, line.format(35), "35") == {"wrong_value"}


def test_the_word_before_a_number_of_the_case_is_known_too() -> None:
    case = CASES["knee-early-improving"]
    told = {k: t.replace("3° quad lag", "quad lag 3°") for k, t in case.inputs.items()}
    note = "Objective:\nAn 8° lag on leg raise.\n"
    checks = grounding(case.model_copy(update={"inputs": told}), note).checks
    assert "grounding/wrong_value" in {c.rule for c in checks if c.label == "angle"}


def test_every_walking_aid_is_a_condition() -> None:
    assert {"cane", "walker"} <= details("17.3 s with a straight cane, 19.7 s with the rollator")
    assert details("cane by the door") == frozenset()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("She stood on the left leg for 4.4 s, up from 3.8 s.",
         {("sls", 4.4, "now"), ("sls", 3.8, "baseline")}),
        ("Standing on one leg lasted 1.4 seconds on the right, down from 3.1.",
         {("sls", 1.4, "now"), ("sls", 3.1, "baseline")}),
        ("Stood on the right leg for 11.2 seconds but on the left for only 1.6 seconds.",
         {("sls", 11.2, "now"), ("sls", 1.6, "now")}),
        ("1-leg EO: L 9.4 (IE 3.1) / R 21 (IE not tested)",
         {("sls", 9.4, "now"), ("sls", 3.1, "baseline"), ("sls", 21, "now")}),
        ("Five chair rises took 19.4 s, from 22.7 s.",
         {("five_sts", 22.7, "baseline"), ("five_sts", 19.4, "now")}),
        ("His usual pace is 0.93 meters a second.", {("gait_speed", 0.93, "now")}),
        ("Foam EC 11.2 s, was 4.6 s", {("mctsib", 11.2, "now"), ("mctsib", 4.6, "baseline")}),
        ("Balance on foam without vision: 5.8 s today.", {("mctsib", 5.8, "now")}),
        ("CTSIB firm/EC 22.4 sec, IE 16", {("mctsib", 22.4, "now"), ("mctsib", 16, "baseline")}),
        ("Weight on the left leg: 36% (eval 42%)",
         {("weight_bearing", 36, "now"), ("weight_bearing", 42, "baseline")}),
        ("L flex 106 (was 72)", {("rom", 106, "now"), ("rom", 72, "baseline")}),
        ("Flex L 129 (134 last PN)", {("rom", 129, "now"), ("rom", 134, "baseline")}),
        ("L ext -4 (was -9)", {("rom", -4, "now"), ("rom", -9, "baseline")}),
        ("SLS, eyes closed: left 3.9 seconds (first visit 6.4)",
         {("sls", 3.9, "now"), ("sls", 6.4, "baseline")}),
        ("Flexion 117° now and was 127°", {("rom", 117, "now"), ("rom", 127, "baseline")}),
        ("First visit 8 weeks ago", set()),
        # doses, other tests and other counts
        ("Stood on the left leg, 5 bouts of 30 s", set()),
        ("Balancing on the right leg while tossing a ball, 40 s", set()),
        ("Foam EC 30 s x 4", set()),
        ("Foam, eyes closed, fingertips, 20 s", set()),
        ("Tandem on foam, eyes closed, hold 20 s", set()),
        ("Fall from 19 s on firm ground to 1.5 s on foam with eyes closed", set()),
        ("Hip abd 8 lb, flex 10 x 3", set()),
        ("Hip flex 4/5, ext 4", set()),
        ("AROM R 4-101", set()),
        ("AROM L kn: -2 to 116", {("rom", 116, "now")}),
        ("Five chair rises in thirty seconds", set()),
        ("30-second sit-to-stand: 12 (SOC 9)",
         {("chair_stand", 12, "now"), ("chair_stand", 9, "baseline")}),
        ("30STS 12", {("chair_stand", 12, "now")}),
        ("30 s sit to stand x 3", set()),
        ("Eval 31 min + hip abd 8 min", set()),
        ("Strength: ER 8, IR 9", set()),
    ],
    ids=range(32),
)  # fmt: skip
def test_values_are_read_beside_plain_names(line: str, told: set) -> None:
    own = {"sls", "five_sts", "chair_stand", "gait_speed", "mctsib", "weight_bearing", "rom"}
    found = values(f"Objective:\n{line}\n")
    assert {(v.measure, v.value, v.when) for v in found if v.measure in own} == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("L hip pn 3/10 on stairs (IE 6/10)", [(3, "now"), (6, "baseline")]),
        ("R hip lateral: 4/10 loaded", [(4, "now")]),
        ("L shldr 4/10 donning a sleeve", [(4, "now")]),
        ("Pain on stairs is 3/10, was 5.", [(3, "now"), (5, "baseline")]),
        ("Pain on stairs 2/10 @ IE", [(2, "baseline")]),
        ("Knee pain on the way down is 3/10 where it had been 5.", [(3, "now"), (5, "baseline")]),
        ("Pain with stairs 3/10, which was 5.", [(3, "now"), (5, "baseline")]),
        ("R toe clearance on 9/10 steps", []),
        ("Monofilament: R foot 3/10", []),
        ("Knee control 7/10 trials", []),
    ],
    ids=range(10),
)
def test_pain_is_rated_by_a_part_of_the_body(line: str, told: list) -> None:
    found = values(f"Subjective:\n{line}\n")
    assert [(v.value, v.when) for v in found if v.measure == "pain"] == told


def test_a_goal_may_be_told_with_the_number_it_had() -> None:
    case = CASES["bilateral-vestibular-mid-mixed"]
    told = {k: f"{t} That aim came down, 9 to 5." for k, t in case.inputs.items()}
    case = case.model_copy(update={"inputs": told})
    for line, wrong in (("lowered from 9 s to 5 s", False), ("lowered from 8 s to 5 s", True)):
        checks = grounding(case, f"Goals:\nSTG foam EC: {line}\n").checks
        assert ("grounding/wrong_goal" in {c.rule for c in checks}) is wrong


def test_a_list_of_losses_may_give_values_in_brackets() -> None:
    found = values("Objective:\nLost since the first visit: IKDC -8 points (55 to 47)\n")
    assert [(v.value, v.when) for v in found] == [(-8, "change"), (55, "baseline"), (47, "now")]


@pytest.mark.parametrize(("count", "wrong"), [("Three falls", False), ("Nine falls", True)])
def test_falls_before_care_began_are_told_besides(count: str, wrong: bool) -> None:
    case = CASES["neuropathy-early-improving"]
    told = {k: f"{t} 3 falls in the 6 months prior to SOC." for k, t in case.inputs.items()}
    note = f"Subjective:\n{count} in the half year before we started.\n"
    checks = grounding(case.model_copy(update={"inputs": told}), note).checks
    assert ("contradicted" in {c.status for c in checks if c.label == "falls"}) is wrong


def test_a_motion_with_many_numbers_is_read_once() -> None:
    # With a sign that could part numbers as well, each would double the time: this would not end.
    for count in (20, 30, 60):
        line = f"flex{' -1' * count} cuffed 9"
        assert not [v for v in values(f"Objective:\n{line}\n") if v.value == 9]
