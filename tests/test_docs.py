"""The snippets of the documentation, run as a reader would run them."""

import re
from pathlib import Path
from typing import Any

import pytest

from soapbench import ChatModel, evaluate, load_templates
from tests.endpoint import Endpoint
from tests.test_models import response

PAGE = (Path(__file__).parent.parent / "docs" / "endpoints.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
SNIPPETS = [
    pytest.param(snippet, id=f"{section.splitlines()[0]}-{number}")
    for section in SECTIONS
    for number, snippet in enumerate(re.findall(r"```python\n(.*?)```", section, re.DOTALL))
]


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_an_endpoint_is_asked_as_its_snippet_says(
    snippet: str, endpoint: Endpoint, make_case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced, count = re.subn(r'base_url="[^"]+"', f'base_url="{endpoint.url}"', snippet)
    assert count == 1
    names: dict[str, Any] = {}
    exec(replaced, names)
    model = names["model"]
    assert isinstance(model, ChatModel)
    monkeypatch.setenv(model.key_variable, "sk-test")
    if model.api == "responses":
        endpoint.answer = lambda _: (200, response({"type": "output_text", "text": "A note."}))
    run = evaluate([make_case()], load_templates("soap_note")[:1], model, {}, 1)
    assert len(run.notes) == 1
    (sent,) = endpoint.bodies
    assert sent["model"] == model.name
    assert {name: sent[name] for name in model.parameters} == model.parameters
    assert endpoint.headers[0]["authorization"] == "Bearer sk-test"
    assert endpoint.paths == [
        "/v1/responses" if model.api == "responses" else "/v1/chat/completions"
    ]


def test_each_kind_of_endpoint_has_its_snippet() -> None:
    titles = {section.splitlines()[0] for section in SECTIONS if "```python" in section}
    assert titles >= {"OpenAI", "Azure", "Ollama", "vLLM", "llama.cpp"}
