import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import Case, Completeness, DataError, load_cases, load_rubric
from soapbench.rubrics import find_elements

RUBRICS = ["soap_note", "medical_necessity"]


PASSES = {
    (rubric, row.element, row.kind, row.number): row.passes
    for rubric in RUBRICS
    for row in load_rubric(rubric).check().itertuples()
}


# Test ids are positions: a name of a test never quotes a note.
@pytest.mark.parametrize("place", sorted(PASSES), ids=lambda place: "-".join(map(str, place)))
def test_an_example_meets_its_element_and_a_near_miss_does_not(place: tuple) -> None:
    assert PASSES[place]


def test_near_misses_are_many() -> None:
    for rubric in RUBRICS:
        for element in load_rubric(rubric).elements:
            assert len(element.examples) >= 3, element.id
            assert len(element.near_misses) >= 3, element.id


OWN = """
title = "<script>x</script>"
[MY-AGE]
title = "age of the shoe"
section = "S"
core = true
article = "omitted"
source = "a rubric of one's own"
all = [["shoe*"], ["@number"]]
"""


def test_a_rubric_of_ones_own_is_read_and_its_title_shown_as_text(
    tmp_path: Path, case: Case
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    rubric = load_rubric(path)
    assert rubric.statuses("Subjective:\nShoes are 3 years old") == {"MY-AGE": "met"}
    assert rubric.statuses("Subjective:\nShoes are old") == {"MY-AGE": "missing"}
    assert "<script>" not in rubric._repr_html_()


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("Shoes are 3 years old.\n\nPlan: rest", "met"),
        ("Shoes are 3 years old.\n\nSubjective: fine\nPlan: rest", "wrong_section"),
        ("Visit 4\nObjective: shoes are 3 years old\nPlan: rest", "wrong_section"),
        ("Visit 4\nSubjective. Shoes are 3 years old.\nPlan. Rest.", "met"),
        ("Visit 4\nPlan. Shoes are 3 years old.\nSubjective. Fine.", "wrong_section"),
    ],
)
def test_what_stands_before_the_first_heading_counts_for_sections_that_have_none(
    tmp_path: Path, note: str, status: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    assert load_rubric(path).statuses(note)["MY-AGE"] == status


def test_a_term_stands_for_its_words_in_every_pattern(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    terms = "[terms]\nfoot = ['shoes?', '{other}']\nother = ['boots?']\n"
    path.write_text(OWN.replace('"shoe*"', "'re:{foot} .{2,12}old'") + terms)
    rubric = load_rubric(path)
    for note, status in (("Boot is 3 years old", "met"), ("Sock is 3 years old", "missing")):
        assert rubric.statuses(f"Subjective:\n{note}") == {"MY-AGE": status}


def test_several_measures_are_counted_by_the_values_they_carry(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    groups = '[["@measure:balance"], ["@score", "@seconds"]]\nseveral = 2'
    path.write_text(OWN.replace('[["shoe*"], ["@number"]]', groups))
    rubric = load_rubric(path)
    for note, status in (
        ("BBS 41/56, TUG 14 s", "met"),
        ("41/56 on the BBS and 14 s on the TUG", "met"),
        ("BBS 41/56\nTUG 14 s", "met"),
        ("BBS 41/56, TUG done", "partial"),
        ("BBS 36/56 then BBS 41/56", "partial"),
        ("BBS and TUG done", "missing"),
    ):
        assert rubric.statuses(f"Subjective:\n{note}") == {"MY-AGE": status}, note


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("core = true", "core = 7"), "own.toml: [MY-AGE] core"),
        (("@number", "@numbr"), "no cue '@numbr'"),
        (("@number", "@balance"), "no cue '@balance'; known are"),
        (("@number", "@measure:number"), "no cue '@measure:number'; known are"),
        (('[["shoe*"], ["@number"]]', '["shoe*"]'), "[MY-AGE] all.0: Input should be a valid list"),
        (("@number", "re:{shoe}"), "own.toml: [MY-AGE]: no term 'shoe'; known are []"),
        (('["shoe*"], ["@number"]]', '["shoe*"]]\nseveral = 2'), "several needs two groups"),
        (("all = [", "alle = ["), "alle: is no field known here"),
        (("[MY-AGE]", "[MY-AGE"), "own.toml: not TOML"),
        (("@number", ""), "own.toml: [MY-AGE] the cue '' says nothing"),
        (("@number", "under:"), "the cue 'under:' says nothing"),
        (("@number", "re:"), "the cue 're:' says nothing"),
        (("@number", "re:(old"), "'re:(old' is no RE2 pattern: missing ): (old"),
        (('["@number"]', "[]"), "own.toml: [MY-AGE] all, also and half: a group holds"),
        (("all = [", "also = [[]]\nall = ["), "own.toml: [MY-AGE] all, also and half: a group"),
        (("all = [", "half = [[]]\nall = ["), "own.toml: [MY-AGE] all, also and half: a group"),
        (("all = [", 'only_after = "ZZ"\nall = ['), "[MY-AGE] only_after: no element 'ZZ'; known"),
        (("[MY-AGE]", "sectoned = false\n[MY-AGE]"), "own.toml: sectoned: is no field known here"),
        (("[MY-AGE]", 'sectioned = "false"\n[MY-AGE]'), "own.toml: sectioned: Input should be"),
        (("[MY-AGE]", '[terms]\nfoot = "abc"\n[MY-AGE]'), "own.toml: terms.foot: Input should"),
        (("[MY-AGE]", "[terms]\nfoot = []\n[MY-AGE]"), "own.toml: terms.foot: List should"),
    ],
)
def test_a_rubric_that_does_not_load_names_file_element_and_field(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(*change))
    with pytest.raises(DataError) as raised:
        load_rubric(path)
    assert says in str(raised.value)
    assert "at least 1 item" not in str(raised.value) or "terms" in says


