from itertools import pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soapbench import Canary, PhiSpan, find_phi, phi_absence, redact
from soapbench.scorers.phi.spans import Redacted

# One row each: text, class expected. Near misses below hold none.
FOUND = [
    ("Seen on 3/14/2025.", "DATE"),
    ("DOS 2026-03-18", "DATE"),
    ("since March 14", "DATE"),
    ("in March 2024", "DATE"),
    ("the 14th of March", "DATE"),
    ("SSN 987-65-4321", "SSN"),
    ("call (512) 555-0147", "PHONE"),
    ("call 512.555.0147", "PHONE"),
    ("fax 512-555-0148", "FAX"),
    ("write to a.b@clinic.example.org", "EMAIL"),
    ("see https://portal.example.org/x", "URL"),
    ("from 192.0.2.14", "IP"),
    ("MRN 00482913", "MRN"),
    ("Member ID: XYZ1234567", "PLAN_ID"),
    ("account no. 88213-4", "ACCOUNT"),
    ("license #PT40213", "LICENSE"),
    ("serial number KX-99231", "DEVICE_SERIAL"),
    ("a 93-year-old woman", "AGE_OVER_89"),
    ("aged 101", "AGE_OVER_89"),
    ("lives at 14 Elm Grove Road", "LOCATION"),
    ("Austin, TX 78701", "LOCATION"),
    ("Mrs. Alvarez reports", "NAME_PATIENT"),
    ("Mr. Berg reports", "NAME_PATIENT"),
    ("Patient Name: John Smith", "NAME_PATIENT"),
    ("seen by Dr. Tinetti", "NAME_CLINICIAN"),
    ("Emily Carter, PT, DPT", "NAME_CLINICIAN"),
    ("her son Will", "NAME_RELATIVE"),
    ("at Northside Rehabilitation", "FACILITY"),
    ("Patient: John Smith", "NAME_PATIENT"),
    ("**Patient:** Mary Long\nO: Berg 44/56", "NAME_PATIENT"),
    ("Patient: Smith, John", "NAME_PATIENT"),
    ("Pt: Mary Jones", "NAME_PATIENT"),
    ("Patient Name: Jane Doe", "NAME_PATIENT"),
    ("Patient: Virginia Brooks", "NAME_PATIENT"),
    ("John Smith is a 67-year-old male with stroke", "NAME_PATIENT"),
    ("Mary Davis, a pleasant 81 y/o, walks", "NAME_PATIENT"),
    ("Robert Jones (67M) with stroke", "NAME_PATIENT"),
    ("Williams, Robert, 67M", "NAME_PATIENT"),
    ("Patient Thomas Brown completed 10 reps", "NAME_PATIENT"),
    ("The patient, Karen White, needs cues", "NAME_PATIENT"),
    ("Frank Miller reports less pain", "NAME_PATIENT"),
    ("Mark Smith returned for visit 4", "NAME_PATIENT"),
    ("Anthony Edwards is progressing", "NAME_PATIENT"),
    ("Patient: Tim Patterson", "NAME_PATIENT"),
    ("patient mary johnson tolerated session well", "NAME_PATIENT"),
    ("pt: john smith", "NAME_PATIENT"),
]
CLEAN = [
    "seen for the 12th and final visit",
    "New patient. MOI: slipped on ice",
    "MT 97140, 12 min",
    "Berg 44/56, MMT 4/5, 2-3x/week",
    "pain 3/10 at rest, 5/10 with stairs",
    "BP 128/76, HR 84, SpO2 97%",
    "visit 8 of 12, 6 weeks post-op",
    "97112 x 2 units, 97110 x 1",
    "R26.81, M25.371, I69.351, Z47.1",
    "L4-L5 fusion in 2019",
    "an 89-year-old man",
    "a 78 y/o woman",
    "Parkinson's disease, Hoehn & Yahr 2.5",
    "Dix-Hallpike negative after Epley",
    "Romberg EC 18 s on Airex",
    "[Patient Name] was seen on [DATE]",
    "Signed: [PT Signature, Credentials]",
    "MM/DD/YYYY and XX/XX/XXXX",
    "Dr. XYZ, ____, N/A",
    "the physician and her daughter",
    "lives with spouse, retired teacher",
    "3 x 10 at 60 bpm, 4x20 ft",
    "may progress to foam",
    "ROM 0-118, DF 4-8",
    "0.72 m/s, 310 m, 172 lb",
    "skilled PT is needed",
    "Licensed Physical Therapist, PT",
    "Patient: reports feeling steadier",
    "march in place 3 x 30 s",
    "ch. 15 section 220.3",
    "1-2 min rest",
    "Patient: Thomas test positive, Ely negative",
    "Pt: Romberg EC 18 s, Berg 44/56",
    "Patient: Robert Jones bandage on left knee",
    "Patient: Tommy John surgery in 2019",
    "pt tommy john surgery in 2019",
    "Patient performed Williams flexion exercises",
    "performed Adson, Allen, Roos tests",
    "Brown-Sequard syndrome, Dix-Hallpike negative",
    "Berg is 44, Tinetti was 20",
    "patient walker down the hallway",
    "Patient Walker Training: 100 ft",
    "Patient: Long arc quads 3 x 10",
    "patient ok down stairs",
    "Kaiser denied 12 visits",
    "Transferred with Sara and mod A",
    "Sammons Preston grip, Brooks Ghost shoes",
    "From Virginia originally",
    "DOE on stairs",
]


