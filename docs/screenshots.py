"""Take the pictures of this folder anew from the committed notebooks: ``make screenshots``."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from soapbench import write_page

DOCS = Path(__file__).parent
NOTEBOOK = DOCS.parent / "notebooks" / "03_comparing_versions.ipynb"


def main() -> None:
    """Write ``report.png`` and ``explorer.png``."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_page(viewport={"width": 1200, "height": 1500})
        tab.goto(write_page(NOTEBOOK, Path(folder) / "report.html").as_uri())
        tab.screenshot(path=DOCS / "report.png")
        regression(tab)
        tab.screenshot(path=DOCS / "explorer.png")
        browser.close()


def regression(tab: Page) -> None:
    """Open the largest drop of the last comparison, both notes with the words that differ."""
    tab.set_viewport_size({"width": 1200, "height": 1000})
    tab.locator("section > .drops").last.locator("a").first.click()
    tab.wait_for_selector(".desk.pair")
    tab.locator(".note").last.locator("mark.loud").first.focus()
    tab.evaluate("document.querySelector('.explorer nav').scrollIntoView()")


if __name__ == "__main__":
    main()
