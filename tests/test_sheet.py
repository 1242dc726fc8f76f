"""Paste sheets, in a browser and in a notebook."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from soapbench import (
    Case,
    Completion,
    DataError,
    Recording,
    RecordingError,
    Setting,
    by_hand,
    evaluate,
    load_templates,
    phi_absence,
    plan_requests,
    read_sheet,
    write_sheet,
)
from soapbench.recording import PlannedRequest

SOAP = load_templates("soap_note")
CHAT = Setting("free-chat")
HOSTILE = "Pain 2/10 </pre><script>document.title='owned'</script> <b>& \u2028 “quoted”"


@pytest.fixture
def planned(make_case: Any) -> list[PlannedRequest]:
    inputs = make_case().inputs
    cases = [
        make_case(id="c-0"),
        make_case(id="c-1", inputs={**inputs, "clinical_findings": HOSTILE}),
    ]
    return plan_requests(cases, SOAP[:1], CHAT, repeats=2)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.asked.append(f"error {error}"))
    yield opened
    context.close()


def save(page: Any, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answers").click()
    download.value.save_as(path)
    return path


def test_prompts_are_copied_answers_pasted_saved_and_recorded(
    page: Any, planned: list[PlannedRequest], tmp_path: Path
) -> None:
    assert write_sheet(tmp_path / "sheet.html", planned) == 4
    page.goto((tmp_path / "sheet.html").as_uri())
    for number, each in enumerate(planned, start=1):
        page.get_by_role("button", name=f"Copy prompt {number}", exact=True).click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == each.request.messages[-1]["content"], "to the letter"
    page.get_by_label("Answer 1").fill("Subjective: steadier.\n\nObjective: </textarea> & ‘BBS’")
    page.get_by_label("Answer 3").fill("   ")
    page.get_by_label("Model that answers").fill("chat page of May")
    page.get_by_label("Answer 4").fill("A note.")
    assert page.get_by_role("status").inner_text() == "2 of 4 answered"
    answers = save(page, tmp_path / "answers.json")
    with Recording(tmp_path / "r.jsonl") as recording:
        assert read_sheet(answers, planned, recording) == 2
        assert read_sheet(answers, planned, recording) == 0
    found = Recording(tmp_path / "r.jsonl")
    assert found[planned[0].key].text == "Subjective: steadier.\n\nObjective: </textarea> & ‘BBS’"
    assert [found[planned[i].key].model for i in (0, 3)] == ["free-chat", "chat page of May"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found[planned[0].key].created or "")
    assert set(found.lines) == {planned[0].key, planned[3].key}
    assert page.title() != "owned"
    assert [url for url in page.asked if not url.startswith(("file:", "blob:"))] == []
    assert write_sheet(tmp_path / "rest.html", planned, found) == 2


def test_what_is_pasted_is_there_again_when_the_page_is_opened_again(
    page: Any, planned: list[PlannedRequest], tmp_path: Path
) -> None:
    address = (tmp_path / "sheet.html").as_uri()
    write_sheet(tmp_path / "sheet.html", planned)
    page.goto(address)
    page.get_by_label("Answer 2").fill("kept")
    page.get_by_label("Model that answers").fill("this model")
    page.goto("about:blank")
    page.goto(address)
    assert page.get_by_label("Answer 2").input_value() == "kept"
    assert page.get_by_label("Model that answers").input_value() == "this model"
    assert page.get_by_role("status").inner_text() == "1 of 4 answered"
    page.get_by_role("button", name="Next without answer").click()
    assert page.evaluate("document.activeElement.textContent") == "Copy prompt 1"
    # another sheet has answers of its own
    write_sheet(tmp_path / "other.html", planned[:2])
    page.goto((tmp_path / "other.html").as_uri())
    assert page.get_by_label("Answer 2").input_value() == ""


def test_a_browser_that_keeps_nothing_is_no_reason_to_lose_answers(
    page: Any, planned: list[PlannedRequest], tmp_path: Path
) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    write_sheet(tmp_path / "sheet.html", planned)
    page.goto((tmp_path / "sheet.html").as_uri())
    page.get_by_label("Answer 1").fill("a note")
    assert "keeps nothing: save before you close" in page.get_by_role("status").inner_text()
    saved = json.loads(save(page, tmp_path / "answers.json").read_bytes())
    assert [row["text"] for row in saved["answers"]] == ["a note"]


def test_a_sheet_can_be_used_by_anyone(
    page: Any, planned: list[PlannedRequest], tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    write_sheet(tmp_path / "sheet.html", planned)
    page.goto((tmp_path / "sheet.html").as_uri())
    # The policy of the page lets no script in from outside, the checker's neither.
    context = page.context.browser.new_context(bypass_csp=True)
    free = context.new_page()
    free.goto((tmp_path / "sheet.html").as_uri())
    found = Axe().run(free)
    context.close()
    assert found.violations_count == 0, found.generate_report()


def row(planned: PlannedRequest, **changes: Any) -> dict[str, Any]:
    return {"id": planned.custom_id, "text": "note", "model": "m", "at": None, **changes}


@pytest.mark.parametrize(
    ("saved", "error", "says"),
    [
        ("nonsense", DataError, "a.json: no file of answers"),
        ("[]", DataError, "no file of answers"),
        ('{"answers": [{"id": "x"}]}', DataError, "no file of answers"),
        ('{"answers": [{"id": 1, "text": "", "model": "", "at": ""}]}', DataError, "no file"),
        (
            '{"answers": [{"id": "x", "text": "secret", "model": "", "at": ""}]}',
            RecordingError,
            "1 of 1 answer belong to none of the planned",
        ),
    ],
)
def test_a_file_that_does_not_belong_is_refused_and_nothing_is_taken(
    planned: list[PlannedRequest], tmp_path: Path, saved: str, error: Any, says: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(saved)
    with Recording(tmp_path / "r.jsonl") as recording:
        with pytest.raises(error, match=says) as raised:
            read_sheet(path, planned, recording)
        assert "secret" not in str(raised.value)
        assert len(recording) == 0


def test_a_strange_answer_among_good_ones_takes_none(
    planned: list[PlannedRequest], tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"answers": [row(planned[0]), row(planned[1], id="x-0")]}))
    with Recording(tmp_path / "r.jsonl") as recording:
        with pytest.raises(RecordingError):
            read_sheet(path, planned, recording)
        assert len(recording) == 0


def test_a_chat_page_takes_no_parameters(make_case: Any, tmp_path: Path) -> None:
    warm = plan_requests([make_case()], SOAP[:1], Setting("m", {"temperature": 1}))
    with pytest.raises(DataError, match="a chat page takes a prompt alone"):
        write_sheet(tmp_path / "sheet.html", warm)
    assert not (tmp_path / "sheet.html").exists()


def test_pasted_answers_are_evaluated_like_any(
    make_case: Any, planned: list[PlannedRequest], tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    rows = [row(planned[0]), row(planned[1]), row(planned[2], text=" \n")]
    path.write_text(json.dumps({"answers": rows}))
    with Recording(tmp_path / "r.jsonl") as recording:
        assert read_sheet(path, planned, recording) == 2, "an empty box is no answer"
    scorers = {"phi_absence": phi_absence}
    run = evaluate([make_case(id="c-0")], SOAP[:1], None, scorers, 2, tmp_path / "r.jsonl")
    assert run.completions["model"].tolist() == ["free-chat", "free-chat"]


def test_in_a_notebook_one_prompt_is_shown_at_a_time_and_each_answer_kept_at_once(
    planned: list[PlannedRequest], tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    widget = by_hand(planned, recording)
    shown, model, answer, buttons = widget.children
    keep, later, said = buttons.children
    assert "c-0, soap_note@v1, repeat 0" in shown.value
    assert model.value == "free-chat"
    keep.click()
    assert "The box is empty" in said.value
    answer.value = "first note"
    keep.click()
    assert Recording(tmp_path / "r.jsonl")[planned[0].key].text == "first note"
    assert (answer.value, said.value) == ("", "1 of 4 answered")
    later.click()
    assert "c-1, soap_note@v1, repeat 0" in shown.value
    assert "<script>" not in shown.value
    for text in ("third", "fourth", "second"):
        answer.value = text
        keep.click()
    texts = [Recording(tmp_path / "r.jsonl")[each.key].text for each in planned]
    assert texts == ["first note", "second", "third", "fourth"]
    assert keep.disabled
    assert by_hand(planned, Recording(tmp_path / "r.jsonl")).children[0].value == ""


def test_in_a_notebook_the_prompt_is_copied_to_the_letter(
    page: Any, planned: list[PlannedRequest], tmp_path: Path
) -> None:
    shown = by_hand(planned[2:], Recording(tmp_path / "r.jsonl")).children[0].value
    (tmp_path / "cell.html").write_text(f"<meta charset='utf-8'>{shown}", encoding="utf-8")
    page.goto((tmp_path / "cell.html").as_uri())
    page.get_by_role("button", name="Copy prompt").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == planned[2].request.messages[-1]["content"]
    assert page.title() != "owned"


def test_in_a_notebook_a_recording_in_use_is_said_and_the_answer_stays(
    planned: list[PlannedRequest], tmp_path: Path
) -> None:
    _, _, answer, buttons = by_hand(planned, Recording(tmp_path / "r.jsonl")).children
    answer.value = "a note"
    with Recording(tmp_path / "r.jsonl"):
        buttons.children[0].click()
    assert "another run is writing" in buttons.children[2].value
    assert answer.value == "a note"
    buttons.children[0].click()
    assert len(Recording(tmp_path / "r.jsonl")) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(28, "No space left on device"), "not kept (OSError); No space left on device"),
        (ValueError("quotes a note"), "not kept (ValueError); copy the answer"),
    ],
)
def test_in_a_notebook_an_answer_that_cannot_be_kept_is_said_and_stays(
    planned: list[PlannedRequest],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    says: str,
) -> None:
    def fails(*_: Any) -> None:
        raise error

    monkeypatch.setattr(Recording, "append", fails)
    _, _, answer, buttons = by_hand(planned, Recording(tmp_path / "r.jsonl")).children
    answer.value = "a note"
    buttons.children[0].click()
    assert says in buttons.children[2].value
    assert "quotes" not in buttons.children[2].value
    assert answer.value == "a note"


def test_in_a_notebook_a_box_of_spaces_names_no_model(
    planned: list[PlannedRequest], tmp_path: Path
) -> None:
    _, model, answer, buttons = by_hand(planned, Recording(tmp_path / "r.jsonl")).children
    for name, text in (("   ", "one"), (" chat of May ", "two")):
        model.value, answer.value = name, text
        buttons.children[0].click()
    found = Recording(tmp_path / "r.jsonl")
    assert [found[each.key].model for each in planned[:2]] == ["free-chat", "chat of May"]


def test_in_a_notebook_a_prompt_answered_elsewhere_leaves_the_list(
    planned: list[PlannedRequest], tmp_path: Path
) -> None:
    shown, _, answer, buttons = by_hand(planned, Recording(tmp_path / "r.jsonl")).children
    with Recording(tmp_path / "r.jsonl") as elsewhere:
        elsewhere.append(planned[0], Completion("theirs", "m"))
    answer.value = "mine"
    buttons.children[0].click()
    assert "answered elsewhere meanwhile" in buttons.children[2].value
    assert "c-0, soap_note@v1, repeat 1" in shown.value
    assert Recording(tmp_path / "r.jsonl")[planned[0].key].text == "theirs"


SOAP = load_templates("soap_note")


@pytest.mark.parametrize(("said", "model"), [("", "free-chat"), (" ", "free-chat"), ("x ", "x")])
def test_where_no_model_is_written_down_the_planned_one_answered(
    case: Case, tmp_path: Path, said: str, model: str
) -> None:
    (each,) = plan_requests([case], SOAP[:1], Setting("free-chat"), repeats=1)
    (tmp_path / "a.json").write_text(json.dumps({"answers": [row(each, model=said)]}))
    with Recording(tmp_path / "r.jsonl") as recording:
        read_sheet(tmp_path / "a.json", [each], recording)
        assert recording[each.key].model == model
