from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soapbench import Canary, find_phi, phi_absence
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
]
CLEAN = [
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
]


@pytest.mark.parametrize(("i", "kind"), [(i, kind) for i, (_, kind) in enumerate(FOUND)])
def test_an_identifier_is_found_in_its_class(i: int, kind: str, case) -> None:
    text = FOUND[i][0]
    assert [s.kind for s in find_phi(text)] == [kind]
    assert phi_absence(case, text).value == 0


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