def test_who_asks_for_elements_is_the_article_or_a_payer() -> None:
    with pytest.raises(ValueError, match=r"asked_by is one of \['article', 'payer'\]"):
        # The word a rubric's author would guess, which types alone would refuse.
        Completeness("soap_note", "asked")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        ("[MY-AGE]", "sectioned = false\n[MY-AGE]"),
        ("[MY-AGE]", "[terms]\nfoot = ['shoes?']\n[MY-AGE]"),
        ("all = [", "unless = []\nhalf = []\nall = ["),
        ("all = [", 'only_after = "MY-AGE"\nall = ['),
        ('["@number"]', '["@number", "under:age"]'),
    ],
)
def test_a_near_miss_of_a_rubric_that_does_not_load_finds_its_element(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(*change))
    assert load_rubric(path).statuses("Subjective:\nShoes are 3 years old") == {"MY-AGE": "met"}


def test_a_bad_pattern_is_told_once_and_by_us(tmp_path: Path, capfd) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace("@number", "re:(old"))
    with pytest.raises(DataError):
        load_rubric(path)
    assert capfd.readouterr().err == ""


RICH = """
title = "t"
[A-1]
title = "a claim"
section = "A"
core = true
article = "omitted"
source = "s"
all = [["plateau*"]]
negation_ok = true
[A-2]
title = "its reason"
section = "A"
core = true
article = "omitted"
source = "s"
all = [["because", "due to"], ["illness", "pain"]]
also = [[["under:reason*"], ["illness", "pain"]]]
half = [["for some reason"]]
only_after = "A-1"
near = 1
[O-1]
title = "hops"
section = "O"
core = true
article = "omitted"
source = "s"
all = [['re:\\bhops? \\d+']]
"""


@pytest.mark.parametrize(
    ("note", "states"),
    [
        ("A:\nPlateau. Due to illness.", {"A-1": "met", "A-2": "met"}),
        ("A:\nPlateau. Due to travel.\nShe had pain.", {"A-2": "met"}),
        ("A:\nPlateau\nReason:\n- pain", {"A-2": "met"}),
        ("A:\nPlateau for some reason.", {"A-2": "partial"}),
        ("O:\nHop 12 cm", {"O-1": "met"}),
        # near misses
        ("A:\nNo plateau.", {"A-1": "met", "A-2": "not_applicable"}),
        ("A:\nPlateau. Due to travel. Well. She had pain.", {"A-2": "missing"}),
        ("A:\nPlateau\nFindings:\n- pain", {"A-2": "missing"}),
        ("O:\nHop well", {"O-1": "missing"}),
        ("O:\nHop 12 cm: [not provided]", {"O-1": "placeholder"}),
        ("O:\nWill hop 12 cm", {"O-1": "deferred"}),
        ("O:\nWill be tried next visit: hop 12 cm", {"O-1": "deferred"}),
        ("P:\nHop 12 cm\nO:\nBBS", {"O-1": "wrong_section"}),
    ],
)
def test_further_ways_half_credit_labels_and_patterns(
    tmp_path: Path, note: str, states: dict[str, str]
) -> None:
    path = tmp_path / "rich.toml"
    path.write_text(RICH)
    got = load_rubric(path).statuses(note)
    assert {element: got[element] for element in states} == states


