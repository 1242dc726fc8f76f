"""Slots nobody filled in, instructions that stayed, and statements put off or taken back."""

import json

import pytest

from soapbench import challenge, load_rubric, read, shipped
from soapbench.challenge import worded
from soapbench.rubrics.turns import turns_in

BLANK = [
    "ROM: n/d", "ROM: unknown", "**ROM:** unknown", "ROM — not tested today", "ROM: ?", "ROM: —",
    "| ROM | — |", "ROM: --", "ROM: DNT", "ROM: no data", "ROM: no data available", "ROM: null",
    "ROM: none documented", "ROM: ⚠ missing", "ROM: {{rom}}", "ROM: ${rom}", "ROM: see flowsheet",
    "ROM: not assessed today.", "ROM: to be determined", "Pain (describe level)", "- ROM: N/D",
    "No pain level on a scale was provided.", "ROM: not stated in the source.", "ROM: (not tested)",
    "There is no fall history in the information given.", "Falls: no information provided",
    "ROM: describe here", "ROM: data not supplied", "ROM: held today", "ROM: ***", "ROM: …",
    "ROM: to be completed by therapist", "The ROM field was left blank.", "ROM: {Choose an item}",
    "ROM: Click or tap here to enter text.", "ROM: << edit as needed >>", "ROM: ☐ Yes ☐ No",
    "ROM: unable to determine from the information given", "(no content)",
]  # fmt: skip
SAID = [
    "Falls: none", "Falls: none reported", "Dix-Hallpike: -", "No assistance was provided.",
    "No cues were given.", "HEP: not done this week", "Falls: no", "Right: none noted",
    "Pain: unknown trigger, 4/10 at worst", "Held on to the bars: 30 s", "Romberg: negative",
    "ROM: pending MD clearance, AROM 90°", "Missing the left step: 3 of 10 trials",
    "No HEP was given today", "No pain with walking was recorded.", "Balance: held tandem 12 s",
    "O: see below for measures", "ACL-RSI: {48}", "Alignment - see-saw over the left leg",
    "She was pleased (with herself)", "Instability episodes: {none}",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BLANK)))
def test_what_nobody_filled_in_is_blank(number: int) -> None:
    assert "blank" in read(f"Objective:\n{BLANK[number]}\n").clauses[-1].flags


@pytest.mark.parametrize("number", range(len(SAID)))
def test_what_was_filled_in_is_not_blank(number: int) -> None:
    assert "blank" not in read(f"Objective:\n{SAID[number]}\n").clauses[-1].flags


# Reminders of templates and prompts, as notes still hold them; "TODO:" is one such.
ECHOES = [
    "Describe gait deviations.", "Please specify pain level", "Remember to document falls.",
    "Ensure the home program is documented.", "Clinician must add goals.", "TODO: fill in pain.",
    "The note should include pain.", "Date of treatment should be documented.", "// add pain here",
    "Add pain level here", "List goals with numbers.", "Record ROM as appropriate.",
    "Home program (if applicable)", "**Reassessment (if applicable):**", "Summarize progress",
    "Therapist to complete: pain", "Pain: Write it in the patient's own words.",
    "Pain: Replace this text with the level.", "Pain: required field", "Pain: e.g., 0 to 10",
    "<!-- pain: complete this section -->", "Pain: press F2 to select",
]  # fmt: skip
PLANS = [
    "PT to add balance foam next visit", "Add head turns next visit.", "Provide HEP handout.",
    "Therapist to provide hand-over-hand facilitation at the pelvis.", "Provide cues as needed.",
    "List of medications reviewed.", "Please note that she is improving.", "Add 2 lb as indicated.",
    "Ensure that the knee is straight: cue given 5x", "Continue cueing as needed",
    "Therapist should be within arm's reach", "Notes that dizziness is gone",
    "Progress to foam as appropriate", "Diagnosis: Type 2 diabetes", "Press-ups: 3 x 10",
    "Diagnosis: Complete tear of the left ACL",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(ECHOES)))
def test_an_instruction_to_the_writer_is_an_echo(number: int) -> None:
    assert "echo" in read(f"Plan:\n{ECHOES[number]}\n").clauses[-1].flags


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_what_is_planned_or_found_is_no_echo(number: int) -> None:
    assert "echo" not in read(f"Plan:\n{PLANS[number]}\n").clauses[-1].flags


