"""The explorer: its data, and what a real browser makes of it."""

import dataclasses
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

import soapbench
from soapbench import (
    Case,
    Check,
    Completion,
    Evaluation,
    Request,
    Score,
    compare,
    evaluate,
    explorer,
    load_templates,
    phi_absence,
    provenance,
    show,
    side_by_side,
    soap_completeness,
    write_page,
)
from soapbench.report import Explorer
from soapbench.report.explorer import EXPLORER_TYPE, explorer_files, redacted_explorer
from soapbench.report.looks import TINTS
from soapbench.report.sheets import fact_sheet
from tests.conftest import parrot

V1, V2 = "soap_note@v1", "soap_note@v2"
BEFORE = "Subjective: pain 2/10 \U0001f9b6 today.\nObjective:\n- BBS 41/56 (34/56 at eval)"
AFTER = "Subjective: steadier, pain 2/10.\nObjective:\n- none. Signed, Emily Carter, PT"
HOSTILE = (
    "Subjective: pain 2/10 <script>window.hit=1</script> <img src=x onerror='window.hit=1'> "
    "</style></script><!-- \x1b[31m \u202eabc [x](javascript:hit) =1+1 & \"'"
)


def three(make_case: Callable[..., Case]) -> list[Case]:
    inputs = make_case().inputs
    return [
        make_case(
            id=f"{name.split('_')[0]}-1",
            population=name,
            inputs={**inputs, "clinical_findings": f"BBS 41/56. Since {name}."},
        )
        for name in ("stroke", "knee_arthroplasty", "concussion")
    ]


@pytest.fixture
def run(make_case: Callable[..., Case]) -> Evaluation:
    """Three cases, two versions, two repeats; version 2 loses a value and names someone."""
    cases = three(make_case)

    def model(request) -> Completion:
        prompt = request.messages[0]["content"]
        if "concussion" in prompt:
            return Completion(HOSTILE, "m")
        return Completion(AFTER if "Use only" in prompt else BEFORE, "m")

    scorers = {**soap_completeness, "phi_absence": phi_absence}
    return evaluate(cases, load_templates("soap_note")[:2], model, scorers, repeats=2)


@pytest.fixture
def cases(make_case: Callable[..., Case]) -> list[Case]:
    return three(make_case)


@pytest.fixture
def page(run: Evaluation, cases: list[Case], tmp_path: Path) -> Path:
    return write(explorer(run, cases, [compare(run, V1, V2)]), tmp_path)


def write(shown: Explorer, folder: Path, **options: Any) -> Path:
    cell = new_code_cell("x", execution_count=1)
    cell.outputs = [
        new_output("execute_result", shown._repr_mimebundle_(), execution_count=1, metadata={})
    ]
    notebook = folder / "study.ipynb"
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# A study\n\n## Every note"), cell]), notebook
    )
    return write_page(notebook, folder / "study.html", **options)


def test_the_data_say_each_note_once_with_its_values_and_checks(run, cases) -> None:
    data = explorer(run, cases).data
    assert [c["id"] for c in data["cases"]] == ["concussion-1", "knee-1", "stroke-1"]
    assert data["versions"] == [V1, V2]
    assert len(data["notes"]) == 12
    scorers = [name for name, _ in data["scorers"]]
    for note in data["notes"]:
        rows = run.checks[
            (run.checks["case_id"] == data["cases"][note["case"]]["id"])
            & (run.checks["template"] == data["versions"][note["version"]])
            & (run.checks["repeat"] == note["repeat"])
        ]
        seen = {
            (name, data["labels"][label][0], data["statuses"][status][0])
            for bits, label, status, *_ in note["checks"]
            for i, name in enumerate(scorers)
            if bits & 1 << i
        }
        told = rows[["scorer", "label", "status"]].itertuples(index=False, name=None)
        assert seen == set(told)


def test_places_are_told_in_the_units_a_browser_counts_in(run, cases) -> None:
    data = explorer(run, cases).data
    note = next(n for n in data["notes"] if "\U0001f9b6" in n["text"])
    units = note["text"].encode("utf-16-le")
    (place,) = {tuple(c[4:]) for c in note["checks"] if data["labels"][c[1]][0] == "O-BAL"}
    assert units[2 * place[0] : 2 * place[1]].decode("utf-16-le") == "- BBS 41/56 (34/56 at eval)"


