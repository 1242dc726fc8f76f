"""Values of two visits beside each other: each way of telling them, for measures of every unit."""

import pytest

from soapbench import grounding
from soapbench.reading import values

MEASURES = [
    ("BBS", "bbs", "41/56", "36/56"),
    ("Berg", "bbs", "41", "36"),
    ("TUG", "tug", "14.2 s", "17.1 s"),
    ("TUG", "tug", "14.2", "17.1"),
    ("ABC", "abc", "64%", "52%"),
    ("FES-I", "fes_i", "38", "44"),
    ("Gait speed", "gait_speed", "0.82 m/s", "0.64 m/s"),
    ("L knee flexion", "rom", "112°", "98°"),
    ("R hip abd MMT", "mmt", "4/5", "2/5"),
    ("QuickDASH", "quickdash", "30.2", "45.5"),
]
EARLIER = [
    "eval", "initial", "IE", "SOC", "intake", "admission", "adm", "outset", "day 1", "start",
    "wk 1", "first visit", "1st visit", "initially", "at first", "originally", "earlier",
    "formerly", "prev", "previously", "was", "prior", "baseline", "at the outset", "at intake",
    "at start of care", "PN", "on admission", "to begin with", "beginning", "before", "pre",
    "last note", "orig", "v1", "prev.",
]  # fmt: skip
BESIDE = ["{now} ({visit} {then})", "{now} ({visit}: {then})", "{now}, {visit} {then}"]
WAYS = [
    "{now} today, {then} at SOC", "{now} today ({then} at eval)", ": {then} → {now}",
    "went from {then} to {now}", "has gone from {then} at the evaluation to {now} today",
    "was {then}, now {now}", "{now} against {then} at intake",
    "{now} compared with {then} at baseline", "{now} vs {then} at IE", "{now}; was {then}",
    ": SOC {then}, today {now}", "SOC {then} now {now}", ": initial {then}; current {now}",
    "initial: {then}, current: {now}", "{then} (SOC), {now} (today)", "{then} (IE) → {now} (now)",
    "{then} at SOC → {now} today", "started at {then} and is {now} today",
    "{now} (baseline {then}, goal 60)", "is {now}, and it was {then} when therapy began",
    "reads {now} where it read {then} at the start of care",
    "score is {now}, having been {then} at the start",
    "came to {now}; it had been {then} at the outset", "{now} (IE - {then})",
    "{now} ({then} day 1)",
]  # fmt: skip
HEADS = [
    ("SOC", "Today"), ("Initial eval", "Current"), ("Baseline", "Now"), ("IE", "PN"), ("IE", "RA"),
    ("First visit", "Visit 10"), ("Week 0", "Week 6"), ("Intake", "Today"), ("Before", "After"),
    ("At start", "Now"), ("[Date] IE", "[Date] today"), ("1st visit", "Today"), ("SOC", "DC"),
    ("Beginning", "Present"), ("Evaluation", "Re-evaluation"), ("Initial visit", "Progress visit"),
    ("Was", "Is"), ("IE", "Reassessment"), ("First visit", "Last visit"),
]  # fmt: skip
LAYOUTS = {
    "bars": "| Test | {} | {} |\n|---|---|---|\n| {} | {} | {} |",
    "bare bars": "Test | {} | {}\n{} | {} | {}",
    "gaps": "Test                {:16}{:16}\n{:22}{:16}{:16}",
    "tabs": "Test\t{}\t{}\n{}\t{}\t{}",
    "drawn": "+---+---+---+\n| Test | {} | {} |\n+===+===+===+\n| {} | {} | {} |\n+---+---+---+",
}
NAMED = [*MEASURES, ("One-leg stand, right", "sls", "6.4 s", "3.8 s")]


def told(words: str) -> set[tuple[str, float, str]]:
    return {(v.measure, v.value, v.when) for v in values(words)}


def wanted(measure: str, now: str, then: str) -> set[tuple[str, float, str]]:
    first, last = (float(words.split()[0].split("/")[0].rstrip("%°")) for words in (then, now))
    return {(measure, last, "now"), (measure, first, "baseline")}


