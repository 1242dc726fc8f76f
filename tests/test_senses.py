"""What a measure is of in other words than its name, and pain without its scale."""

import pytest

from soapbench import grounding, load_cases
from soapbench.reading import claims, values

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
        # a moment of the visit
        ("Hip soreness unchanged.", []),
        ("Repositioning error fell within one session.", []),
        ("Ankle range: as tolerated.", []),
        # what is planned, possible or wanted is not told
        ("TUG has slowed by 5.4 s and should be watched.", [("worse", "tug")]),
        ("TUG would be slower without a cane.", []),
        ("An improved TUG may lower the risk of falls.", []),
        ("Without treatment the TUG could get worse, and Berg will have declined.", []),
    ],
    ids=range(13),
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
        ("Pain 12 after stairs", []),
        ("Limit pain 5 on slides", []),
        ("Stop at a pain of 5.", []),
    ],
    ids=range(12),
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
    assert outcomes(case_id, "Walks 20 min below threshold.", "20") <= {""}
