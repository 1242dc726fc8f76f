import codecs
import dataclasses
import html
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from soapbench import (
    Case,
    Completion,
    DataError,
    Request,
    compare,
    element_shares,
    evaluate,
    heatmap,
    intervals,
    load_rubric,
    load_templates,
    phi_absence,
    show,
    side_by_side,
    soap_completeness,
    write_page,
    write_tables,
)
from soapbench.report import MarkedNote, flips
from soapbench.scorers import Check
from tests.test_comparison import run_of

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> </style> \x1b[31m \u202eabc & \"'"


def note_of(text: str, case, template="soap_note@v1"):
    run = evaluate(
        [case],
        [load_templates("soap_note")["v1"]],
        lambda request: Completion(text, "m"),
        {**soap_completeness, "phi_absence": phi_absence},
        repeats=1,
    )
    return run, show(run, case.id, template)


def visible(shown: str) -> str:
    return re.sub(r"<[^>]+>", "", shown)


def test_a_marked_note_shows_every_word_once_and_in_order(case) -> None:
    _, marked = note_of(
        "Subjective: pain 2/10 & rising.\nObjective:\n- BBS 41/56 (34/56 at eval)", case
    )
    text = visible(re.sub(r"<span style='font-size.*?</span>", "", marked._repr_html_()))
    assert "Subjective: pain 2/10 &amp; rising.\nObjective:\n- BBS 41/56 (34/56 at eval)" in text


def test_overlapping_marks_both_keep_their_label() -> None:
    checks = (Check("A", "met", (0, 10)), Check("B", "invented", (5, 15)), Check("C", "missing"))
    shown = MarkedNote("t", "0123456789abcdefghij", checks)._repr_html_()
    assert "title='A met'" in shown
    assert "title='A met; B invented'" in shown
    assert "title='B invented'" in shown
    assert shown.index("✓ A") < shown.index("‼ B invented")
    assert "✗ C" in shown.split("Without a place in the note:")[1]


def test_text_of_a_note_is_never_markup(case) -> None:
    run, marked = note_of(f"Subjective: {HOSTILE}\nObjective: {HOSTILE}", case)
    for shown in (marked._repr_html_(), side_by_side(run, case.id, ["soap_note@v1"])._repr_html_()):
        assert "<script" not in shown
        assert "<img" not in shown
        assert "</style" not in shown


def test_a_repr_names_counts_and_never_the_note(case) -> None:
    _, marked = note_of("Subjective: a secret thing, pain 2/10", case)
    assert "1 met" in repr(marked)
    assert "secret" not in repr(marked)


def test_a_note_that_is_not_there_is_named(case) -> None:
    run, _ = note_of("x", case)
    for changes, says in (
        ({"case_id": "none-1"}, "no case 'none-1' among the 1 of this evaluation"),
        (
            {"template": "soap_note@v9"},
            r"no template 'soap_note@v9' in this evaluation; it holds \['soap_note@v1'\]",
        ),
        ({"repeat": 3}, r"no repeat 3 in this evaluation; it holds \[0\]"),
        (
            {"model": "x"},
            r"0 notes for case .*; name the model that wrote it, one of \['<lambda>'\]",
        ),
    ):
        asked = {"case_id": case.id, "template": "soap_note@v1", **changes}
        with pytest.raises(ValueError, match=says):
            show(run, **asked)


def test_figures_say_in_words_what_they_show(make_case) -> None:
    cases = [make_case(id=f"c-{i}") for i in range(8)]
    texts = {"v1": "Subjective: pain 2/10", "v2": "Subjective: pain 2/10\nObjective: BBS 41/56"}

    def model(request):
        return Completion(
            texts["v2" if "Use only" in request.messages[0]["content"] else "v1"], "m"
        )

    run = evaluate(cases, load_templates("soap_note")[:2], model, soap_completeness, repeats=1)
    picture = intervals(compare(run, "soap_note@v1", "soap_note@v2"))
    data, metadata = picture._repr_mimebundle_()
    assert "payer completeness  (v2 vs v1): +0.03" in metadata["image/png"]["alt"]
    assert data["image/png"].startswith("iVBOR")
    assert "O-BAL 0%, 100%" in heatmap(run, "soap_note").text


def test_a_share_is_of_the_cases_an_element_applies_to(make_case) -> None:
    cases = [make_case(id="a-1"), make_case(id="b-1", absent=["prom"])]
    note = "Subjective:\nPain 2/10.\nPatient-reported outcome measure: not provided."
    run = evaluate(
        cases, load_templates("soap_note")[:1], lambda r: Completion(note, "m"),
        soap_completeness, repeats=1,
    )  # fmt: skip
    status = run.checks.set_index(["scorer", "label", "case_id"])["status"]["payer_completeness"]
    shares = element_shares(run, "soap_note")
    for element, row in shares.iterrows():
        applies = status[element] != "not_applicable"
        assert row["cases"] == applies.sum()
        if applies.any():
            met = (status[element][applies] == "met").mean()
            assert row["soap_note@v1"] == pytest.approx(met)
    assert shares.loc[["S-PROM", "S-PAIN"], "cases"].tolist() == [1, 2]


def notebook(path: Path, *cells) -> Path:
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


FAILED = new_output("error", ename="E", evalue="", traceback=[])


def executed(source: str, **data: str):
    output = new_output("execute_result", {"text/plain": "x", **data}, execution_count=1)
    return new_code_cell(source, execution_count=1, outputs=[output])


def test_a_page_has_the_outputs_and_no_code_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    path = notebook(
        tmp_path / "n.ipynb",
        new_markdown_cell("# What & why\n\nSome *prose*, [next](n.ipynb)."),
        executed("secret_code()", **{"text/html": "<p>shown</p><script>no()</script>"}),
    )
    page = write_page(path, tmp_path / "out" / "page.html").read_text()
    assert "<title>What &amp; why</title>" in page
    assert "<p>shown</p>" in page
    assert "secret_code" not in page
    assert "<script" not in page
    assert ".ipynb" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "script-src 'none'" in html.unescape(page)


@pytest.mark.parametrize(
    "cell",
    [
        new_code_cell("x"),
        new_code_cell(
            "x",
            execution_count=1,
            outputs=[new_output("error", ename="E", evalue="", traceback=[])],
        ),
    ],
)
def test_a_notebook_that_was_not_run_through_makes_no_page(tmp_path: Path, cell) -> None:
    path = notebook(tmp_path / "n.ipynb", cell)
    with pytest.raises(DataError, match=r"n\.ipynb: not run from top to bottom"):
        write_page(path, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


SOAP = load_templates("soap_note")


@pytest.mark.parametrize(("reason", "said"), [("length", True), ("stop", False)])
def test_a_note_that_was_cut_off_is_shown_as_such(case: Case, reason: str, said: bool) -> None:
    def model(request: Request) -> Completion:
        return Completion("Subjective: pain 2/10", "m", reason)

    run = evaluate([case], SOAP[:1], model, {"phi_absence": phi_absence}, repeats=1)
    marked = show(run, case.id, "soap_note@v1")
    assert ("repeat 0 · length</b>" in marked._repr_html_()) is said


def test_all_elements_are_shown_on_request_and_the_core_ones_else(case: Case) -> None:
    def model(request: Request) -> Completion:
        return Completion("Subjective: pain 2/10", "m")

    run, rubric = evaluate([case], SOAP[:1], model, soap_completeness, 1), load_rubric("soap_note")
    every = element_shares(run, "soap_note", core=False)
    assert list(every.index) == [element.id for element in rubric.elements]
    core = element_shares(run, "soap_note")
    assert list(core.index) == [element.id for element in rubric.elements if element.core]


def test_a_figure_of_cases_has_the_largest_drop_at_the_top() -> None:
    run = run_of({"a": [[0.5], [0.5], [0.5]], "b": [[0.4], [0.9], [0.1]]})
    (axes,) = flips(compare(run, "a", "b"), "s").figure.axes
    bottom, top = axes.get_ylim()
    assert top < 0 < bottom, "the first stands at the top"
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["c002", "c000", "c001"]


def test_an_element_that_applies_to_no_case_has_no_share_in_a_figure() -> None:
    run = run_of({"a": [[0.5]] * 6, "b": [[0.5]] * 6})
    keys = ["case_id", "template", "model", "repeat"]
    rows = [
        run.completions[keys].assign(scorer="payer_completeness", label=label, status=status)
        for label, status in (("O-BAL", "met"), ("O-ROM", "not_applicable"))
    ]
    picture = heatmap(dataclasses.replace(run, checks=pd.concat(rows)), "soap_note", core=False)
    assert "O-BAL 100%, 100%" in picture.text
    assert "O-ROM –, –" in picture.text
    assert "nan" not in picture.text


def test_tables_say_to_a_spreadsheet_that_they_are_utf_8(tmp_path: Path) -> None:
    run = run_of({"a": [[0.5]] * 6})
    run = dataclasses.replace(run, completions=run.completions.assign(text="98° – well"))
    folder = write_tables(run, tmp_path / "tables")
    assert (folder / "completions.csv").read_bytes().startswith(codecs.BOM_UTF8)
    assert pd.read_csv(folder / "completions.csv")["text"].unique().tolist() == ["98° – well"]