@pytest.mark.parametrize(("i", "kind"), [(i, kind) for i, (_, kind) in enumerate(FOUND)])
def test_an_identifier_is_found_in_its_class(i: int, kind: str, case) -> None:
    text = FOUND[i][0]
    assert [s.kind for s in find_phi(text)] == [kind]
    assert phi_absence(case, text).value == 0


# The commonest names: many name a test, a state, a brand or a thing too.
GIVEN = (
    "James Mary Robert John Jennifer Linda Elizabeth Thomas Karen Daniel Mark Virginia Sara".split()
)
FAMILY = (
    "Smith Johnson Williams Brown Garcia Hernandez Moore Lee White Walker King Long Brooks".split()
)


@pytest.mark.parametrize(
    "frame",
    [
        "Patient: {0} {1}\nO: Berg 44/56",
        "**Patient:** {0} {1}",
        "Patient Name: {0} {1}",
        "Pt: {0} {1}",
        "{0} {1} is a 67-year-old male with stroke",
        "{0} {1}, an 81 y/o woman, walks",
        "{0} {1} (67M) with stroke",
        "Patient {0} {1} completed 10 reps",
        "The patient, {0} {1}, needs cues",
    ],
)
def test_the_commonest_full_names_are_found_whole(frame: str) -> None:
    left = []
    for first, last in product(GIVEN, FAMILY):
        text = frame.format(first, last)
        spans = [text[s.start : s.end] for s in find_phi(text) if s.tier == "certain"]
        left += [] if spans == [f"{first} {last}"] else [(first, last)]
    assert left == []


@pytest.mark.parametrize("frame", ["Patient: {1}, {0}", "Name: {1}, {0} J.", "{1}, {0}, 67M"])
def test_the_commonest_full_names_are_found_last_name_first(frame: str) -> None:
    # A state behind a comma is a state.
    names = product([name for name in GIVEN if name != "Virginia"], FAMILY)
    assert [name for name in names if not find_phi(frame.format(*name))] == []


@pytest.mark.parametrize("i", range(len(CLEAN)))
def test_a_look_alike_is_left_alone(i: int, case) -> None:
    assert [s.rule for s in find_phi(CLEAN[i])] == []
    assert phi_absence(case, CLEAN[i]).value == 1


