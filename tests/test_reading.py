import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import read
from soapbench.reading.counts import counted


@pytest.mark.parametrize(
    ("note", "sections"),
    [
        ("S: steadier\nO: BBS 41/56\nA: improving\nP: continue", ["S", "O", "A", "P"]),
        ("**Subjective:** steadier\n**Objective:**\nBBS", ["S", "O"]),
        ("## Subjective\nx\n\n## Objective\ny\n### Assessment\nz", ["S", "O", "A"]),
        ("SUBJECTIVE\nx\nOBJECTIVE\ny", ["S", "O"]),
        ("1. Subjective:\nx\n2. Objective:\ny", ["S", "O"]),
        ("Date: [DATE]\nSubjective:\nx", ["ADM", "S"]),
        ("Subjective:\nx\nA/P:\ny", ["S", "AP"]),
        ("**Assessment and Plan**\ny", ["AP"]),
        ("S: steadier. O: BBS 41/56. A: better. P: go on.", ["S", "O", "A", "P"]),
        ("Objective:\nx\nTreatment record:\ny\nPlan:\nz", ["O", "O", "P"]),
        ("**Subjective (S):**\nx", ["S"]),
        ("**S – Subjective**\nx\n**O – Objective** (seated)\ny", ["S", "O"]),
        ("# S\nx\n# O\ny", ["S", "O"]),
        ("S/ leaning less\nO/ sits 4 min", ["S", "O"]),
        ("S - rolled it again\nO - SLS 4 s", ["S", "O"]),
        ("SUBJECTIVE: stuck. OBJECTIVE: BBS 40/56.", ["S", "O"]),
        ("Subj: aphasic\nObj: 31%\nAssmt: loads", ["S", "O", "A"]),
        ("Subjective colon. Up and down.", ["S"]),
        ("| **S** | slower |\n| **O** | BBS |", ["S", "O"]),
        # near misses: words that only resemble a heading
        ("The plan is to continue.", ["ADM"]),
        ("Objective measures show gains.", ["ADM"]),
        ("Patient objectives: walk", ["ADM"]),
        ("a) balance\np. 12", ["ADM"]),
        ("Functional plan of the house", ["ADM"]),
    ],
)
def test_headings_in_the_forms_people_and_models_write_are_found(note: str, sections) -> None:
    assert [s.name for s in read(note).sections] == sections


SOAP = ["S", "O", "A", "P"]