@pytest.mark.parametrize("visit", EARLIER)
def test_an_earlier_value_is_read_right_behind_todays(visit: str) -> None:
    for name, measure, now, then in MEASURES:
        for way in BESIDE:
            line = f"{name} {way.format(now=now, then=then, visit=visit)}"
            assert told(line) == wanted(measure, now, then), line


@pytest.mark.parametrize("way", WAYS)
def test_two_values_are_each_of_their_visit(way: str) -> None:
    for name, measure, now, then in MEASURES:
        line = f"{name} {way.format(now=now, then=then)}"
        assert wanted(measure, now, then) <= told(line), line


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("heads", HEADS, ids=" ".join)
def test_columns_are_of_the_visits_their_titles_name(heads: tuple[str, str], layout: str) -> None:
    for name, measure, now, then in NAMED:
        for order in (1, -1):
            cells = [*heads[::order], name, *(then, now)[::order]]
            table = LAYOUTS[layout].format(*cells)
            assert told(table) == wanted(measure, now, then), table


@pytest.mark.parametrize(
    "words",
    [
        "BBS 41/56 (SOC 3 weeks ago)",
        "BBS 41/56 (eval 3 points better)",
        "BBS 41/56 (initial 3 reps, then rest)",
        "BBS 41/56, previous 3 falls",
        "BBS 41/56, prior 3 visits",
        "BBS 41/56; was 3 minutes late",
        "Berg 41 (prior 90)",  # there are 56 points
        "BBS 41/56, 3 cues on the day",
    ],
)
def test_what_stands_behind_a_value_is_not_always_an_earlier_one(words: str) -> None:
    assert ("bbs", 41.0, "now") in told(words)
    assert {when for *_, when in told(words)} <= {"now", "change"}


def test_one_leg_stands_among_exercises_are_no_values() -> None:
    table = "| Task | Dose |\n|---|---|\n| One-leg stand, right | 3 x 20 s |"
    assert told(table) == set()


def test_a_row_is_of_the_visit_its_title_ends_with() -> None:
    table = (
        "| Test | R | L |\n|---|---|---|\n| SLS, today | 3 s | 8 s |\n| SLS, intake | 2 s | 5 s |"
    )
    assert {(v.value, v.when, v.side) for v in values(table)} == {
        (3.0, "now", "right"),
        (8.0, "now", "left"),
        (2.0, "baseline", "right"),
        (5.0, "baseline", "left"),
    }


def test_columns_of_sides_need_no_bars_around_them() -> None:
    found = values("Test | Left | Right\nSLS | 4.7 s | 12.5 s")
    assert {(v.value, v.side) for v in found} == {(4.7, "left"), (12.5, "right")}


def test_by_how_much_a_measure_changed_may_stand_behind_an_aid() -> None:
    line = "6MWT 318 m with cane, from 215 m with walker (+118 m)"
    assert told(line) == {
        ("six_mwt", 318.0, "now"),
        ("six_mwt", 215.0, "baseline"),
        ("six_mwt", 118.0, "change"),
    }
    # near miss: how far she went with it
    assert ("six_mwt", 118.0, "change") not in told("6MWT 215 m with walker (118 m, then rest)")


@pytest.mark.parametrize(
    ("line", "false"),
    [
        ("L flexion, active 118° today.", True),
        ("L flexion AROM 118° today.", True),
        ("L flexion, passive 118° today.", False),
        ("L flexion PROM 118° today.", False),
        ("L flexion 118° today.", False),
        ("L flexion 81° active, 118° passive (initial 58° and 92°).", False),
    ],
)
def test_what_is_moved_by_somebody_is_not_moved_by_oneself(make_case, line, false) -> None:
    facts = "L flexion 81° active (58° at eval). L flexion 118° passive (92° at eval)."
    rows = [
        {"name": "rom", "side": "left", "unit": "degrees", "value": now, "baseline": then,
         "detail": f"{how} flexion", "words": f"L flexion {now}° {how} ({then}° at eval)"}
        for how, now, then in (("active", 81, 58), ("passive", 118, 92))
    ]  # fmt: skip
    case = make_case(inputs={"clinical_findings": facts}, measures=rows)
    checks = grounding(case, f"Objective:\n{line}\n").checks
    assert any(check.rule == "grounding/wrong_condition" for check in checks) is false


