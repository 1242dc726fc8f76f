"""A note is untrusted text: whatever it holds comes out as text, in every page and table."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from soapbench import (
    Case,
    Check,
    Completion,
    Evaluation,
    Score,
    evaluate,
    explorer,
    load_templates,
    phi_absence,
    show,
    side_by_side,
    soap_completeness,
    write_page,
    write_tables,
)
from soapbench.page import visible

FRAGMENTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "</script>", "<!--",
    "]]>", "<svg/onload=alert(1)>", "&lt;b&gt;", "&", "\"'`", "' onmouseover='alert(1)",
    "[x](javascript:alert(1))", "# heading", "| a | b |", "\x1b[31mred\x1b[0m", "\x00", "\x7f",
    "\u202eright to left", "\u2066", "\u2028", "\ufeff", "\U0001f9b6", "=1+1", "+1", "-1",
    "@SUM(A1)", "\tx", "\r\n", "{{ 7 * 7 }}", "${x}", "%s",
    "Subjective: pain 2/10", "Objective: BBS 41/56", "Signed, Emily Carter, PT", "MRN 0048-2913",
]  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=8).map(
    " ".join
)
MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
OURS = {"div", "p", "b", "span", "table", "tbody", "tr", "td"}
V1, V2 = "soap_note@v1", "soap_note@v2"


def written(case: Case, text: str) -> Evaluation:
    scorers = {**soap_completeness, "phi_absence": phi_absence}
    templates = load_templates("soap_note")[:2]
    return evaluate([case], templates, lambda _: Completion(text, "m"), scorers, repeats=1)


def words_of(soup: BeautifulSoup) -> str:
    for chip in soup.select("span[style*='font-size']"):
        chip.decompose()
    return soup.get_text()


@given(text=hostile)
@MANY
def test_a_marked_note_is_text_and_our_own_tags(case: Case, text: str) -> None:
    run = written(case, text)
    if run.notes.empty:
        return
    for shown in (show(run, case.id, V1), side_by_side(run, case.id, [V1, V2])):
        soup = BeautifulSoup(shown._repr_html_(), "html.parser")
        assert {tag.name for tag in soup.find_all()} <= OURS
        assert {name for tag in soup.find_all() for name in tag.attrs} <= {
            "class", "style", "title",
        }  # fmt: skip
        assert normal(visible(text)) in normal(words_of(soup))
        assert text not in repr(shown) or len(text) < 12


@given(text=hostile)
@MANY
def test_a_page_holds_a_note_as_data_alone(case: Case, text: str, tmp_path: Path) -> None:
    run = written(case, text)
    page = page_of(run, case, tmp_path).read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "html.parser")
    data, script = soup.find_all("script")
    assert data["type"] == "application/json"
    assert "<" not in data.string
    told = json.loads(data.string)["notes"][0]["text"]
    assert told == visible(run.completions["text"].iloc[0])
    assert script.string.startswith('"use strict"')
    assert not soup.select("img, svg, iframe, [onerror], [onload], [onmouseover]")


@given(text=hostile)
@MANY
def test_an_exported_cell_never_begins_a_formula(case: Case, text: str, tmp_path: Path) -> None:
    run = written(case, text)
    folder = write_tables(run, tmp_path)
    for name in ("completions", "scores", "checks"):
        frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        assert len(frame) == len(getattr(run, name))
        for cell in frame.to_numpy().ravel():
            assert not re.match(r"[=+\-@\t\r](?!\d*\.?\d*$)", cell)


def test_no_text_of_a_table_begins_a_formula_whoever_wrote_it(case: Case, tmp_path: Path) -> None:
    def scorer(case: Case, note: str) -> Score:
        return Score(1.0, (Check("@label", "=status", rule="-rule"),))

    def model(request: Any) -> Completion:
        return Completion("+note", "m", fingerprint='=HYPERLINK("http://x")')

    run = evaluate([case], load_templates("soap_note")[:1], model, {"\tname": scorer}, repeats=1)
    write_tables(run, tmp_path)
    found = {
        name: pd.read_csv(tmp_path / f"{name}.csv").iloc[0].to_dict()
        for name in ("completions", "scores", "checks")
    }
    assert found["completions"]["text"] == "'+note"
    assert found["completions"]["fingerprint"] == """'=HYPERLINK("http://x")"""
    assert found["scores"]["scorer"] == found["checks"]["scorer"] == "'\tname"
    assert [found["checks"][each] for each in ("label", "status", "rule")] == [
        "'@label", "'=status", "'-rule"
    ]  # fmt: skip
    # what begins otherwise stays as it is
    assert found["completions"]["case_id"] == case.id
    assert found["scores"]["value"] == 1.0


def normal(text: str) -> str:
    # A parser of HTML reads these as one kind of line end, or drops them.
    return re.sub(r"\s+", " ", text.replace("\x00", "")).strip()


def page_of(run: Evaluation, case: Case, folder: Path, **options: Any) -> Path:
    cell = new_code_cell("x", execution_count=1)
    data = explorer(run, [case])._repr_mimebundle_()
    cell.outputs = [new_output("execute_result", data, execution_count=1)]
    notebook = folder / "n.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A study\n\n## Notes"), cell]), notebook)
    return write_page(notebook, folder / "n.html", **options)


def test_a_line_of_a_megabyte_opens_and_is_not_compared_word_by_word(
    browser, make_case: Callable[..., Case], tmp_path: Path
) -> None:
    case = make_case()
    run = written(case, "Subjective: pain 2/10 " + "step " * 200_000)
    page = browser.new_page()
    page.goto(page_of(run, case, tmp_path).as_uri())
    page.get_by_role("link", name=f"{case.id}, {V1}:").click()
    page.get_by_label("Beside it").select_option(label=V2)
    assert page.locator(".text").first.evaluate("node => node.textContent.length") > 1e6
    page.get_by_label("words that differ").check()
    assert "too long to compare" in page.get_by_role("alert").inner_text()
    page.close()


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "\u202eabc", "a\x00b", "\u2066x\u2069", "\ud800", "\x9b1m"]
)
def test_signs_stand_for_what_would_change_how_text_looks(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert not re.search(r"[\x00\x1b\x9b\u202e\u2066\u2069\ud800]", visible(text))
    assert visible("a\tb\nc é \U0001f9b6") == "a\tb\nc é \U0001f9b6"