@pytest.mark.parametrize(
    ("note", "sections"),
    [
        ("SUBJ\nsteadier\nOBJ\nBBS\nASMT\nimproving\nPLAN\ngo on", SOAP),
        ("[SUBJ]\npain=3\n[OBJ]\nrom=8\n[ASMT]\nx\n[PLAN]\ny", SOAP),
        ("-- SUBJ --\nx\n-- OBJ --\ny\n-- ASMT --\nz\n-- PLAN --\nw", SOAP),
        ("== HX ==\nx\n== EXAM ==\ny\n== IMPRESSION ==\nz", ["S", "O", "A"]),
        ("S> dizzy\nO> FGA 19\nA> better\nP> 2x/wk", SOAP),
        ("S | dizzy\nO | FGA 19\nA | better\nP | 2x/wk", SOAP),
        ("S  | dizzy\n   | at night\nO  | FGA 19\nA  | better", ["S", "O", "A"]),
        ("S.pain=2\nO.rom=62\nO.min=38\nA.need=x\nP.freq=2/wk", ["S", "O", "O", "A", "P"]),
        ("s_pain=2\no_rom=62\na_need=x", ["S", "O", "A"]),
        ("item,value\nS,pain,1\nO,rom,34\nA,skill,y\nP,freq,1", ["ADM", *SOAP]),
        ("[x] S   [x] tired\n[x] O   FGA 17\n[x] A   better\n[ ] falls", ["S", "O", "A"]),
        (
            "Hx today | worse\nExam | FGA\nTx | foam\nImpression | x\nNext | y",
            ["S", "O", "O", "A", "P"],
        ),
        ("Client report →\nx\nFindings ->\ny\nThinking =>\nz\nNext →\nw", SOAP),
        ("Mom reports:\n- a\nSaw / did:\n- b\nThink:\n- c\nNext:\n- d", SOAP),
        ("Hist/Subj:\tx\nExam/Obj:\ty\nImpression:\tz\nTo do:\tw", SOAP),
        ("SUBJECTIVE\nx\nOBJECTIVE\tINITIAL\tTODAY\ny\nASSESSMENT\nz", ["S", "O", "A"]),
        ("HX/REPORT   RUBS\nFINDINGS    TEST   NOW\nIMPRESSION   x\nPLAN   y", SOAP),
        ("CHIEF COMPLAINT\nx\nOBJECTIVE\ny\nRECOMMENDATIONS\nz", ["S", "O", "P"]),
        ("<subjective>\nx\n</subjective>\n<objective>\ny\n<assessment>\nz", ["S", "O", "A"]),
        ('{"subjective": {"pain": 1},\n"objective": {"rom": 8}}', ["S", "O"]),
        ("subjective patient reports\nobjective left knee\nplan go on", ["S", "O", "P"]),
        ("memo\nObjective, single leg 3\nAssessment, stronger\nPlan, goal is", SOAP),
        ("s shes 84\no berg 41\na catches herself\np twice a week", SOAP),
        ("| S | O |\n|---|---|\n| dizzy | FGA 19 |\n\n| A | P |\n|---|---|\n| x | y |", SOAP),
        ("1) **S**\n- x\n2) **O**\n- y", ["S", "O"]),
        (
            "PT note\n\n| | Eval | Today |\n| BBS | 34 | 41 |\n\nS:\nx\nO:\ny",
            ["ADM", "O", "ADM", "S", "O"],
        ),
        ("| Field | Entry |\n| Visit | 7 |\n\nS:\nx\nO:\ny", ["ADM", "S", "O"]),
        ("S)\nx\nO)\ny\nA)\nz\nP)\nw", SOAP),
        ("|-- S ---|\nx\n|-- O ---|\ny\n|-- A ---|\nz", ["S", "O", "A"]),
        ("Subjective........ x\nObjective........ y\nPlan........ z", ["S", "O", "P"]),
        ("S ..... x\nO ..... y\nA ..... z\nP ..... w", SOAP),
        ("◆ Subjective ◆\nx\n◆ Objective ◆\ny\n◆ Plan ◆\nz", ["S", "O", "P"]),
        ("Patient report\nx\nExam findings\ny\nProgress / Analysis\nz", ["S", "O", "A"]),
        ("HISTORY: x\nFINDINGS: y\nIMPRESSION: z\nDISPOSITION: w", SOAP),
        (
            "Patient's account\nx\nFindings\n\nWhat we did\ny\nMy impression\nz",
            ["S", "O", "O", "A"],
        ),
        ("S=x; y\nO.ROM=62\nA=z\nP=w", SOAP),
        ('{"subjective": "x", "objective": "y", "assessment": "z", "plan": "w"}', SOAP),
        ("SUBJECTIVE: x OBJECTIVE: y ASSESSMENT: z PLAN: w", SOAP),
        ("S: x | O: y | A: z | P: w", SOAP),
        ("Subj: x; Obj: y; Assess: z; Plan: w", SOAP),
        ("subjective colon x period objective colon y period plan colon w", ["S", "O", "P"]),
        # near misses: the same words and letters where they give the note no order
        ("Goes by O: and A: and O: again, in the plan: all", ["ADM"]),
        ("The plan: walk. Her objective: stairs. An assessment: none", ["ADM"]),
        ("Follow-up\nThe progress\nMy account", ["ADM"]),
        ("a) foam\nb) beam\nc) ball\nd) step", ["ADM"]),
        ("P) foam\nA) beam\nS) ball", ["ADM"]),
        ("Next: foam\nExam: FGA 19\nHx: falls", ["ADM"]),
        ("Next steps\nwe talked", ["ADM"]),
        ("a cane was used\np waves\no well", ["ADM"]),
        ("s shes 84\no berg 41\na catches\na falls\np twice", ["ADM"]),
        ("Plan to go on\nPlan B is a brace\nObjective gains\nAssessment of gait", ["ADM"]),
        ("O | mouth\nO | nose", ["ADM"]),
        ("Exam   normal\nTest   2   3", ["ADM"]),
        ("S:\nx\nO:\ny\nA:\nImpression | steady\nP:\nNext:\nz", SOAP),
    ],
)
def test_other_headings_count_where_they_order_the_note(note: str, sections) -> None:
    assert [s.name for s in read(note).sections] == sections


def test_a_column_under_a_sections_name_is_that_section() -> None:
    reading = read("| S | O |\n|---|---|\n| dizzy at night | FGA 19/30 |\n")
    said = {reading.text[c.start : c.end].strip(" |"): c.section for c in reading.clauses}
    assert said == {"dizzy at night": "S", "FGA 19/30": "O"}