@pytest.mark.parametrize(
    ("facts", "false"),
    [
        ("Fell once in the second month of care. No falls in the past 6 weeks.", True),
        ("Falls: 1 at visit 5, none since last visit. No falls in the past 6 weeks.", True),
        ("Two falls in the year before care began. No falls in the past 6 weeks.", False),
        ("Two falls in the past year. No falls in the past 6 weeks.", False),
        ("No falls in the past 6 weeks.", False),
    ],
)
def test_no_fall_of_late_is_not_none_since_care_began(make_case, facts: str, false: bool) -> None:
    falls = {"words": "No falls in the past 6 weeks", "value": 0}
    case = make_case(inputs={"clinical_findings": facts}, falls=falls)
    for line in ("No falls since we began.", "Not one fall in the whole episode of care."):
        (check,) = grounding(case, f"Subjective:\n{line}\n").checks
        assert (check.status == "contradicted") is false, line
    (check,) = grounding(case, "Subjective:\nNo falls since last visit.\n").checks
    assert check.status == "stated"


@pytest.mark.parametrize(
    "line",
    [
        "BBS 41/56 (V5 38, SOC 34).",
        "BBS 41/56 (SOC 34; v5 38).",
        "BBS 41/56 (it was 38 at the fifth visit).",
        "BBS 41/56 (SOC 34; was 38 at visit 5).",
    ],
)
@pytest.mark.parametrize("told", ["at visit five", "at the fifth visit", "at the fifth"])
def test_a_value_of_a_visit_between_is_the_cases_too(make_case, told: str, line: str) -> None:
    facts = f"BBS 41/56 (34/56 at eval). It had reached 38 {told}, before the flare."
    row = {"name": "bbs", "value": 41, "unit": "points", "baseline": 34}
    row["words"] = "BBS 41/56 (34/56 at eval)"
    case = make_case(inputs={"clinical_findings": facts}, measures=[row])
    assert (38.0, "baseline") in {(v.value, v.when) for v in values(line)}
    checks = grounding(case, f"Objective:\n{line}\n").checks
    assert {check.status for check in checks} == {"stated"}
    # near miss: what the case has of no visit
    checks = grounding(case, f"Objective:\n{line.replace('38', '37')}\n").checks
    assert "contradicted" in {check.status for check in checks}


def test_a_goal_in_brackets_behind_a_goal_makes_no_value_of_it() -> None:
    assert told("Goal: BBS 46/56 (goal set at SOC)") == {("bbs", 46.0, "goal")}


def test_a_row_of_goals_names_no_measure_in_plain_words() -> None:
    table = "| Goal | Status |\n|---|---|\n| Foam eyes closed 10 s, 6 weeks | Ongoing (4.2 s) |"
    assert not [v for v in values(table) if v.measure == "mctsib"]


def test_titles_may_begin_with_another_measure() -> None:
    form = (
        "  Ankle DF strength (MMT)     | Right      | Left\n"
        "     today                    | 3/5        | 4/5\n"
        "  Eyes closed (mCTSIB)        | Firm       | Foam\n"
        "     today                    | 30 s       | 8.5 s  (+3.5)\n"
    )
    assert {v.measure for v in values(f"OBJECTIVE\n{form}")} == {"mmt", "mctsib"}


def test_what_only_somebody_else_moves_is_not_in_a_case_of_ones_own_motion(make_case) -> None:
    words = "L flexion 81° active (58° at eval)"
    row = {"name": "rom", "side": "left", "unit": "degrees", "value": 81, "baseline": 58,
           "detail": "active flexion", "words": words}  # fmt: skip
    case = make_case(inputs={"clinical_findings": words}, measures=[row])
    for line, false in (("L flexion PROM 81° today.", True), ("L flexion AROM 81° today.", False)):
        checks = grounding(case, f"Objective:\n{line}\n").checks
        assert any(check.rule == "grounding/wrong_condition" for check in checks) is false
