"""What takes a statement back or puts it off, and what only looks as if it did."""

import json

import pytest

from soapbench import load_rubric
from soapbench.rubrics import turns
from soapbench.rubrics.turns import REMARK, turns_in
from soapbench.shipped import shipped

SOAP = load_rubric("soap_note")


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("entered in error: berg 41/56", True),
        ("berg 41/56 [entered in error]", True),
        ("unknown whether she has fallen since", True),
        ("patient could not recall, nor could her son, if she had fallen", True),
        ("there is no record to suggest that gait was observed", True),
        ("range of motion was not examined at this visit", True),
        ("home program - patient not asked", True),
        ("nobody witnessed this: single-leg stance 4 s", True),
        ("wrong patient: tug 14 s", True),
        ("refused: stairs with rail", True),
        ("berg 41/56, but i did not check it", True),
        ("tug 14 s; could not be reproduced and is not accepted", True),
        ("do not rely on the following line: tug 14 s", True),
        ("gait speed 0.8 m/s (auto-filled with last visit's value)", True),
        ("balance: n/t", True),
        # near misses
        ("joint position error 6°, a reduction in error of 2°", False),
        ("disregards the left side of the plate", False),
        ("she could not say whether the left or the right was worse at first: now the left", False),
        ("nobody has had to pick him up: no falls", False),
        ("if refused: she stays where someone must watch", False),
        ("what's wrong: unsteadiness after bppv", False),
        ("loss of balance was not observed", False),
        ("no falls were reported", False),
        ("strength 4/5, range of motion not limited", False),
        ("she was not able to reach the shelf", False),
        ("foot placement inaccurate in 3 of 10 steps", False),
    ],
)
def test_what_says_of_itself_that_it_is_not_told(words: str, taken: bool) -> None:
    assert ("untold" in turns_in(words)) is taken


@pytest.mark.parametrize(
    ("words", "later"),
    [
        ("expected by the end of care, not now: berg 48/56", True),
        ("it remains to be established that gait is safe", True),
        ("someone still needs to check that the rail is fixed", True),
        ("berg 41/56 (to be confirmed once records arrive)", True),
        ("berg 41/56 >>> carry over to monday", True),
        ("range of motion - addendum forthcoming", True),
        ("save strength testing for another day", True),
        ("results of the vng to follow", True),
        ("interpreter needed; fall history rescheduled", True),
        ("foto cannot be scored until it is handed back", True),
        # near misses
        ("units [to be entered by biller]", False),
        ("held tandem: 12 s", False),
        ("she keeps her eyes open: steady", False),
        ("walks until tired, 150 ft", False),
        ("stairs >> level ground for pain", False),
        ("needs to check that the brakes are locked before she stands", False),
        ("tub transfer at hospital was postponed by her surgeon's office in may", False),
    ],
)
def test_what_is_put_off(words: str, later: bool) -> None:
    assert ("put_off" in turns_in(words)) is later


@pytest.mark.parametrize(
    ("words", "remarks"),
    [
        ("not assessed today.", True),
        ("the above was not measured at this visit.", True),
        ("put off until she brings her walker.", True),
        ("we did not get to it.", True),
        ("none of this was checked.", True),
        # near misses
        ("not painful.", False),
        ("not tested on foam.", False),
        ("not done by the patient at home.", False),
        ("this did not change.", False),
        ("deferred stairs because of pain.", False),
        ("i can't say.", False),
        ("held for 10 s.", False),
    ],
)
def test_a_remark_has_no_topic_of_its_own(words: str, remarks: bool) -> None:
    assert (REMARK.fullmatch(words) is not None) is remarks


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Berg 41/56.", "met"),
        ("Berg 41/56. The above was not measured at this visit.", "negated"),
        ("Berg 41/56. Not tested on foam.", "met"),
        ("Berg 41/56.\nNot assessed today.", "met"),
    ],
)
def test_a_remark_takes_back_the_statement_before_it_on_its_line(line: str, status: str) -> None:
    found = SOAP.statuses(f"Objective:\n{line}\n")["O-BAL"]
    assert (found == "met") is (status == "met")


@pytest.mark.parametrize(
    "unit", ["(", ": ", "- ", "; ", "> ", "] ", "to be ", "not tested ", "no "]
)
def test_no_turn_backtracks(unit: str) -> None:
    words = unit * (40_000 // len(unit))
    assert not REMARK.fullmatch(words)
    for patterns in turns._PATTERNS.values():
        for pattern in patterns.values():
            pattern.match(words)
    # One that backtracks would run for minutes here, and be noticed.


def test_no_sign_hides_a_turn() -> None:
    lines = shipped("datasets", "labelled", "wordings.jsonl").read_text().lower().splitlines()
    hidden, found = [], 0
    for number, words in enumerate(json.loads(line)["words"] for line in lines):
        words = words.replace("$clause", "she walks with a cane")
        signs = turns._SIGNS.in_(words)
        for patterns in turns._PATTERNS.values():
            matched = {name for name, pattern in patterns.items() if pattern.match(words)}
            found += len(matched)
            hidden += [(number, name) for name in matched - signs]
    assert found > 100
    assert not hidden
