"""Weights: the signs of a clause, what they add up to, and what they may and may not decide."""

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapbench import (
    DataError,
    LabelledLine,
    learn,
    learn_words,
    load_labelled,
    load_lines,
    load_rubric,
    read,
)
from soapbench.cli import main
from soapbench.rubrics import WEIGHTS, Rubric, find_elements
from soapbench.rubrics.weights import Weights, load_weights, scale, signs
from soapbench.rubrics.word_vectors import WordVectors, load_word_vectors

NAMES = ("medical_necessity", "soap_note")


def test_the_signs_of_a_clause_are_its_words_and_what_the_reading_tells_of_it() -> None:
    (told,) = signs("Objective:\n- Walked 20 ft, no cueing")[-1:]
    for sign in ("walk", "0", "^ walk", "walk 0", "ft … no", "ft , no", "cueing $", "section: O",
                 "quantity: distance", "length: 1"):  # fmt: skip
        assert sign in told, sign
    for sign in ("walked", "20", "Walked", "walk … ,", "section: S", "walk ft", "flag: goal"):
        assert sign not in told, sign
    assert len(set(told)) == len(told)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@settings(deadline=None)
def test_any_text_has_signs_for_each_clause(text: str) -> None:
    assert len(signs(text)) == len(read(text).clauses)
    assert all(told and "" not in told for told in signs(text))


WEIGHED = Weights({"E-1": -1.0}, {"E-1": {"steady": 2.0, "not": -4.0, "^ steady": 0.5}})


VECTORS = WordVectors(
    ("feet", "foot", "wife"), np.array([[0, 2], [1, 2], [3, 0]], dtype=np.float16)
)


def test_a_sense_is_which_way_the_vectors_of_some_words_point_together() -> None:
    senses = VECTORS.senses([["feet", "wife", "strange"], ["foot"], ["strange"], []])
    assert np.allclose(senses, [[0.83205, 0.5547], [0.44721, 0.89443], [0, 0], [0, 0]])
    parts = VECTORS.parts(["feet", "wife", "strange"])
    assert list(parts) == ["feet", "wife"]
    assert np.allclose(sum(parts.values()), senses[0])
    assert VECTORS.parts(["strange"]) == {}


def test_odds_and_reasons_hold_the_sense_of_a_clause() -> None:
    note = "Feet.\nWife of nobody."
    plain = Weights({"E-1": -1.0}, {"E-1": {"feet": 2.0}})
    sensed = replace(plain, senses={"E-1": (0.5, 3.0)}, vectors=VECTORS)
    more = np.subtract(sensed.odds(note)["E-1"], plain.odds(note)["E-1"])
    assert np.allclose(more, [3.0, 0.5])
    reasons = sensed.reasons(note, 0, "E-1")
    assert [sign for sign, _ in reasons] == ["like feet", "feet"]
    assert sum(weight for _, weight in reasons) == pytest.approx(sensed.odds(note)["E-1"][0] + 1)


def test_words_that_keep_the_same_company_have_like_vectors() -> None:
    texts = [
        f"{whose} {who} came along and walked {how} with a {what}."
        for whose in ("His", "Her")
        for who in ("wife", "son", "aunt")
        for how in ("well", "badly")
        for what in ("cane", "walker", "rail")
    ]
    vectors = learn_words(texts)
    like = {word: vectors.senses([[word]])[0] for word in ("wife", "son", "cane", "rail")}
    assert like["wife"] @ like["son"] > 0.9 > 0.5 > like["wife"] @ like["cane"]
    assert like["cane"] @ like["rail"] > 0.9
    assert "0" not in vectors.words
    assert "." not in vectors.words
    with pytest.raises(DataError, match="no two words stand 3 times"):
        learn_words(["Walked.", "Sat."])


def test_word_vectors_survive_their_file_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    VECTORS.save(path)
    again = load_word_vectors(path)
    assert again.words == VECTORS.words
    assert (again.table == VECTORS.table).all()
    assert again.mark == VECTORS.mark
    for broken in (path.read_bytes()[:90], b""):
        other = tmp_path / f"{len(broken)}.npz"
        other.write_bytes(broken)
        with pytest.raises(DataError, match=f"{other.name}: no word vectors can be read"):
            load_word_vectors(other)