LATER = [
    "deferred to next session: berg 41/56", "berg 41/56 - deferred to next visit.",
    "berg 41/56: to be done next visit.", "pending: berg 41/56", "berg 41/56 (deferred)",
    "at re-evaluation we will look at: berg", "berg 41/56 (to be completed at next session).",
    "berg 41/56; postponed until next session due to time.", "def. to nv: berg 41/56",
    "put off until the patient can tolerate it: berg", "[deferred to visit 3] berg 41/56",
    "tba nv: berg 41/56", "next visit, check whether she falls", "held until re-eval: berg",
    "berg 41/56 *deferred, pt dizzy on arrival*", "berg 41/56 -- will address nv, out of time",
]  # fmt: skip
UNKNOWN = [
    "not documented: pain 3/10", "no information provided regarding: pain", "dnt today: pain 3/10",
    "the source does not state: pain 3/10", "not addressed this session: pain 3/10",
    "patient not asked about the following: pain", "unknown / not documented: pain 3/10",
    "it is not known whether she fell", "the transcript does not state that she fell.",
    "pain 3/10 [not verified - no data for this visit]", "pain 3/10 (n/t).",
    "did not get to the following today — pain 3/10", "unable to assess today: pain 3/10",
    "pain 3/10; this was not done this session, pt arrived late.",
]  # fmt: skip
SO = [
    "pt denies falls since last visit", "unable to maintain tandem: 3 s", "berg 41/56, up from 36",
    "hip abd 4/5, ankle df (nt)", "she did not fall: the rail held", "not met: berg 46",
    "no loss of balance noted: 3 trials", "unable to perform sls without ue support: 2 s",
    "he cannot tell whether his foot is on the floor", "held tandem: 12 s", "hold 5 s: 3 x 10",
    "she could not say whether she is better: 'about the same'", "reach 9 in - see log",
    "she was put off by the noise: two freezes", "she moved to a cane: less fear",
    "saved herself at the rail: one step", "i could not feel that the pelvis rotated",
    "gait with cane 150 ft, sba (mod vc)", "progressed to foam, next visit will add head turns",
    "if not covered: he has fallen twice", "test of skill: 3 of 5",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(LATER)))
def test_a_statement_is_put_off(number: int) -> None:
    assert "put_off" in turns_in(LATER[number])


@pytest.mark.parametrize("number", range(len(UNKNOWN)))
def test_a_statement_is_not_told(number: int) -> None:
    assert "untold" in turns_in(UNKNOWN[number])


@pytest.mark.parametrize("number", range(len(SO)))
def test_a_statement_stands(number: int) -> None:
    assert not turns_in(SO[number])


@pytest.mark.parametrize(
    ("line", "element", "status"),
    [
        ("Falls: none since last visit.", "S-FALLS", "met"),
        ("Falls: not assessed.", "S-FALLS", "placeholder"),
        ("Falls or near-falls:", "S-FALLS", "missing"),
        ("Not asked: falls since last visit.", "S-FALLS", "negated"),
        ("No falls since last visit - deferred to next visit.", "S-FALLS", "deferred"),
        ("Home exercises done daily.", "S-HEP", "met"),
        ("Adherence to the home program: unknown", "S-HEP", "placeholder"),
        ("Adherence to the home program was not provided.", "S-HEP", "placeholder"),
        ("Remember to document the home program.", "S-HEP", "echo"),
    ],
)
def test_what_is_open_meets_no_element(line: str, element: str, status: str) -> None:
    note = f"Subjective:\n{line}\n\nObjective:\nBerg 41/56.\n"
    assert load_rubric("soap_note").statuses(note)[element] == status


@pytest.mark.parametrize(
    ("line", "met"),
    [("Walking with ball toss, contact guard, 4 x 50 ft. Minutes: **missing**.", True),
     ("Level of assistance: **missing**.", False)],
)  # fmt: skip
def test_a_slot_at_the_end_leaves_what_was_said_before_it(line: str, met: bool) -> None:
    statuses = load_rubric("soap_note").statuses(f"Objective:\n{line}\n")
    assert (statuses["O-ASSIST"] == "met") == met


PATHS = [
    "[",
    "[a ",
    "- ",
    "  ",
    "'",
    "{",
    "*",
    "no a ",
    "not ",
    "a-",
    ": ",
    "| ",
    "☐ a",
    "[if omit ",
]


@pytest.mark.parametrize("unit", PATHS)
def test_no_pattern_of_slots_backtracks(unit: str) -> None:
    # One that does would run for minutes here, and be noticed.
    note = f"Objective:\n{unit * (100_000 // len(unit))}x:\n"
    assert len(load_rubric("soap_note").statuses(note)) == 39


def test_wordings_of_ones_own_break_elements() -> None:
    note = "Subjective:\nPain 3/10 today.\n\nObjective:\nBerg 41/56.\n"
    breaks = {"later": worded("deferred", ["$clause; put off to $$5 Friday."]),
              "none": worded("left blank", ["Nothing of $Title or $title."])}  # fmt: skip
    table = challenge([note], load_rubric("soap_note"), breaks)
    assert set(table.index.get_level_values("way")) == {"later", "none"}
    assert table.loc[("later", "S-PAIN"), "noticed"] == 1
    assert table.loc["later", "breaks"].sum() == len(table.loc["later"])


def test_a_wording_says_what_the_clause_said_and_what_a_form_calls_it() -> None:
    rubric = load_rubric("soap_note")
    pain = next(element for element in rubric.elements if element.id == "S-PAIN")
    told = worded("negated", ["- Not asked ($title): $clause; $$1."])
    assert pain.negation_ok
    assert told(pain, "", "- Pain 3/10.") is None
    later = worded("deferred", ["Next week ($Title, $title): $clause, $$1."])
    words = later(pain, "", "- Pain 3/10.")
    name = pain.title.partition(",")[0].capitalize()
    assert words == f"Next week ({name}, {name.lower()}): Pain 3/10, $1."


def test_wordings_of_each_way_are_kept_for_tuning_and_for_reporting() -> None:
    path = shipped("datasets", "labelled", "wordings.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    kinds = {(row["way"], row["lot"], row["use"]) for row in rows}
    assert len(kinds) == 16
    assert len({row["words"] for row in rows}) == len(rows)
    for row in rows:
        says = "$clause" in row["words"] and row["way"] in ("negated", "deferred")
        assert says or "$title" in row["words"].lower()
