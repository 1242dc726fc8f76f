"""A packet's page in a browser, from the first answer to the frames that `read_labels` gives."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from soapbench import read_labels, write_packet
from tests.reviewing import ELEMENTS, NEW, OLD, run_of
from tests.test_packet import HOSTILE

WIDE, NARROW = {"width": 1200, "height": 850}, {"width": 390, "height": 844}


class Visit:
    """A reviewer's browser: its page, and what must not happen on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.set_default_timeout(8_000)
        self.context, self.address = context, address
        self.troubles: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("request", lambda r: self.troubles.append(r.url) if r.url != self.address else 0)
        page.on("console", lambda message: self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(dialog.message))
        page.goto(self.address)
        return page

    def case(self, number: int) -> Locator:
        self.page.click(f"nav a[href='#case-{number}']")
        return self.page.locator(f"#case-{number}")

    def save(self, to: Path) -> dict:
        with self.page.expect_download() as download:
            self.page.click(".bar .save")
        assert download.value.suggested_filename.startswith("labels-")
        download.value.save_as(to)
        return json.loads(to.read_text(encoding="utf-8"))


def answer(case: Locator, question: str, words: str) -> None:
    """Tick an answer: of ``"A O-BAL"``, or of the preference."""
    place, _, element = question.partition(" ")
    choice = case.locator(
        f"[data-place='{place}'][data-element='{element}']" if element else ".preference"
    )
    choice.get_by_role("radio", name=words, exact=True).check()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path, make_case) -> Iterator[Callable[..., Visit]]:
    """Return a function that writes a packet, kept as ``packet``, and opens its page."""
    contexts = []

    def start(note=None, count: int = 3, **options) -> Visit:
        run, cases = run_of(make_case, count, note)
        path = tmp_path / "packet.html"
        packet = write_packet(
            run, cases, path, templates=(OLD, NEW), rubric="soap_note", questions=ELEMENTS, seed=2
        )
        contexts.append(browser.new_context(viewport=options.pop("viewport", WIDE), **options))
        visit = Visit(contexts[-1], path.as_uri())
        visit.run, visit.packet = run, packet
        return visit

    yield start
    for context in contexts:
        context.close()


def test_labels_survive_a_reload_and_come_back_through_read_labels(visit, tmp_path) -> None:
    here = visit()
    here.page.fill("#reviewer", "AB")
    first, second = here.case(1), None
    answer(first, "A O-BAL", "has it")
    answer(first, "B O-BAL", "has it not")
    answer(first, "A P-GOAL", "cannot tell")
    answer(first, "preference", "note B")
    first.locator("textarea").fill("B is = better\n<b>")
    second = here.case(2)
    answer(second, "preference", "no difference")
    assert here.page.locator(".told").inner_text() == f"5 of {3 * 9} answers"

    here.page.reload()
    assert here.page.locator("#case-2").is_visible()
    assert here.page.locator(".told").inner_text() == f"5 of {3 * 9} answers"
    assert here.page.locator("#remark-1").input_value() == "B is = better\n<b>"
    states = here.page.locator("nav .state").all_text_contents()
    assert states == [", begun", ", begun", ", open"]

    saved = here.save(tmp_path / "labels.json")
    assert saved["reviewer"] == "AB"
    assert "22 answers still open" in here.page.locator(".status").inner_text()
    labels = read_labels([tmp_path / "labels.json"], here.packet, here.run)
    places = here.packet.cases[0].places
    told = labels.answers.set_index(["template", "element"])["answer"].to_dict()
    assert told == {
        (places["A"], "O-BAL"): "has it",
        (places["B"], "O-BAL"): "has it not",
        (places["A"], "P-GOAL"): "cannot tell",
    }
    by_case = labels.by_case.set_index("case_id")
    assert by_case["preferred"].fillna("open").tolist() == [places["B"], "no difference", "open"]
    assert by_case.loc["c-0", "remark"] == "B is = better\n<b>"
    assert by_case["seconds"].isna().all()
    assert here.troubles == []


def test_a_second_packet_in_the_same_browser_starts_empty(visit, tmp_path) -> None:
    here = visit()
    answer(here.case(1), "preference", "note A")
    (tmp_path / "packet.key.json").unlink()
    other = visit(lambda number, template: f"Other {number} {template}", count=3)
    other.context.close()
    here.page.reload()
    assert here.page.locator(".told").inner_text().startswith("0 of"), "the page has other notes"


def test_a_label_file_holds_no_text_of_a_note_or_case(visit, tmp_path) -> None:
    here = visit(lambda number, template: f"Zanzibar note {number} {template}. It has O-BAL.")
    here.page.fill("#reviewer", "AB")
    answer(here.case(1), "A O-BAL", "has it")
    here.save(tmp_path / "labels.json")
    text = (tmp_path / "labels.json").read_text()
    for hidden in ("Zanzibar", "It has", "Case 1", "Pain", "Unable to cook", OLD, NEW):
        assert hidden not in text