@pytest.mark.parametrize(
    ("text", "flag", "present"),
    [
        ("ROM was not assessed today.", "not_done", True),
        ("ROM was tested today, not swollen.", "not_done", False),
        ("The step test wasn't completed.", "not_done", True),
        ("Unable to complete laundry.", "not_done", False),
        ("[ROM: not provided]", "blank", True),
        ("DF 8 degrees (R)", "blank", False),
        ("Will administer BBS.", "future", True),
        ("He will not walk outdoors.", "future", False),
        ("Comfortable walk: not timed", "not_done", True),
        ("Runs: not tried today", "not_done", True),
        ("ABC has not been re-scored", "not_done", True),
        ("Patient declined the foam", "not_done", True),
        ("Patient declined from 41 to 34", "not_done", False),
        ("has not returned to jogging", "not_done", False),
        ("unable to perform chores", "not_done", False),
        ("Position sense deferred, swelling", "deferred", True),
        ("Position sense not tested", "deferred", False),
        ("pain [carried fwd]", "blank", False),
        ("FGA 23/30 [first visit 19/30]", "blank", False),
        ('"limits": ["cannot pivot", "kneels"]', "blank", False),
        ("[2-3x/week for 4 weeks]", "blank", True),
        ("3x/wk through [date].", "blank", False),
        ("prior entry ([date]) 5 s", "blank", False),
        ("repeat SARA in [month]", "blank", False),
        ("[name] reports less pain", "blank", False),
        ("[Patient]'s gait is wide", "blank", False),
        ("Mr. [name], who came by taxi", "blank", False),
        ("Date: [date]", "blank", True),
        ("Date of service [date]", "blank", True),
        ("| [date] |", "blank", True),
        ("Signature: [name], [date]", "blank", True),
        ("[name], PT", "blank", True),
        ("Patient: [name]", "blank", True),
        ("Pain (0-10): [5]", "blank", False),
        ("Freq: [2x/wk]", "blank", False),
        ("Level of assist: [Min A]", "blank", False),
        ("Pain: [0-10]", "blank", True),
        ("[2 goals]", "blank", True),
        ("Level of assist: [select]", "blank", True),
        ("[initial status]", "blank", True),
        ("[PT Signature, Credentials]", "blank", True),
        ("[ROM: 5 deg?]", "blank", True),
        ("Document any ROM changes.", "echo", True),
        ("Documented ROM is 8 degrees.", "echo", False),
        ("LTG: BBS 46/56", "goal", True),
        ("BBS 46/56", "goal", False),
    ],
)
def test_a_clause_says_how_it_is_meant(text: str, flag: str, present: bool) -> None:
    assert (flag in read(text).clauses[0].flags) is present


@pytest.mark.parametrize(
    ("text", "kind", "present"),
    [
        ("BBS 41/56", "score", True),
        ("BBS 41 out of 56", "score", True),
        ("TUG 14.2 s", "seconds", True),
        ("TUG 14.2", "seconds", False),
        ("DF 8°", "degrees", True),
        ("pain 3/10", "pain", True),
        ("denies pain", "pain", True),
        ("pain is 4", "pain", False),
        ("2x/week", "frequency", True),
        ("twice a week", "frequency", True),
        ("2 sets", "frequency", False),
        ("for 4 weeks", "duration", True),
        ("improved from 34/56 to 41/56", "change", True),
        ("41/56 (34/56 at eval)", "change", True),
        ("34 → 41", "change", True),
        ("| BBS | 34/56 | 41/56 |", "change", True),
        ("| BBS | [not provided] | 41/56 |", "change", False),
        ("| BBS | 5 deg. | 3 |", "change", True),
        ("| Test | R | L |\n|---|---|---|\n| SLS | 3.1 s | 2.6 s |", "change", False),
        ("| | Eval | Today |\n|---|---|---|\n| SLS | 3.1 s | 2.6 s |", "change", True),
        ("| | Last | Now | Goal |\n| CAIT | 17 |  | 25 |", "change", False),
        ("OBJECTIVE\tINITIAL\tTODAY\n\tFlexion\t85\t134 deg", "change", True),
        ("\tR\tL\n\tFlexion\t85\t134 deg", "change", False),
        ("FINDINGS   TEST   WK 1   NOW\n   LOAD   31 %   47 %", "change", True),
        ("ACTIVITY   REPS   HELP\nSHIFT   3 X 10   2", "change", False),
        ("item,value,unit,prior\nDF,34,deg,29 deg", "change", True),
        ("item,value,unit,note\nDF,34,deg,2 tries", "change", False),
        ("TUG was 14.2 s", "change", False),
        ("DF,34,deg", "degrees", True),
        ("| DF | 34 | deg |", "degrees", True),
        ("Flexion\t134\tdeg", "degrees", True),
        ("DF 34, degraded", "degrees", False),
        ("P,freq,1,x/wk", "frequency", True),
        ("min_97112=24", "code", True),
        ("At baseline, DGI was 15/24", "change", False),
        ("97112 x 2", "units", True),
        ("3 x 10", "sets", True),
        ("Berg Balance Scale", "measure:balance", True),
        ("Iceberg lettuce", "measure:balance", False),
        ("[X]/56 points", "number", False),
    ],
)
def test_a_quantity_is_what_its_unit_says(text: str, kind: str, present: bool) -> None:
    assert any(clause.has(kind) for clause in read(text).clauses) is present


