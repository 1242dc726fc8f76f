"""Small real parts the tests share: a case, an endpoint on loopback, a model in memory."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from soapbench import Case, Completion, Request


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


class Endpoint:
    """An OpenAI-compatible endpoint on loopback that counts what it is asked."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, Any]] = lambda body: (
            200,
            chat_answer("Subjective: steadier."),
        )
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer.lock:
                    outer.bodies.append(body)
                    outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                status, answer = outer.answer(body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                """Keep the tests' output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def chat_answer(text: str | None, finish_reason: str = "stop", **message: Any) -> dict[str, Any]:
    """Return the body of a chat-completions answer."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "served-model",
        "system_fingerprint": "fp_1",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    running = Endpoint()
    yield running
    running.server.shutdown()
    running.server.server_close()


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
