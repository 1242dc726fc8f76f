"""Small real parts the tests share: a case, an endpoint on loopback, a model in memory."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from soapbench import Case, Completion, Request
from tests.endpoint import Endpoint


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """Return a function that makes a small valid case, with any field replaced."""

    def make(**changes: Any) -> Case:
        fields: dict[str, Any] = {
            "id": "stroke-01",
            "population": "stroke",
            "phase": "mid",
            "trajectory": "improving",
            "visit": 4,
            "payer_rule": "cms",
            "inputs": {
                "patient_name": "[Patient Name]",
                "clinical_findings": "BBS 41/56 (34/56 at eval). Pain 2/10.",
                "functional_limitation": "Unable to cook standing.",
                "visit_facts": "Visit 4 of 12.",
            },
        }
        return Case.model_validate({**fields, **changes})

    return make


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    return make_case()


def parrot(request: Request) -> Completion:
    """A model that answers with a short note and the length of its prompt."""
    words = len(request.messages[-1]["content"].split())
    return Completion(f"Subjective: pain 2/10.\nObjective: BBS 41/56.\n{words} words.", "parrot")


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    running = Endpoint()
    yield running
    running.close()


# Not for the whole session: while it is open, no test in this thread can start a loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """This machine's Chromium, headless; tests that need it are skipped where there is none."""
    known = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, known)), None)
    if path is None:
        pytest.skip(f"needs a browser: none of {', '.join(known)} is on the path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
