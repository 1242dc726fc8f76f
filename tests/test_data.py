"""Every committed case, template, rubric and recording keeps its contract."""

import json
from collections import Counter
from typing import get_args

import pytest

from soapbench import (
    Recording,
    evaluate,
    find_phi,
    implausible,
    load_cases,
    load_rubric,
    load_templates,
    shipped,
)
from soapbench.cases import CanaryKind, Population

BALANCE = load_cases("balance")
CANARIES = load_cases("canaries")
LARGE = "large-language-model-in-sittings"
RECORDINGS = sorted(shipped("datasets", "recordings").glob("*.jsonl"))


@pytest.mark.parametrize("case", [*BALANCE, *CANARIES], ids=lambda case: case.id)
def test_a_case_is_plausible_to_a_therapist(case) -> None:
    assert implausible(case) == []


@pytest.mark.parametrize("case", [*BALANCE, *CANARIES], ids=lambda case: case.id)
def test_what_a_case_lacks_and_what_it_holds_agree(case) -> None:
    held = {
        "rom": any(m.name == "rom" for m in case.measures),
        "pain": case.pain is not None,
        "falls": case.falls is not None,
        "minutes": case.minutes is not None,
        "baseline": any(m.baseline is not None for m in case.measures),
    }
    assert [gap for gap in case.absent if held.get(gap)] == []
    if case.trajectory != "baseline" and "baseline" not in case.absent:
        assert held["baseline"]


@pytest.mark.parametrize("case", [*BALANCE, *CANARIES], ids=lambda case: case.id)
def test_a_case_holds_no_identifier_but_its_canaries(case) -> None:
    stray = [
        s.kind
        for text in case.inputs.values()
        for s in find_phi(text, canaries=case.canaries)
        if not s.echoed
    ]
    assert stray == []


def test_the_balance_set_spans_what_it_claims() -> None:
    assert len(BALANCE) >= 32
    assert set(Counter(c.population for c in BALANCE)) == set(get_args(Population))
    for axis, least in (("phase", 5), ("trajectory", 6), ("payer_rule", 2), ("provider", 2)):
        assert len({getattr(c, axis) for c in BALANCE}) >= least, axis
    assert {gap for c in BALANCE for gap in c.absent} >= {
        "rom",
        "pain",
        "prom",
        "falls",
        "baseline",
        "balance_test",
    }
    assert {len({i.code for i in c.interventions}) for c in BALANCE} >= {1, 2, 3}
    assert all(c.look_alikes for c in BALANCE)
    assert not any(c.canaries for c in BALANCE)


def test_no_two_cases_share_a_text() -> None:
    texts = [c.inputs[slot] for c in BALANCE for slot in c.inputs if slot != "patient_name"]
    assert [n for n in Counter(texts).values() if n > 1] == []


def test_the_canaries_plant_every_class_of_identifier() -> None:
    assert len(CANARIES) >= 12
    assert {k.kind for c in CANARIES for k in c.canaries} == set(get_args(CanaryKind))


@pytest.mark.parametrize(
    ("name", "versions"), [("soap_note", "v1 v2 v3 v4"), ("medical_necessity", "v1 v2 v3")]
)
def test_versions_build_on_each_other_and_only_v1_has_the_two_slots(
    name: str, versions: str
) -> None:
    prompt = load_templates(name)
    assert [t.version for t in prompt] == versions.split()
    assert [t.parent for t in prompt] == [None, *versions.split()[:-1]]
    assert len(prompt["v1"].slots) == 2 < len(prompt["v2"].slots)
    for template in prompt:
        for case in BALANCE:
            assert "$" not in template.render(case)
    load_rubric(prompt.rubric)


@pytest.mark.parametrize(
    ("rubric", "elements", "core", "asked"),
    [("soap_note", 39, 32, 11), ("medical_necessity", 17, 13, 4)],
)
def test_a_rubric_has_the_elements_of_the_reference(rubric, elements, core, asked) -> None:
    rows = load_rubric(rubric).elements
    assert len(rows) == len({e.id for e in rows}) == elements
    assert sum(e.core for e in rows) == core
    assert sum(e.article == "asked" for e in rows) == asked
    assert all(e.source and len(e.examples) >= 4 and len(e.near_misses) >= 4 for e in rows)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_a_recording_is_sorted_readable_and_says_who_wrote_it(path) -> None:
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    order = [(r["template"], r["case_id"], r["model"], r["repeat"]) for r in rows]
    assert order == sorted(order)
    assert len(Recording(path)) == len(rows)
    assert {r["model"] for r in rows} <= {LARGE, "smollm2-135m-instruct.q4_1"}


@pytest.mark.parametrize(
    ("recording", "cases", "prompt", "versions", "repeats"),
    [
        ("smollm2", BALANCE, "soap_note", 4, 1),
        ("soap_note", BALANCE, "soap_note", 4, 3),
        ("canaries", CANARIES, "soap_note", 4, 2),
        ("medical_necessity", BALANCE, "medical_necessity", 2, 2),
    ],
)
def test_a_recording_answers_every_request_it_is_for(
    recording, cases, prompt, versions, repeats
) -> None:
    path = shipped("datasets", "recordings", f"{recording}.jsonl")
    templates = load_templates(prompt)[:versions]
    run = evaluate(cases, templates, None, {}, repeats, path)
    assert len(run.completions) == len(Recording(path)) == len(cases) * versions * repeats
    assert run.unanswered.empty
    if recording != "smollm2":
        assert run.completions["text"].is_unique