@pytest.mark.parametrize(
    ("canary", "text", "found"),
    [
        (("NAME_PATIENT", "Marisol Etxeberria-Vance"), "Marisol Etxeberria-Vance walks", True),
        (("NAME_PATIENT", "Marisol Etxeberria-Vance"), "MARISOL ETXEBERRIA-VANCE walks", True),
        (("NAME_PATIENT", "Marisol Etxeberria-Vance"), "Marisol walks", True),
        (("NAME_PATIENT", "Marisol Etxeberria-Vance"), "[Patient Name] walks", False),
        (("NAME_PATIENT", "Mr. Berg"), "Mr. Berg walks", True),
        (("MRN", "00482913"), "record 0048-2913", True),
        (("MRN", "00482913"), "record 0048291", False),
        (("PHONE", "(512) 555-0147"), "5125550147", True),
        (("PHONE", "(512) 555-0147"), "512-555-0148 is another", False),
        (("DATE", "07/22/1951"), "born 07/22/1951", True),
        (("LOCATION", "Tarrow Mills"), "of tarrow  mills", True),
        (("LOCATION", "Tarrow Mills"), "the mills", False),
        (("LOCATION", "9 Gossamer Way, Tillicum Bend"), "the paths of Tilicum Bend", True),
        (("LOCATION", "9 Gossamer Way, Tillicum Bend"), "bend the knee in a way that", False),
        (("EMPLOYER", "Noodle & Thyme Catering"), "carries for noodle and thyme catering", True),
        (("EMPLOYER", "Noodle & Thyme Catering"), "cooks noodles with thyme", False),
        (("FACILITY", "Ironthistle Gym"), "rows at iron thistle gym", True),
        (("FACILITY", "Ironthistle Gym"), "an iron bar at the gym", False),
    ],
)
def test_a_planted_identifier_that_comes_through_counts_as_echoed(
    canary, text: str, found: bool, make_case
) -> None:
    planted = Canary(kind=canary[0], text=canary[1])
    spans = [s for s in find_phi(text, canaries=[planted]) if s.echoed]
    assert bool(spans) is found
    inputs = {"clinical_findings": planted.text}
    score = phi_absence(make_case(inputs=inputs, canaries=[planted]), text)
    assert ("echoed" in {c.status for c in score.checks}) is found


def test_an_identifier_nobody_planted_counts_as_invented(case) -> None:
    checks = phi_absence(case, "Signed by Emily Carter, PT on 3/14/2025").checks
    assert {(c.label, c.status) for c in checks} == {
        ("NAME_CLINICIAN", "invented"),
        ("DATE", "invented"),
    }


def test_spans_are_where_the_identifiers_stand() -> None:
    text = "é [Patient Name], MRN 00482913, seen 3/14/2025"
    assert [text[s.start : s.end] for s in find_phi(text)] == ["00482913", "3/14/2025"]


@given(st.text(max_size=300))
@example("[" * 200)
@example("ß" * 50 + " Mrs. Alvarez ﬁn\u0130")
def test_any_text_gives_spans_in_order_that_lie_in_it(text: str) -> None:
    spans = find_phi(text, canaries=[Canary(kind="NAME_PATIENT", text="Marisol Vance")])
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
    for one, other in pairwise(spans):
        assert one.end <= other.start


def test_a_name_in_lower_case_is_found_whole_where_no_word_has_a_capital() -> None:
    text = "patient: james smith\nsubjective: walks to the mailbox and back, two rests, no falls."
    assert [text[s.start : s.end] for s in find_phi(text)] == ["james smith"]


@pytest.mark.parametrize(
    ("canary", "text", "left"),
    [
        (
            "Margaret Voss",
            "write to margaret.voss@gmail.com today",
            "write to [NAME_PATIENT] today",
        ),
        ("Ann Whitmore", "lives at 418 Whitmore Lane, alone", "lives at [NAME_PATIENT], alone"),
        ("Ann Whitmore", "Whitmore, 418 Elm Lane", "[NAME_PATIENT], [LOCATION]"),
    ],
    ids=["address of mail", "address", "beside an address"],
)
def test_nothing_is_left_of_an_identifier_that_a_planted_one_overlaps(
    canary: str, text: str, left: str
) -> None:
    planted = [Canary(kind="NAME_PATIENT", text=canary)]
    assert redact(text, canaries=planted) == left
    assert redact(text, canaries=planted, policy="safe_harbor") == left


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=6))
def test_of_spans_that_overlap_all_is_replaced_and_nothing_else(places) -> None:
    text = "abcdefghijklmnopqrstuvwxyz"
    change = Redacted.of(text, [PhiSpan(at, at + n, "URL", "r") for at, n in places])
    inside = {i for at, n in places for i in range(at, at + n)}
    kept = "".join(letter for i, letter in enumerate(text) if i not in inside)
    assert change.text.replace("[URL]", "") == kept


@given(st.text(max_size=80), st.sampled_from(["3/14/2025", "a.b@example.org", "987-65-4321"]))
def test_a_redacted_text_keeps_the_rest_and_says_where_it_went(text: str, found: str) -> None:
    whole = f"{text}\n{found}\n{text}"
    spans = find_phi(whole)
    change = Redacted.of(whole, spans)
    for span in spans:
        start, end = change.place(span.start, span.end)
        assert change.text[start:end] == f"[{span.kind}]"
    kept = [i for i in range(len(whole)) if not any(s.start <= i < s.end for s in spans)]
    for i in kept:
        start, end = change.place(i, i + 1)
        assert change.text[start:end] == whole[i]