def test_a_file_is_not_saved_without_a_name_or_with_a_hostile_one(visit, tmp_path) -> None:
    here = visit()
    here.case(2)
    for name in ("", "=SUM(A1)", "<b>", "a\u202eb", "x" * 41):
        here.page.evaluate("name => { document.getElementById('reviewer').value = name }", name)
        here.page.click(".bar .save")
        assert here.page.locator(".status").inner_text().startswith("Write your initials first")
        assert here.page.locator("#reviewer[aria-invalid=true]").is_visible()
        assert here.page.evaluate("document.activeElement.id") == "reviewer"
    here.page.fill("#reviewer", "Ana-Lucía 2")
    assert here.page.locator("#reviewer[aria-invalid=true]").count() == 0
    here.save(tmp_path / "labels.json")
    assert read_labels([tmp_path / "labels.json"], here.packet).reviewers().index.item() == (
        "Ana-Lucía 2"
    )


def test_everything_can_be_done_with_the_keyboard(visit) -> None:
    here = visit(count=2)
    here.page.locator("text=Begin with case 1").focus()
    here.page.keyboard.press("Enter")
    here.page.wait_for_function("document.activeElement.textContent.startsWith('Case 1')")
    case = here.page.locator("#case-1")
    case.locator(".choice input").first.focus()
    for key in ("1", "2", "3", "1", "2", "3", "1", "2", "2"):
        here.page.keyboard.press(key)
    assert case.locator("textarea").evaluate("e => e === document.activeElement")
    here.page.keyboard.type("fine, 1 and 2")
    given = case.locator(".choice input:checked").evaluate_all("all => all.map(i => i.value)")
    words = ["has it", "has it not", "cannot tell"]
    assert given == [words[i] for i in (0, 1, 2, 0, 1, 2, 0, 1)] + ["B"]
    assert case.locator("textarea").input_value() == "fine, 1 and 2"
    case.locator(".choice input:checked").first.focus()
    here.page.keyboard.press("ArrowRight")
    assert case.locator(".choice input:checked").first.input_value() == "has it not"
    assert here.troubles == []


def test_the_timer_runs_only_when_it_was_switched_on(visit, tmp_path) -> None:
    here = visit(count=2)
    here.page.clock.install()
    here.page.reload()
    here.page.fill("#reviewer", "AB")
    here.case(1)
    here.page.clock.run_for(5_000)
    here.page.click("nav a[href='#start']")
    assert not here.page.is_checked("#timing")
    here.page.check("#timing")
    here.case(2)
    here.page.clock.run_for(65_000)
    assert here.page.locator("#case-2 .clock").inner_text() == "· 1 min 5 s"
    saved = here.save(tmp_path / "labels.json")
    assert [case["seconds"] for case in saved["cases"]] == [None, 65]


def test_a_browser_that_keeps_nothing_is_said_to(visit) -> None:
    here = visit()
    here.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'Full') } }"
    )
    answer(here.case(1), "preference", "note A")
    told = here.page.locator(".status").inner_text()
    assert told.startswith("This browser keeps no answers (Full): save labels")


def test_what_was_kept_and_is_broken_is_said_and_does_not_stop_the_page(visit, tmp_path) -> None:
    here = visit()
    place = f"soapbench packet {here.packet.id}"
    here.page.evaluate("place => localStorage.setItem(place, '{')", place)
    here.page.reload()
    assert "cannot be read (SyntaxError)" in here.page.locator(".status").inner_text()
    answer(here.case(1), "preference", "note A")
    assert here.page.locator(".told").inner_text().startswith("1 of")
    assert here.troubles == []


def test_hostile_notes_and_cases_are_text_and_do_nothing(visit) -> None:
    here = visit(lambda number, template: "\n".join([template[-2:], *HOSTILE]))
    case = here.case(1)
    shown = case.locator(".note .text").first.inner_text()
    for text in HOSTILE:
        if text.isprintable():
            assert text in shown
    assert "␛[31mred␛[0m ␇␀" in shown
    assert "\ufffdabc\ufffddef\ufffd" in shown
    assert here.troubles == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(visit, scheme, viewport) -> None:
    here = visit(color_scheme=scheme, viewport=viewport)
    for number in (0, 1):
        if number:
            case = here.case(number)
            answer(case, "A O-BAL", "has it")
            case.locator("summary").first.click()
            case.locator(".element summary").first.click()
        found = Axe().run(here.page).response["violations"]
        assert [(v["id"], v["impact"]) for v in found] == []
        wide = here.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"]


def test_without_scripts_and_in_print_every_case_can_be_read(visit) -> None:
    here = visit(java_script_enabled=False)
    assert here.page.locator(".case:visible").count() == 3
    assert here.page.locator(".save").first.is_disabled()
    printed = visit()
    printed.page.emulate_media(media="print")
    assert printed.page.locator(".case:visible").count() == 3
    assert printed.page.locator("nav").is_hidden()