def said(note: str) -> list[str]:
    """Return the words of each clause."""
    reading = read(note)
    words = [" ".join(reading.plain[c.start : c.end].split()) for c in reading.clauses]
    return [each.removeprefix("- ") for each in words]


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("[x] sways\n[ ] falls", ["sways"]),
        ("[X] TUG 22 SEC   [ ] BERG ___/56", ["TUG 22 SEC"]),
        ("[x] IKDC\n[ ] LEFS __/80", ["IKDC"]),
        ("ASSIST: [ ] IND  [ ] CGA  [X] MIN", ["ASSIST: MIN"]),
        ("(x) same  ( ) better  ( ) worse", ["same"]),
        ("☑ cued ☐ alone", ["cued"]),
        ("Fell since last visit     [ ]   [x]", ["Fell since last visit"]),
        ("(x) Cont  ( ) Hold    Freq: [ ] Dur: [ ]", ["Cont Freq: [ ] Dur: [ ]"]),
        # near misses: blanks, and letters in brackets
        ("KOOS JR: [ ]", ["KOOS JR: [ ]"]),
        ("- [ ] x/week for [ ] weeks", ["[ ] x/week for [ ] weeks"]),
        ("BBS [X] points", ["BBS [X] points"]),
        ("improved to [X]/56", ["improved to [X]/56"]),
        ("f(x) rises", ["f(x) rises"]),
    ],
)
def test_a_ticked_box_is_an_answer_and_an_unticked_choice_says_nothing(note: str, words) -> None:
    assert said(note) == words


WIDE = "She tells me the kitchen is still the worst room in the house and that"
NEXT = "turning from stove to sink makes her lurch, and that she sits down to"


@pytest.mark.parametrize(
    ("note", "clauses"),
    [
        (f"{WIDE}\n{NEXT}\npeel.", 1),
        (f"   | {WIDE}\n   | {NEXT}\n   | peel.", 1),
        (f"|  {WIDE} |\n|  {NEXT}      |\n|  peel. |", 1),
        (f"- {WIDE}\n  {NEXT}\n  peel", 1),
        (f"{WIDE}\n{NEXT}\npeel".upper(), 1),
        (f"S  | {WIDE}\n   | {NEXT}\n   | peel\nO  | BBS\nA  | x", 3),
        # near misses: lines that end where their writer ended them
        (f"{WIDE} she said.\n{NEXT}", 2),
        (f"- {WIDE}\n- {NEXT}", 2),
        ("keep 44 bpm for stepping because faster tempo doubled the misses\nwkly x 8", 2),
        (
            "keep 44 bpm for stepping because faster tempo doubled the misses\nwkly x 8\n"
            "family to run two at home, son shown how, repeats all correctly",
            3,
        ),
        ("foam stance\neyes closed\nstep taps", 3),
        (f"{WIDE}\nplan: {NEXT}", 2),
        (f"{WIDE}\n\n{NEXT}", 2),
    ],
)
def test_a_line_that_broke_for_its_width_runs_on(note: str, clauses: int) -> None:
    assert len(read(note).clauses) == clauses


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("rom_wb=34", ["rom wb=34"]),
        ("| O | no sway<br>walks 40 ft<br/>rests |", ["no sway", "walks 40 ft", "rests |"]),
        ("S/ no falls // knee sore // sleeps", ["no falls", "knee sore", "sleeps"]),
        ("steps in // bars, then // bars again", ["steps in // bars, then // bars again"]),
        ('"s": ["no falls", "sore"]', ['["no falls"', '"sore"]']),
        ('"o": {"rom": "8", "bbs": "44"}', ['{"rom": "8", "bbs": "44"}']),
        ("SLS 4 s at intake; 9 s now", ["SLS 4 s at intake; 9 s now"]),
        ("SLS 4 s at intake; sway less", ["SLS 4 s at intake", "sway less"]),
        ("Outlook ............. Fair, no recovery", ["Outlook: Fair, no recovery"]),
        ("ROM ..... N/A\nClinical status . Better", ["ROM: N/A", "Clinical status: Better"]),
        ("PBS 39/56 ... Last month 35", ["PBS 39/56 ... Last month 35"]),
        ("walked . . . Then sat.", ["walked . . . Then sat."]),
        ("cont. with prob. of gains", ["cont. with prob. of gains"]),
        ("Gains slow. no falls", ["Gains slow.", "no falls"]),
        ("| x | Better. | Goes on. |", ["| x | Better.", "Goes on. |"]),
        ("ROM ____ deg", ["ROM ____ deg"]),
        ("<rx>foam stance</rx>", ["rx:foam stance"]),
        ("<time timed='23'/>\n<rx>foam</rx>", ["time timed='23'/:", "rx:foam"]),
        ("<DOS> and <rx>foam</rx>", ["<DOS> and rx:foam"]),
        (
            "walks period pain two comma less period no falls period",
            ["walks", "pain two, less", "no falls"],
        ),
        ("a long period of rest period", ["a long period of rest period"]),
        ("a comma here comma there comma gone", ["a comma here comma there comma gone"]),
        ("Pain? thumb down", ["Pain: thumb down"]),
        (
            "What did you do before the injury that you cannot do now? Ski",
            ["What did you do before the injury that you cannot do now?", "Ski"],
        ),
    ],
)
def test_keys_tags_and_dictated_marks_read_as_what_they_stand_for(note: str, words) -> None:
    assert said(note) == words