def test_an_explorer_is_told_by_counts_and_named_by_its_content(run, cases) -> None:
    one, other = explorer(run, cases), explorer(run, cases, [compare(run, V1, V2)])
    assert repr(one) == "Explorer(3 cases, 2 versions, 12 notes)"
    assert "pain" not in one._repr_html_(), "a notebook shows means, no note"
    assert one.id == explorer(run, cases).id != other.id
    assert json.loads(one._repr_mimebundle_()[EXPLORER_TYPE])["id"] == one.id


def test_a_scorer_that_could_not_tell_shows_its_checks_and_no_value(case: Case) -> None:
    def unsure(case: Case, note: str) -> Score:
        return Score(math.nan, (Check("Q", "unreadable", None, "judge"),))

    run = evaluate(
        [case], load_templates("soap_note")[:1], lambda r: Completion("S: x", "m"),
        {"unsure": unsure}, repeats=1,
    )  # fmt: skip
    (note,) = explorer(run, [case]).data["notes"]
    assert note["values"] == [None]
    assert note["checks"] == [[1, 0, 0, 0]]


def test_a_case_that_is_not_given_is_named(run, cases) -> None:
    with pytest.raises(ValueError, match="no case 'stroke-1' among the cases given"):
        explorer(run, [case for case in cases if case.id != "stroke-1"])


def test_redacting_moves_every_place_with_its_words(run, cases, tmp_path: Path) -> None:
    plain, hidden = explorer(run, cases).data, explorer(run, cases, redact=True).data
    assert "Carter" in json.dumps(plain)
    assert "Carter" not in json.dumps(hidden)
    assert "[NAME_CLINICIAN]" in json.dumps(hidden)
    for note in hidden["notes"]:
        units = note["text"].encode("utf-16-le")
        for _, label, status, _, *place in note["checks"]:
            if hidden["statuses"][status][0] == "invented":
                words = units[2 * place[0] : 2 * place[1]].decode("utf-16-le")
                assert words == f"[{hidden['labels'][label][0]}]"
    assert redacted_explorer(plain) == hidden
    page = write(explorer(run, cases), tmp_path, redact=True)
    assert "Carter" not in page.read_text()


def test_planted_identifiers_are_hidden_in_the_case_too(make_case, tmp_path: Path) -> None:
    inputs = {**make_case().inputs, "visit_facts": "Locker 0048-2913 is hers."}
    case = make_case(inputs=inputs, canaries=[{"kind": "OTHER_ID", "text": "0048-2913"}])
    run = evaluate(
        [case], load_templates("soap_note")[:1], lambda r: Completion("S: 00482913", "m"),
        soap_completeness, repeats=1,
    )  # fmt: skip
    text = json.dumps(explorer(run, [case], redact=True).data)
    assert "2913" not in text
    assert "[OTHER_ID]" in text


