"""The documentation: its snippets run as a reader would run them, its figures as they come out."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from soapbench import (
    ChatModel,
    Element,
    cases,
    evaluate,
    implausible,
    load_cases,
    load_packet,
    load_templates,
    read_labels,
    shipped,
    soap_completeness,
)
from tests.endpoint import Endpoint
from tests.test_models import response

LABELLED = shipped("datasets", "labelled", "README.md").read_text(encoding="utf-8")
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


def test_the_case_to_copy_is_a_sound_one_and_every_value_is_listed(tmp_path: Path) -> None:
    page = shipped("datasets", "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "my_cases.jsonl"
    path.write_text(json.dumps(json.loads(block)))
    (case,) = load_cases(path)
    assert implausible(case) == []
    kinds = (
        cases.Population,
        cases.Phase,
        cases.Trajectory,
        cases.FactKind,
        cases.Gap,
        cases.Claim,
    )
    codes = cases.Intervention.model_fields["code"].annotation
    assert all(f"`{value}`" in page for kind in (*kinds, codes) for value in get_args(kind))


def test_each_field_of_an_element_is_explained() -> None:
    page = (Path(__file__).parent.parent / "docs" / "rubrics.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert told == set(Element.model_fields) - {"id"}


def test_each_headline_figure_stands_in_the_section_it_leads_to() -> None:
    parts = re.split(r"^##+ (.+)$", LABELLED, flags=re.MULTILINE)
    titles = [title.lower().replace(" ", "-") for title in parts[1::2]]
    told = dict(zip(titles, parts[2::2], strict=True))
    rows = re.findall(r"^\|[^|]+\| (.+) \| \[[^]]+\]\(#(.+)\) \|$", parts[0], re.MULTILINE)
    figures = [
        (place, number)
        for figure, place in rows
        for number in re.findall(r"\d+(?:\.\d+)?", figure.replace("AC1", ""))
    ]
    assert len(figures) >= len(rows) >= 10
    whole = r"(?<![\d.]){}(?!\.?\d)"
    missing = [(p, n) for p, n in figures if not re.search(whole.format(re.escape(n)), told[p])]
    assert missing == []


def test_the_labelled_packet_comes_out_as_it_is_told() -> None:
    packets = shipped("datasets", "labelled", "packets")
    packet = load_packet(packets / "soap_note_v1_v3.key.json")
    cases, soap = load_cases("balance"), load_templates("soap_note")
    shown = [cases[each.case_id] for each in packet.cases]
    versions = [soap[label] for label in packet.templates]
    recording = shipped("datasets", "recordings", "soap_note.jsonl")
    run = evaluate(shown, versions, None, soap_completeness, packet.repeat + 1, recording)
    labels = read_labels([packets / "soap_note_v1_v3.labels.json"], packet, run)
    row = labels.against_scorer().loc["language model"].loc["all"]
    given, same = row["labels"], row["both"] + row["neither"]
    bounds = f"AC1 {row['AC1']:.2f}, {row['AC1 low']:.2f} to {row['AC1 high']:.2f}"
    told = f"Of {given:.0f} answers that say something, the scorer gives the same {same:.0f} times"
    assert f"{told} ({bounds})" in LABELLED