@pytest.mark.parametrize("unit", ["berg 41/56 ", "will hop 3 x 10 ", "no ", "[x] ", "1/", "a: "])
def test_long_hostile_text_gives_every_element_a_state(unit: str) -> None:
    # What is not linear would run for minutes here, and be noticed.
    for name in RUBRICS:
        rubric = load_rubric(name)
        assert len(find_elements(rubric, "O: " + unit * (100_000 // len(unit)), ())) == len(
            rubric.elements
        )


@given(st.text(max_size=300))
def test_any_text_gets_a_state_for_every_element_with_spans_that_lie_in_it(text: str) -> None:
    for name in RUBRICS:
        rubric = load_rubric(name)
        found = find_elements(rubric, text, ())
        assert [each.element for each in found] == [element.id for element in rubric.elements]
        for each in found:
            assert each.span is None or 0 <= each.span[0] < each.span[1] <= len(text)


def test_in_a_gate_an_element_that_is_read_badly_decides_less(tmp_path: Path, make_case) -> None:
    path = tmp_path / "two.toml"
    head = 'section = "P"\ncore = true\narticle = "asked"\nsource = "s"\n'
    path.write_text(
        f'title = "t"\n[X-1]\ntitle = "one"\n{head}all = [["alpha"]]\n'
        f'[X-2]\ntitle = "two"\n{head}weight = 0.5\nall = [["beta"]]\n'
    )
    plain, weighted = (Completeness(str(path), "payer", weighted=w) for w in (False, True))
    case = make_case()
    assert plain(case, "Plan:\nalpha\n").value == plain(case, "Plan:\nbeta\n").value == 0.5
    assert weighted(case, "Plan:\nalpha\n").value == pytest.approx(2 / 3)
    assert weighted(case, "Plan:\nbeta\n").value == pytest.approx(1 / 3)
    assert weighted(case, "Plan:\nalpha beta\n").value == 1


def test_a_rubric_of_which_the_article_asks_nothing_gives_it_no_score(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[GAZE]\ntitle = "gaze"\nsection = "O"\ncore = true\narticle = "omitted"\n'
        'source = "own"\nall = [["gaze"]]\nexamples = ["Gaze steady"]\nnear_misses = ["Gait"]\n'
    )
    case = load_cases("balance")[0]
    assert math.isnan(Completeness(str(path), "article")(case, "O: Gaze steady.").value)
    assert Completeness(str(path), "payer")(case, "O: Gaze steady.").value == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('id = "OTHER"\nall = [["shoe*"]]', "id: is no field"),
        ('all = [["Under:goals"]]', "begins with 'Under:'"),
        ('all = [["regex:sho.es"]]', "begins with 'regex:'"),
        ('all = [[" @score"]]', "no space at its ends"),
        ('all = [["under:@score"]]', "a word or phrase behind under:"),
        ('all = [["under:re:goal"]]', "a word or phrase behind under:"),
    ],
)
def test_a_cue_that_could_never_be_found_is_named(tmp_path: Path, body: str, says: str) -> None:
    path = tmp_path / "shoes.toml"
    path.write_text(
        f'[SHOE]\ntitle = "Shoes"\nsection = "S"\ncore = true\narticle = "asked"\n'
        f'source = "x"\n{body}\n'
    )
    with pytest.raises(DataError, match=re.escape(says)):
        load_rubric(path)


def test_a_cue_may_hold_a_colon(tmp_path: Path) -> None:
    path = tmp_path / "shoes.toml"
    path.write_text(
        '[SHOE]\ntitle = "Shoes"\nsection = "S"\ncore = true\narticle = "asked"\n'
        'source = "x"\nall = [["shoes: new"]]\nexamples = ["Shoes: new"]\n'
    )
    assert load_rubric(path).elements[0].all == (("shoes: new",),)