def test_provenance_tells_what_the_run_rests_on(run) -> None:
    told = dict(provenance(run).rows)
    assert told["answers"] == "12: 12 complete; 2 a prompt"
    assert told["model model"] == "settings not recorded"
    assert told[f"prompt {V1}"].startswith("sha256 ")
    assert told["written"] == "dates not recorded"
    assert "pandas" not in repr(provenance(run)), "versions differ from machine to machine"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda run, cases: explorer(run, cases, [elements(run)]), "not of the scores of this"),
        (lambda run, cases: explorer(only(run, V1), cases, [compare(run, V1, V2)]), "not of the"),
        (lambda run, cases: show(run, "stroke-1", V1, scorers=["groundin"]), "that ran; these are"),
        (lambda run, cases: show(run, "stroke-1", V1, scorers="phi_absence"), "scorers is a list"),
        (lambda run, cases: side_by_side(run, "stroke-1", V1), "templates is a list of labels"),
        (
            lambda run, cases: show(run, "stroke-1", "soap_note@v9"),
            "it holds \\['soap_note@v1'",
        ),
    ],
)
def test_a_slip_of_the_author_is_named(run, cases, wrong, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        wrong(run, cases)


def elements(run: Evaluation):
    return compare(run, V1, V2, elements="payer_completeness")


def only(run: Evaluation, template: str) -> Evaluation:
    frames = {name: getattr(run, name) for name in ("completions", "scores", "checks")}
    kept = {name: frame[frame["template"] == template] for name, frame in frames.items()}
    return dataclasses.replace(run, **kept)


def test_an_evaluation_of_nothing_has_its_provenance_too(run: Evaluation) -> None:
    empty = evaluate([], load_templates("soap_note")[:1], lambda r: Completion("", "m"), {}, 1)
    assert dict(provenance(empty).rows)["cases"] == "0, hashes from none"


def test_tones_and_tints_are_the_same_in_notebook_and_page() -> None:
    style = Path(soapbench.__file__).with_name("page") / "page.css"
    for tone, tint in TINTS.items():
        assert f"--{tone}-tint: {tint};" in style.read_text()
    script = explorer_files()[1]
    assert f"const TONES = {json.dumps(list(TINTS))};" in script


class Visit:
    """One page in a real browser, with everything it asked for and complained of."""

    def __init__(self, browser, path: Path, **options: Any) -> None:
        self.page = browser.new_page(**options)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def axe(self) -> list[str]:
        from axe_playwright_python.sync_playwright import Axe

        return [f"{v['id']}: {v['impact']}" for v in Axe().run(self.page).response["violations"]]


@pytest.fixture
def visit(browser, page: Path) -> Visit:
    return Visit(browser, page)


def test_the_page_opens_with_every_case_and_asks_for_nothing(visit: Visit, page: Path) -> None:
    rows = visit.page.locator(".matrix").last.locator("tbody tr")
    expect(rows).to_have_count(3)
    assert visit.requests == [page.as_uri()]
    assert visit.complaints == []


def test_a_filter_leaves_the_cases_that_show_it(visit: Visit) -> None:
    visit.page.get_by_label("Population").select_option("knee arthroplasty")
    rows = visit.page.locator(".matrix").last.locator("tbody th")
    assert rows.all_inner_texts() == ["knee-1"]
    visit.page.get_by_label("Population").select_option("")
    visit.page.get_by_label("Score", exact=True).select_option("PHI absence")
    visit.page.get_by_label("Status").select_option("‼ invented")
    rows = visit.page.locator(".matrix").last.locator("tbody tr")
    assert [row.split() for row in rows.all_inner_texts()] == [
        ["knee-1", "knee", "arthroplasty", "0", "2"],
        ["stroke-1", "stroke", "0", "2"],
    ]
    assert "2 of 3 cases" in visit.page.get_by_role("status").inner_text()


def test_a_class_of_identifier_leads_to_its_notes(visit: Visit) -> None:
    visit.page.get_by_label("NAME_CLINICIAN invented, soap_note@v2: 2 cases").click()
    visit.page.get_by_role("link", name="stroke-1, soap_note@v2: 2").click()
    visit.page.locator("[data-told^='‼ NAME_CLINICIAN']").first.click()
    assert visit.page.evaluate("document.activeElement.textContent") == "Emily Carter"


def test_a_cell_opens_the_note_that_shows_what_it_counts(browser, case: Case, tmp_path) -> None:
    answers = iter([BEFORE, AFTER, BEFORE, AFTER])
    run = evaluate(
        [case], load_templates("soap_note")[:2], lambda r: Completion(next(answers), "m"),
        {"phi_absence": phi_absence}, repeats=2, concurrency=1,
    )  # fmt: skip
    visit = Visit(browser, write(explorer(run, [case]), tmp_path))
    visit.page.get_by_label("NAME_CLINICIAN invented, soap_note@v2: 1 case").click()
    visit.page.get_by_role("link", name=f"{case.id}, soap_note@v2: 1").click()
    assert visit.page.locator(".note h4").inner_text() == "soap_note@v2, repeat 1"
    assert visit.page.locator("mark.loud").inner_text() == "Emily Carter"


def test_what_was_not_looked_for_is_not_called_absent(browser, case: Case, tmp_path) -> None:
    def asked(note: str, scorers: dict) -> Visit:
        run = evaluate(
            [case], load_templates("soap_note")[:1], lambda r: Completion(note, "m"), scorers, 1
        )
        return Visit(browser, write(explorer(run, [case]), tmp_path))

    page = asked(BEFORE, {}).page
    assert "None was seen by any scorer: none ran." in page.locator("main").inner_text()
    page = asked(BEFORE, {"phi_absence": phi_absence}).page
    assert "None was seen by PHI absence." in page.locator("main").inner_text()
    page = asked("Subjective: pain 2/10, says Rowan.", {"phi_absence": phi_absence}).page
    expect(page.get_by_label("NAME_PATIENT likely, soap_note@v1: 1 case")).to_have_count(1)


def test_a_refused_note_counts_nothing_as_in_a_comparison(browser, case: Case, tmp_path) -> None:
    answers = iter([Completion(BEFORE, "m"), Completion("", "m", "content_filter")])
    run = evaluate(
        [case], load_templates("soap_note")[:1], lambda r: next(answers),
        {"one": lambda case, note: Score(1)}, repeats=2, concurrency=1,
    )  # fmt: skip
    visit = Visit(browser, write(explorer(run, [case]), tmp_path))
    visit.page.get_by_role("link", name=f"{case.id}, soap_note@v1: 0.50").click()
    assert "stopped by a filter, counts as 0" in visit.page.locator(".note h4").inner_text()


def test_paper_shows_what_is_folded_and_what_to_look_at(visit: Visit) -> None:
    visit.page.locator(".drops a").first.click()
    visit.page.get_by_label("payer completeness").check()
    expect(visit.page.locator(".desk")).to_contain_text("S-PAIN")
    visit.page.pdf()
    expect(visit.page.locator("details:not([open])")).to_have_count(0)
    visit.page.emulate_media(media="print")
    assert visit.page.locator("button.chip").first.is_visible()
    assert not visit.page.locator(".controls").is_visible()


def test_marks_stand_where_their_spans_say(run: Evaluation, visit: Visit) -> None:
    visit.page.get_by_role("link", name="stroke-1, soap_note@v1:").click()
    for name in ("payer completeness", "PHI absence"):
        visit.page.get_by_label(name).check()
    checks = run.checks[
        (run.checks["case_id"] == "stroke-1")
        & (run.checks["template"] == V1)
        & (run.checks["repeat"] == 0)
        & run.checks["start"].notna()
    ]
    for row in checks.itertuples():
        marks = visit.page.locator(f"mark[data-told*='{row.label}']")
        shown = "".join(marks.all_text_contents())
        assert shown == BEFORE[row.start : row.end]
    assert (
        visit.page.locator(".text").first.evaluate(
            "node => [...node.querySelectorAll('.chip')].forEach(chip => chip.remove()) "
            "|| node.textContent"
        )
        == BEFORE
    )


def test_a_mark_says_its_element_status_and_rule_on_hover_and_focus(visit: Visit) -> None:
    visit.page.get_by_role("link", name="stroke-1, soap_note@v1:").click()
    mark = visit.page.locator("mark[data-told*='O-BAL']").first
    for act in (mark.hover, mark.focus):
        act()
        tip = visit.page.get_by_role("tooltip").inner_text()
        assert "✓ O-BAL (" in tip
        assert "): met, by the rule soap_note/O-BAL" in tip
        visit.page.mouse.move(0, 0)


def test_a_regression_opens_both_notes_with_the_words_that_differ(visit: Visit) -> None:
    visit.page.locator(".drops a").first.click()
    notes = visit.page.locator(".note")
    expect(notes).to_have_count(2)
    assert "34/56" in "".join(notes.nth(0).locator("del").all_inner_texts())
    assert "steadier" in "".join(notes.nth(1).locator("ins").all_inner_texts())
    assert "pain" not in "".join(visit.page.locator("ins, del").all_inner_texts())
    visit.page.get_by_label("words that differ").uncheck()
    expect(visit.page.locator("ins, del")).to_have_count(0)


def test_a_deep_link_opens_what_it_was_taken_from(visit: Visit, browser, page: Path) -> None:
    visit.page.locator(".drops a").first.click()
    visit.page.get_by_label("payer completeness").check()
    expect(visit.page.locator(".desk")).to_contain_text("S-PAIN")
    seen = visit.page.locator(".desk").inner_text()
    again = browser.new_page()
    again.goto(visit.page.evaluate("location.href"))
    expect(again.locator(".desk")).to_have_text(seen, use_inner_text=True)
    again.go_back()
    visit.page.get_by_role("link", name="All notes").click()
    expect(visit.page.locator(".matrix").last.locator("tbody tr")).to_have_count(3)
    visit.page.go_back()
    expect(visit.page.locator(".desk")).to_have_text(seen, use_inner_text=True)


def test_a_link_from_an_older_page_opens_what_it_can(visit: Visit, browser, page: Path) -> None:
    older = browser.new_page()
    older.goto(f"{page.as_uri()}#explorer=0ld0ld00&case=stroke-1&left=0.1")
    assert older.locator(".note h4").inner_text() == "soap_note@v1, repeat 1"
    older.goto(f"{page.as_uri()}#explorer=0ld0ld00&status=99&label=99")
    assert "0 of 3 cases" in older.get_by_role("status").inner_text()


def test_escape_takes_the_tip_away_before_it_leaves_the_note(visit: Visit) -> None:
    visit.page.get_by_role("link", name="stroke-1, soap_note@v1:").click()
    visit.page.locator("mark").first.focus()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("tooltip")).to_have_count(0)
    expect(visit.page.locator(".desk")).to_have_count(1)
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(".filters")