def test_the_shipped_word_vectors_are_what_the_texts_for_tuning_give() -> None:
    notes = [note.text for note in load_labelled() if note.use == "tune"]
    again, shipped = learn_words([*notes, *(n.text for n in load_lines())]), load_word_vectors()
    assert again.words == shipped.words
    # Which way each direction points is chance; what words are to each other is not.
    some = [[word] for word in again.words[::40]]
    mine, theirs = again.senses(some), shipped.senses(some)
    assert np.allclose(mine @ mine.T, theirs @ theirs.T, atol=0.02)


def test_the_odds_are_the_start_and_the_weights_of_the_signs_that_stand_there() -> None:
    note = "Steady.\nNot steady."
    first, second = signs(note)
    expected = [-1 + 2.5 * scale(first), -1 + (2.0 - 4.0) * scale(second)]
    assert np.allclose(WEIGHED.odds(note)["E-1"], expected)
    assert scale(first) == pytest.approx(3 / math.sqrt(len(first)))


def test_reasons_name_the_signs_the_strongest_first() -> None:
    note = "Not steady."
    reasons = WEIGHED.reasons(note, 0, "E-1")
    assert [sign for sign, _ in reasons] == ["not", "steady"]
    assert sum(weight for _, weight in reasons) == pytest.approx(
        float(WEIGHED.odds(note)["E-1"][0]) + 1
    )


def test_weights_survive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "r.weights.csv"
    odd = Weights({"E-1": -0.5, "E-2": 0.0}, {"E-1": {', " …': 1.25, "a\tb": -3.0}, "E-2": {}})
    odd.save(path)
    again = load_weights(path)
    assert (again.starts, again.weights, again.vectors) == (odd.starts, odd.weights, None)
    shipped = load_word_vectors()
    sensed = replace(
        odd, senses=dict.fromkeys(odd.starts, (0.5,) * shipped.table.shape[1]), vectors=shipped
    )
    sensed.save(path)
    note = "Walked with a cane."
    assert load_weights(path).odds(note) == sensed.odds(note)


def test_weights_that_go_with_other_word_vectors_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.weights.csv"
    Weights({"E-1": 0.0}, {"E-1": {}}, {"E-1": (1.0, 2.0)}, VECTORS).save(path)
    with pytest.raises(DataError, match=r"r\.weights\.csv: learnt with other word vectors"):
        load_weights(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("E-1,,0.5\nE-1,word\n", r":3: no element, sign and weight"),
        ("E-1,,half\n", r":2: no element, sign and weight"),
        ("", r"holds no weights"),
        (",word vectors,12\n", r"holds no weights"),
        ("E-1,word,1\n", r"\['E-1'\] have signs and no odds to start from"),
    ],
)
def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "r.weights.csv"
    path.write_text("element,sign,weight\n" + rows)
    with pytest.raises(DataError, match=message):
        load_weights(path)


RUBRIC = """title = "t"
[F-1]
title = "steadiness"
section = "O"
core = true
article = "omitted"
source = "s"
all = [["steady"]]
"""


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    path = tmp_path / "tiny.toml"
    path.write_text(RUBRIC)
    return load_rubric(path)


def weighed(rubric: Rubric, start: float, **words: float) -> Rubric:
    return replace(rubric, weights=Weights({"F-1": start}, {"F-1": words}))


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("Objective:\n- Held firm on foam.", "met"),
        ("Objective:\n- Held on foam.", "missing"),
        ("Plan:\n- Held firm on foam.", "missing"),
        ("Objective:\n- Held firm on foam: not tested.", "missing"),
        ("Objective:\n- Held firm on [surface].", "missing"),
        ("Objective:\n- Document whether the patient held firm here.", "missing"),
        ("Objective:\n- Steady on foam.", "met"),
    ],
)
def test_weights_meet_an_element_without_cues_where_a_clause_tells_it(
    rubric: Rubric, note: str, status: str
) -> None:
    taught = weighed(rubric, -1.0, firm=9.0)
    assert taught.statuses(note)["F-1"] == status
    found = find_elements(taught, note, ())[0]
    assert found.by == ("weights" if "firm" in note and status == "met" else "cues")