def test_words_without_any_mark_are_cut_where_a_statement_begins() -> None:
    note = "she walked to the door and back again with one hand on the rail all the way " * 8
    lengths = [c.end - c.start for c in read(note).clauses]
    assert len(lengths) > 3
    assert max(lengths) < 200
    written = (
        "she walked to the door and back again, but with one hand on the rail all the way, " * 8
    )
    assert len(read(written).clauses) == 1


def test_a_heading_that_says_something_stays_with_what_it_heads() -> None:
    reading = read("Hx | worse\nExam | FGA\nNext | headlamp trial")
    assert [reading.text[c.start : c.end] for c in reading.clauses][-1] == "Next | headlamp trial"


NOTEISH = st.text(
    alphabet=st.sampled_from("SOAP:subjective \n.;,-*#[]()0123456789/°x→|%_ABCé\u2028")
)


@given(note=st.one_of(st.text(), NOTEISH))
def test_any_text_gives_a_reading_whose_spans_lie_in_it(note: str) -> None:
    reading = read(note)
    assert len(reading.plain) == len(note)
    assert reading.sections[0].start == 0 or note[: reading.sections[0].start].strip()
    for clause in reading.clauses:
        assert 0 <= clause.start < clause.end <= len(note)
        assert note[clause.start : clause.end].strip()
        for quantity in clause.quantities:
            assert clause.start <= quantity.start < quantity.end <= clause.end


HOSTILE = [
    "_",
    "- ",
    "**_",
    "[",
    "| 1 ",
    "1 1 | ",
    "eval 1 ",
    "1/",
    "from 1 ",
    "a" * 50 + " ",
    "97112 x ",
    "no pain ",
    "-  ",
    "[x] ",
    "( )  ",
    "- [ ] a  [x] ",
    "S | ",
    "S> a\n",
    "Hx | x\n",
    "S: a\nHx | x\n",
    "S: a. O: b. ",
    "Plan a\n",
    "| S | O |\n",
    "| 1 | 2 |\n",
    "<a></b>",
    " period",
    "she was and ",
    "a of\n",
    "of " * 20 + "\n",
    "IE  NOW  1  2\n",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_long_hostile_text_is_read_to_its_end(unit: str) -> None:
    # A pattern that backtracks would run for hours here, and be noticed.
    text = unit * (20_000 // len(unit)) + "x!"
    assert read(text).sections[-1].end == len(text)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12), ("twice", 2), ("another", 1), ("forty-five", 45), ("twenty three", 23),
        ("one hundred sixteen", 116), ("a hundred and five", 105), ("six point one", 6.1),
        ("twenty-three point nine", 23.9), ("five and a half", 5.5),
    ],
    ids=range(10),
)  # fmt: skip
def test_numbers_are_counted_as_they_are_written_out(words: str, number: float) -> None:
    assert counted(words) == pytest.approx(number)


@pytest.mark.parametrize("words", ["many", "forty-ish", ""], ids=range(3))
def test_words_that_say_no_number_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        counted(words)
