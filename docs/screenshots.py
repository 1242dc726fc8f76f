"""Take the pictures of this folder anew from the committed notebooks: ``make screenshots``."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

from soapbench import (
    evaluate,
    load_cases,
    load_templates,
    shipped,
    write_packet,
    write_page,
)

DOCS = Path(__file__).parent
NOTEBOOK = DOCS.parent / "notebooks" / "03_comparing_versions.ipynb"
CASES = ("stroke-mid-improving", "parkinson-progress-mixed", "shoulder-early-regression")


def main() -> None:
    """Write ``report.png``, ``explorer.png`` and ``packet.png``."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_page(viewport={"width": 1200, "height": 1500})
        tab.goto(write_page(NOTEBOOK, Path(folder) / "report.html").as_uri())
        tab.screenshot(path=DOCS / "report.png", clip=first_verdicts(tab))
        regression(tab)
        tab.screenshot(path=DOCS / "explorer.png")
        packet(tab, Path(folder) / "packet.html")
        tab.screenshot(path=DOCS / "packet.png")
        browser.close()


def first_verdicts(tab: Page) -> FloatRect:
    """Return the top of a report, down to where its third verdict begins."""
    third = tab.locator(".soapbench-verdict").nth(2).bounding_box()
    assert third is not None
    return {"x": 0, "y": 0, "width": 1200, "height": third["y"] - 24}


def regression(tab: Page) -> None:
    """Open the largest drop of the last comparison, both notes with the words that differ.

    The newer note's first mark of what is not as it should be has its rule beside it.
    """
    tab.set_viewport_size({"width": 1200, "height": 1000})
    tab.locator("section > .drops").last.locator("a").first.click()
    tab.wait_for_selector(".desk.pair")
    # A mark may lie in pieces; what is told at the last of them covers no word of the mark.
    ends = tab.locator(".note").last.locator(":is(mark.bad, mark.loud):has(+ .chip)")
    ends.first.focus()
    tab.evaluate("document.querySelector('.explorer nav').scrollIntoView()")


def packet(tab: Page, page: Path) -> None:
    """Open a packet of a few cases, and answer some of what it asks."""
    cases = [load_cases("balance")[name] for name in CASES]
    templates = load_templates("soap_note")[1:3]
    recording = shipped("datasets", "recordings", "soap_note.jsonl")
    run = evaluate(cases, templates, None, {}, 3, recording)
    old, new = (template.label for template in templates)
    asked = ["S-FALLS", "O-BAL", "O-CUE", "O-TIMED", "A-LINK", "A-SKILL", "P-GOAL"]
    write_packet(
        run, cases, page, templates=(old, new), rubric="soap_note", questions=asked, seed=1
    )
    tab.set_viewport_size({"width": 1200, "height": 850})
    tab.goto(page.as_uri() + "#case-1")
    answers = ["has it", "has it", "has it", "has it not", "cannot tell"]
    for choice, answer in zip(tab.locator("#case-1 .choice").all(), answers, strict=False):
        choice.get_by_role("radio", name=answer, exact=True).check()


if __name__ == "__main__":
    main()