@pytest.mark.parametrize(
    ("odds", "cue", "none"),
    [
        (1.6, "met", "met"),
        (1.4, "met", "partial"),
        (0.1, "met", "partial"),
        (-0.1, "met", "missing"),
        (-1.9, "met", "missing"),
        (-2.1, "partial", "missing"),
        (-7.9, "partial", "missing"),
        (-8.1, "missing", "missing"),
    ],
)
def test_what_a_clause_counts_with_and_without_a_cue(
    rubric: Rubric, odds: float, cue: str, none: str
) -> None:
    taught = weighed(rubric, odds)
    assert taught.statuses("Objective:\n- Steady on foam.")["F-1"] == cue
    assert taught.statuses("Objective:\n- Held firm on foam.")["F-1"] == none


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("[name] PT", "met"),
        ("[Name], physiotherapist", "met"),
        ("____, physiotherapist", "met"),
        ("Plan sent to [physician] for review", "missing"),
        ("Seen with [name], her daughter", "missing"),
    ],
    ids=range(5),
)
def test_a_blank_that_counts_needs_no_cue(note: str, status: str) -> None:
    statuses = load_rubric("soap_note").statuses(f"Plan: continue twice a week.\n\n{note}")
    assert statuses["ADM-SIGN"] == status


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("GMFM-66 was 61.4 and is 64.0 today.\nUpright in 4 of 5 lateral pulls.", "met"),
        ("ODSS 9, it was 12. MRC sum score 34 of 60.", "met"),
        ("Corneal gap: 3 mm, now 1 mm.\nFacial Disability Index, physical: 45, now 65.", "met"),
        # one measure told twice, a goal, and a measure without its value
        ("Burke Lateropulsion Scale went from 13/17 to 6/17. Last week it was 8/17.", "partial"),
        (
            "The Disequilibrium Scale was 13/17, now 7/17.\nGoal: severity 2/10 by week 6.",
            "partial",
        ),
        ("The Disequilibrium Scale was 13/17, now 7/17.\nThe WOSI was filled in.", "partial"),
    ],
    ids=range(6),
)
def test_measures_that_no_cue_names_are_counted(note: str, status: str) -> None:
    assert load_rubric("medical_necessity").statuses(note)["N-OBJ"] == status


def test_the_likelier_of_two_clauses_with_cues_decides(rubric: Rubric) -> None:
    job, foam = "- Steady job at the mill.", "- Steady on foam."
    note = f"Objective:\n{job}\n{foam}"
    for words, decides in (({"job": -2.0}, foam), ({"foam": -2.0}, job)):
        found = find_elements(weighed(rubric, 1.0, **words), note, ())[0]
        assert found.status == "met"
        assert found.span is not None
        assert note[slice(*found.span)] in decides
    assert rubric.statuses(note)["F-1"] == "met"


def test_a_rubric_is_read_with_the_weights_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(RUBRIC)
    alone = load_rubric(path)
    assert alone.weights is None
    Weights({"F-1": 0.0}, {"F-1": {"firm": 1.0}}).save(path.with_suffix(WEIGHTS))
    both = load_rubric(path)
    assert both.weights is not None
    assert both.sha256 != alone.sha256
    Weights({"G-1": 0.0}, {"G-1": {}}).save(path.with_suffix(WEIGHTS))
    with pytest.raises(DataError, match=r"mine.weights.csv: \['G-1'\] are no elements"):
        load_rubric(path)


LINES = [
    LabelledLine("F-1", meets, f"{who} {words} on the foam {how}.")
    for who in ("Patient", "She", "He", "Pt")
    for how in ("today", "for a while", "with eyes closed")
    for meets, words in ((True, "held firm"), (False, "stood about"))
]


def test_what_lines_teach_is_read_in_lines_nobody_showed(rubric: Rubric) -> None:
    taught = learn(rubric, [], LINES)
    assert taught.odds("Objective:\n- The man held firm at last.")["F-1"][-1] > 0
    assert taught.odds("Objective:\n- The man stood about at last.")["F-1"][-1] < 0