def test_arrow_keys_move_and_escape_comes_back(visit: Visit) -> None:
    focused = "document.activeElement.getAttribute('aria-label')"
    visit.page.get_by_role("link", name="concussion-1, soap_note@v1:").focus()
    for key, where in (
        ("ArrowRight", "concussion-1, soap_note@v2"),
        ("ArrowRight", "concussion-1, soap_note@v2"),
        ("ArrowDown", "knee-1, soap_note@v2"),
        ("ArrowLeft", "knee-1, soap_note@v1"),
        ("ArrowUp", "concussion-1, soap_note@v1"),
    ):
        visit.page.keyboard.press(key)
        assert visit.page.evaluate(focused).startswith(where)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".desk")
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(".filters")


def test_hostile_text_stays_text(visit: Visit) -> None:
    visit.page.get_by_role("link", name="concussion-1, soap_note@v1:").click()
    shown = visit.page.locator(".text").first.evaluate(
        "node => [...node.querySelectorAll('.chip')].forEach(chip => chip.remove()) "
        "|| node.textContent"
    )
    assert shown == HOSTILE.replace("\x1b", "␛").replace("\u202e", "\ufffd")
    assert visit.page.evaluate("window.hit") is None
    expect(visit.page.locator("main img, main script")).to_have_count(0)
    assert visit.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(browser, page: Path, scheme: str) -> None:
    visit = Visit(browser, page, color_scheme=scheme)
    assert visit.axe() == []
    visit.page.locator(".drops a").first.click()
    visit.page.locator("mark").first.focus()
    assert visit.axe() == []
    visit.page.get_by_label("Beside it").select_option("")
    assert visit.axe() == []
    assert visit.complaints == []