def test_where_nothing_is_taught_nothing_is_learnt(rubric: Rubric) -> None:
    with pytest.raises(DataError, match=r"tiny: no element has labels .* 0 labelled .* 12 lines"):
        learn(rubric, [], [line for line in LINES if line.met])


OWN = """examples = ["Steady on foam.", "Held steady."]
near_misses = ["Bye."]
"""


def test_a_rubrics_own_examples_teach_beside_labels_and_never_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "mine.toml"
    other = RUBRIC.removeprefix('title = "t"').replace("F-1", "F-2")
    path.write_text(f"{RUBRIC}{OWN}{other}{OWN}")
    rubric = load_rubric(path)
    with pytest.raises(DataError, match=r"mine: no element has labels .* 0 lines"):
        learn(rubric, load_labelled(), load_lines())
    # near miss: labels that all say the same are none to learn from either
    with pytest.raises(DataError, match="12 lines"):
        learn(rubric, [], [line for line in LINES if not line.met])
    taught = learn(rubric, [], LINES)
    assert list(taught.starts) == ["F-1"]
    assert "mine: not learnt, for want of labels: F-2" in caplog.text
    plain = rubric.elements[0].model_copy(update={"examples": (), "near_misses": ()})
    assert taught.weights != learn(replace(rubric, elements=(plain,)), [], LINES).weights


def test_learning_without_its_library_says_what_to_install(
    rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(DataError, match=r"pip install scikit-learn"):
        learn(rubric, [], LINES)


def test_the_command_writes_the_weights_beside_the_rubric(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, lines = tmp_path / "mine.toml", tmp_path / "lines.jsonl"
    path.write_text(RUBRIC)
    lines.write_text(
        "".join(
            f'{{"element": "F-1", "met": {str(line.met).lower()}, "text": "{line.text}"}}\n'
            for line in LINES
        )
    )
    assert main(["learn", str(path), "--lines", str(lines)]) == 0
    assert capsys.readouterr().out.startswith("mine.weights.csv: ")
    assert load_rubric(path).weights is not None
    path.with_suffix(WEIGHTS).write_text("element,sign,weight\nF-1,firm,1\n")
    assert main(["learn", str(path), "--lines", str(lines)]) == 0, "a spoilt file is made anew"
    lines.write_text('{"element": "F-1", "met": "yes", "text": "x"}\n')
    assert main(["learn", str(path), "--lines", str(lines)]) == 3
    assert "lines.jsonl:1: no labelled line" in capsys.readouterr().err


# Elements are learnt each for itself; every fifth will do.
@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_weights_are_what_the_notes_for_tuning_teach(name: str) -> None:
    rubric = load_rubric(name)
    assert rubric.weights is not None
    notes = load_labelled()
    # Were a reporting note used, it would teach another lesson once all its labels are turned.
    turned = [
        replace(note, labels=dict.fromkeys(note.labels, "missing"))
        if note.use == "report"
        else note
        for note in notes
    ]
    some = replace(rubric, elements=rubric.elements[::5])
    again = learn(some, turned, load_lines())
    assert {e.id for e in some.elements} == set(again.starts)
    for note in [n.text for n in notes if n.rubric == name][::40]:
        mine, theirs = again.odds(note), rubric.weights.odds(note)
        for element in again.starts:
            assert np.allclose(mine[element], theirs[element], atol=0.02), element


def test_a_rubric_tells_what_spoke_for_an_element(rubric: Rubric) -> None:
    taught = weighed(rubric, -1.0, firm=9.0, foam=-2.0)
    reasons = taught.reasons("Objective:\n- Sat.\n- Held firm on foam.", "F-1")
    assert list(reasons.index) == ["(any clause)", "firm", "foam"]
    assert reasons["firm"] > 0 > reasons["foam"]
    assert list(taught.reasons("", "F-1").index) == ["(any clause)"]
    with pytest.raises(DataError, match="tiny: no weights were learnt for F-1"):
        rubric.reasons("Sat.", "F-1")