def test_a_narrow_window_scrolls_in_one_direction_only(browser, page: Path) -> None:
    visit = Visit(browser, page, viewport={"width": 390, "height": 800})
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not visit.page.evaluate(wide)
    visit.page.locator(".drops a").first.click()
    visit.page.get_by_label("payer completeness").check()
    assert not visit.page.evaluate(wide)
    inside = "node => node.scrollWidth > node.clientWidth"
    assert not visit.page.locator(".note").first.evaluate(inside)


SOAP = load_templates("soap_note")


def test_identifiers_let_through_are_told_where_there_are_any(make_case) -> None:
    def model(request: Request) -> Completion:
        return Completion("S: steadier.", "m")

    case = make_case(inputs={**make_case().inputs, "clinical_findings": "Seen 3/14/2025."})
    allowed = evaluate([case], SOAP[:1], model, {}, 1, allow_identifiers=["PHONE", "DATE"])
    assert dict(provenance(allowed).rows)["identifiers let through"] == "DATE, PHONE"
    none = evaluate([make_case()], SOAP[:1], model, {}, 1)
    assert "identifiers let through" not in dict(provenance(none).rows)


def test_a_fact_sheet_tells_timed_minutes_all_minutes_and_units(make_case) -> None:
    words = "38 min timed, 45 min in all."
    case = make_case(
        inputs={**make_case().inputs, "visit_facts": words},
        minutes={"timed": 38, "total": 45, "words": words, "units": {"97112": 2, "97110": 1}},
    )
    told = "38 timed, 45 in all; units: 97110 1, 97112 2 (CMS rule)"
    assert ("Minutes", told) in fact_sheet(case)


def test_versions_of_several_models_are_told_apart(case: Case, tmp_path: Path) -> None:
    def other(request: Request) -> Completion:
        return Completion("Plan: continue.", "other")

    recording = tmp_path / "r.jsonl"
    for each in (parrot, other):
        one = evaluate([case], SOAP[:1], each, soap_completeness, 1, recording)
    both = evaluate([case], SOAP[:1], None, soap_completeness, 1, recording)
    assert explorer(both, [case]).data["versions"] == [
        "soap_note@v1, other",
        "soap_note@v1, parrot",
    ]
    assert explorer(one, [case]).data["versions"] == ["soap_note@v1"]
