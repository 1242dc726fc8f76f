import asyncio
import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from soapbench import (
    Case,
    ChatModel,
    Completeness,
    Completion,
    DataError,
    MissingAnswer,
    ModelError,
    PrivacyError,
    Recording,
    Request,
    Score,
    evaluate,
    load_templates,
    phi_absence,
    soap_completeness,
)
from tests.conftest import parrot
from tests.endpoint import Endpoint, Reply, chat_answer
from tests.test_models import response

SOAP = load_templates("soap_note")
SCORERS = {**soap_completeness, "phi_absence": phi_absence}


def test_every_template_case_and_repeat_has_a_row_in_each_frame(make_case) -> None:
    cases = [make_case(id="a-1"), make_case(id="b-1")]
    run = evaluate(cases, SOAP[:2], parrot, SCORERS, repeats=3)
    assert len(run.completions) == 2 * 2 * 3
    assert len(run.scores) == 2 * 2 * 3 * len(SCORERS)
    assert set(run.checks.columns) >= {"scorer", "label", "status", "start", "end", "rule"}
    assert run.scores["value"].between(0, 1).all()
    assert run.manifest["templates"] == {t.label: t.sha256 for t in SOAP[:2]}
    assert run.manifest["cases"] == {c.id: c.sha256 for c in cases}
    assert set(run.manifest["rubrics"]) == {"soap_note"}


def test_a_recorded_run_replays_without_a_model_and_gives_the_same_frames(
    tmp_path: Path, case: Case
) -> None:
    path = tmp_path / "r.jsonl"
    asked = evaluate([case], SOAP, parrot, SCORERS, repeats=2, recording=path)
    replayed = evaluate([case], SOAP, None, SCORERS, repeats=2, recording=path)
    assert replayed.completions.equals(asked.completions)
    assert replayed.scores.equals(asked.scores)
    assert replayed.checks.equals(asked.checks)
    assert replayed.manifest == asked.manifest


def test_a_setting_replays_its_own_answers_and_asks_nothing(tmp_path: Path, make_case) -> None:
    one = make_case(id="a")
    two = make_case(id="b", inputs={**one.inputs, "clinical_findings": "TUG 15.2 s."})
    templates = load_templates("soap_note")[:1]
    recording = tmp_path / "r.jsonl"

    def other(request: Request) -> Completion:
        return Completion("Plan: continue.", "other")

    evaluate([one, two], templates, parrot, {}, 1, recording)
    evaluate([one], templates, other, {}, 1, recording)
    mine = {setting.model: setting for setting in Recording(recording).settings()}
    run = evaluate([one, two], templates, mine["parrot"], {}, 1, recording)
    assert run.completions["model"].tolist() == ["parrot", "parrot"]
    for setting in (mine["other"], None):
        with pytest.raises(MissingAnswer, match="by other"):
            evaluate([one, two], templates, setting, {}, 1, recording)
    with pytest.raises(ValueError, match="a recording to replay"):
        evaluate([one, two], templates, mine["parrot"], {}, 1)


def test_cases_or_templates_called_the_same_are_an_error(make_case) -> None:
    case, templates = make_case(id="a"), load_templates("soap_note")[:1]
    again = make_case(id="a", visit=5)
    for twice in ([case, again], [case, case]):
        with pytest.raises(ValueError, match="case 'a' is given more than once"):
            evaluate(twice, templates, parrot, {}, 1)
    with pytest.raises(ValueError, match="template 'soap_note@v1' is given more than once"):
        evaluate([case], [*templates, *templates], parrot, {}, 1)
    assert len(evaluate([case, make_case(id="b")], templates, parrot, {}, 1).completions) == 2


def test_strict_replay_names_template_case_and_what_to_do(tmp_path: Path, make_case) -> None:
    path = tmp_path / "r.jsonl"
    evaluate([make_case()], SOAP[:1], parrot, SCORERS, repeats=1, recording=path)
    before = path.read_bytes()
    other = make_case(id="other-1", inputs={**make_case().inputs, "clinical_findings": "Else."})
    with pytest.raises(MissingAnswer) as raised:
        evaluate([other], SOAP[:1], None, SCORERS, repeats=1, recording=path)
    for part in ("r.jsonl", "soap_note@v1", "'other-1'", "run with a model"):
        assert part in str(raised.value)
    with pytest.raises(MissingAnswer, match=r"none\.jsonl: no such file"):
        evaluate([other], SOAP[:1], None, SCORERS, recording=tmp_path / "none.jsonl")
    with pytest.raises(ValueError, match="a model to ask, a recording to replay"):
        evaluate([other], SOAP[:1], None, SCORERS)
    assert path.read_bytes() == before


def test_a_changed_template_byte_is_never_answered_by_a_stale_recording(
    tmp_path: Path, case: Case
) -> None:
    import dataclasses

    path = tmp_path / "r.jsonl"
    evaluate([case], SOAP[:1], parrot, SCORERS, repeats=1, recording=path)
    changed = dataclasses.replace(SOAP[0], text=SOAP[0].text + " ")
    with pytest.raises(MissingAnswer):
        evaluate([case], [changed], None, SCORERS, repeats=1, recording=path)


def test_it_runs_inside_a_running_event_loop_as_in_jupyter(case: Case) -> None:
    async def cell() -> int:
        return len(evaluate([case], SOAP[:1], parrot, SCORERS, repeats=2).completions)

    assert asyncio.run(cell()) == 2


def test_an_async_function_is_a_model(case: Case) -> None:
    async def model(request: Request) -> Completion:
        await asyncio.sleep(0)
        return parrot(request)

    run = evaluate([case], SOAP[:1], model, SCORERS, repeats=1)
    assert run.completions["model"].tolist() == ["model"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (chat_answer(None, refusal="no"), "refusal"),
        (chat_answer(""), "empty"),
    ],
)
def test_an_answer_without_a_note_is_marked_and_never_a_silent_zero(
    endpoint: Endpoint, case: Case, body: dict, reason: str
) -> None:
    endpoint.answer = lambda _: (200, body)
    run = evaluate([case], SOAP[:1], ChatModel("m", base_url=endpoint.url), SCORERS, repeats=1)
    assert run.completions["finish_reason"].tolist() == [reason]
    assert run.scores.empty
    assert len(run.unanswered) == 1
    assert "1 without a note" in repr(run)


def test_a_note_cut_off_is_scored_and_said_to_be_cut_off(endpoint: Endpoint, case: Case) -> None:
    endpoint.answer = lambda _: (200, chat_answer("Subjective: st", "length"))
    run = evaluate([case], SOAP[:1], ChatModel("m", base_url=endpoint.url), SCORERS, repeats=1)
    assert len(run.scores) == len(SCORERS)
    assert "1 cut off at the length limit" in repr(run)


def test_what_was_answered_before_a_failure_is_kept_and_not_sent_again(
    endpoint: Endpoint, tmp_path: Path, make_case
) -> None:
    cases = [
        make_case(id=f"c-{i}", inputs={**make_case().inputs, "clinical_findings": f"Case {i}."})
        for i in range(6)
    ]
    model = ChatModel("m", base_url=endpoint.url, tries=1)
    path = tmp_path / "r.jsonl"

    def fail_late(_: dict) -> tuple[int, dict]:
        return (401, {}) if len(endpoint.bodies) > 4 else (200, chat_answer("Note."))

    endpoint.answer = fail_late
    with pytest.raises(ModelError):
        evaluate(cases, SOAP[:1], model, SCORERS, 1, path, concurrency=1)
    assert len(Recording(path)) == 4
    endpoint.answer = lambda _: (200, chat_answer("Note."))
    run = evaluate(cases, SOAP[:1], model, SCORERS, 1, path, concurrency=1)
    assert len(run.completions) == 6
    answered = Counter(json.dumps(body) for body in endpoint.bodies[:4] + endpoint.bodies[5:])
    assert set(answered.values()) == {1}


def test_what_another_run_answered_meanwhile_is_not_sent_again(
    endpoint: Endpoint, tmp_path: Path, case: Case
) -> None:
    model, early = ChatModel("m", base_url=endpoint.url), Recording(tmp_path / "r.jsonl")
    assert len(early) == 0
    evaluate([case], SOAP[:1], model, SCORERS, 2, tmp_path / "r.jsonl")
    run = evaluate([case], SOAP[:1], model, SCORERS, 2, early)
    assert len(run.completions) == 2
    assert len(endpoint.bodies) == 2


def test_a_prompt_with_an_undeclared_identifier_is_never_sent(
    endpoint: Endpoint, make_case: Callable[..., Case]
) -> None:
    inputs = {**make_case().inputs, "clinical_findings": "Seen 3/14/2025. Call 212-555-0101."}
    model = ChatModel("m", base_url=endpoint.url)
    with pytest.raises(PrivacyError) as raised:
        evaluate([make_case(inputs=inputs)], SOAP[:1], model, SCORERS)
    for part in ("'stroke-01'", "'DATE'", "'PHONE'", "clinical_findings", "nothing was sent"):
        assert part in str(raised.value)
    assert "555" not in str(raised.value)
    assert len(endpoint.bodies) == 0
    declared = make_case(
        inputs=inputs,
        canaries=[{"kind": "DATE", "text": "3/14/2025"}, {"kind": "PHONE", "text": "212-555-0101"}],
    )
    evaluate([declared], SOAP[:1], model, SCORERS, repeats=1)
    assert len(endpoint.bodies) == 1


def test_all_that_is_sent_beside_a_prompt_is_recorded_shown_and_replayed(
    endpoint: Endpoint, tmp_path: Path, case: Case
) -> None:
    chat = ChatModel(
        "m",
        base_url=endpoint.url,
        parameters={
            "reasoning_effort": "low",
            "response_format": {"type": "text"},
            "max_completion_tokens": 900,
            "top_k": 7,
        },
        messages=({"role": "developer", "content": "Write plainly."},),
    )
    other = ChatModel(
        "m", base_url=endpoint.url, api="responses", parameters={"reasoning": {"effort": "low"}}
    )
    path = tmp_path / "r.jsonl"
    evaluate([case], SOAP[:1], chat, SCORERS, 1, path)
    sent = endpoint.bodies[0]
    assert {name: sent[name] for name in chat.parameters} == chat.parameters
    assert [message["role"] for message in sent["messages"]] == ["developer", "user"]
    endpoint.answer = lambda _: (200, response({"type": "output_text", "text": "A note."}))
    evaluate([case], SOAP[:1], other, SCORERS, 1, path)
    replayed = evaluate([case], SOAP[:1], None, SCORERS, 1, path)
    shown = list(replayed.manifest["models"].values())
    assert {"reasoning": {"effort": "low"}, "api": "responses"} in shown
    assert {**chat.parameters, "messages": [dict(chat.messages[0])]} in shown
    assert sorted(replayed.completions["text"]) == ["A note.", "Subjective: steadier."]
    assert replayed.completions["model"].nunique() == 2
    assert len(endpoint.bodies) == 2


def test_an_identifier_in_a_system_message_is_never_sent(endpoint: Endpoint, case: Case) -> None:
    system = ({"role": "system", "content": "The patient's number is 212-555-0101."},)
    model = ChatModel("m", base_url=endpoint.url, messages=system)
    with pytest.raises(PrivacyError, match=r"'PHONE'.* in the system message") as raised:
        evaluate([case], SOAP[:1], model, SCORERS)
    assert "555" not in str(raised.value)
    assert endpoint.bodies == []


def test_a_scorer_outside_its_range_is_an_error_and_not_a_row(case: Case) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        evaluate([case], SOAP[:1], parrot, {"wild": lambda c, n: Score(1.5)}, repeats=1)


RUN = """
import sys
from soapbench import ChatModel, Case, evaluate, load_templates, phi_absence
cases = [Case.model_validate({
    "id": f"c-{i}", "population": "stroke", "phase": "mid", "trajectory": "mixed", "visit": 1,
    "payer_rule": "cms", "inputs": {"patient_name": "[P]", "clinical_findings": f"Case {i}."},
}) for i in range(40)]
model = ChatModel("m", base_url=sys.argv[1])
evaluate(cases, load_templates("soap_note")[:1], model, {"phi_absence": phi_absence}, 2,
         sys.argv[2], concurrency=4)
"""


def test_a_killed_run_goes_on_and_sends_no_answered_request_twice(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    path = tmp_path / "r.jsonl"

    def slowly(body: dict) -> Reply:
        note = chat_answer("Note: " + body["messages"][0]["content"][-30:])
        return Reply(200, note, delay_s=0.02)

    endpoint.answer = slowly
    command = [sys.executable, "-c", RUN, endpoint.url, str(path)]
    answered: set[tuple[str, int]] = set()
    for _ in range(3):
        run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wanted = len(answered) + 12
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (
            path.exists() and path.read_bytes().count(b"\n") >= wanted
        ):
            time.sleep(0.005)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        now = set(Recording(path).lines)
        assert answered < now, "nothing answered before is lost"
        answered = now
    subprocess.run(command, check=True)
    assert len(Recording(path)) == 80
    # Each prompt is asked twice on purpose; beyond that only what was in flight at a kill.
    assert len(endpoint.bodies) <= 80 + 3 * 4


def test_a_template_that_was_never_answered_is_told_with_those_that_were(
    tmp_path: Path, case: Case
) -> None:
    path = tmp_path / "r.jsonl"
    evaluate([case], SOAP[:2], parrot, {}, repeats=1, recording=path)
    with pytest.raises(MissingAnswer) as raised:
        evaluate([case], SOAP, None, {}, repeats=1, recording=path)
    assert str(raised.value) == (
        "r.jsonl: no answer at all of soap_note@v3, soap_note@v4; recorded are soap_note@v1, "
        "soap_note@v2. Leave out what is not recorded, or run with a model to record it"
    )
    # one that has some answers, and too few, is another matter
    with pytest.raises(MissingAnswer, match="no answer for repeat 1 of soap_note@v1"):
        evaluate([case], SOAP[:2], None, {}, repeats=2, recording=path)


@pytest.mark.parametrize(
    ("scorer", "says"),
    [
        (lambda case, note: 0.5, "scorer 'short' returned a float; return a Score"),
        (lambda case, note: None, "scorer 'short' returned a NoneType; return a Score"),
        (lambda note: Score(1.0), "scorer 'short' cannot be called with a case and a note"),
        (lambda: Score(1.0), "scorer 'short' cannot be called with a case and a note"),
        (0.5, "scorer 'short' cannot be called with a case and a note"),
    ],
    ids=["number", "nothing", "note", "no arguments", "no function"],
)
def test_what_is_no_scorer_is_told_by_its_name(case: Case, scorer, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        evaluate([case], SOAP[:1], parrot, {"short": scorer}, repeats=1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cases": "balance"}, "give a list of Case"),
        ({"templates": SOAP[0]}, "give a list of PromptTemplate"),
        ({"templates": ["v1"]}, "give a list of PromptTemplate"),
        ({"model": "gpt"}, "model is a callable such as ChatModel"),
        ({"scorers": [phi_absence]}, "scorers have names"),
        ({"scorers": {1: phi_absence}}, "scorers have names"),
    ],
)
def test_what_is_given_in_place_of_something_else_is_told(case: Case, change, says: str) -> None:
    given = {"cases": [case], "templates": SOAP[:1], "model": parrot, "scorers": {}, **change}
    with pytest.raises(ValueError, match=says):
        evaluate(**given)


def test_templates_may_come_one_by_one(case: Case) -> None:
    run = evaluate([case], (template for template in SOAP[:2]), parrot, {}, repeats=1)
    assert len(run.completions) == 2


@pytest.mark.parametrize(
    "scorer", [lambda case, note, words=400: Score(1.0), lambda *a: Score(1.0)]
)
def test_a_scorer_may_take_more_than_it_is_given(case: Case, scorer) -> None:
    run = evaluate([case], SOAP[:1], parrot, {"short": scorer}, repeats=1)
    assert run.scores["value"].tolist() == [1.0]


def test_a_scorer_that_takes_no_note_is_told_before_a_model_is_asked(case: Case) -> None:
    asked = []

    def model(request: Request) -> Completion:
        asked.append(request)
        return Completion("x", "m")

    with pytest.raises(ValueError, match="scorer 'short'"):
        evaluate([case], SOAP[:1], model, {"short": lambda note: Score(1.0)}, repeats=1)
    assert asked == []


def test_a_rubric_that_is_not_there_is_told_before_a_model_is_asked(case: Case) -> None:
    asked = []

    def model(request: Request) -> Completion:
        asked.append(request.prompt)
        return Completion("x", "m")

    with pytest.raises(DataError, match="soapnote: no such rubric"):
        evaluate([case], SOAP[:1], model, {"own": Completeness("soapnote", "payer")}, repeats=1)
    assert asked == []


def test_what_a_scorer_raises_says_which_scorer_and_case(case: Case) -> None:
    def divides(case: Case, note: str) -> Score:
        return Score(1 / 0)

    with pytest.raises(ZeroDivisionError) as raised:
        evaluate([case], SOAP[:1], parrot, {"own": divides}, repeats=1)
    assert raised.value.__notes__ == [f"raised by scorer 'own' on a note about case {case.id!r}"]


SOAP = load_templates("soap_note")


def test_a_class_let_through_may_stand_in_a_system_message_too(
    endpoint: Endpoint, case: Case
) -> None:
    system = ({"role": "system", "content": "Today is 3/14/2025; call 212-555-0101."},)
    model = ChatModel("m", base_url=endpoint.url, messages=system)
    evaluate([case], SOAP[:1], model, {}, 1, allow_identifiers=["DATE", "PHONE"])
    assert len(endpoint.bodies) == 1
    # near miss: what else stands there is refused still, and what is let through is not named
    with pytest.raises(PrivacyError, match=r"looks like \['PHONE'\] stands in the system"):
        evaluate([case], SOAP[1:2], model, {}, 1, allow_identifiers=["DATE"])
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    "model", [lambda _: Completion("x", "m"), functools.partial(parrot)], ids=["lambda", "partial"]
)
def test_a_recording_takes_no_answer_of_a_function_without_a_name(
    tmp_path, case: Case, model
) -> None:
    with pytest.raises(ValueError, match="this one has none"):
        evaluate([case], SOAP[:1], model, {}, 1, tmp_path / "r.jsonl")
    assert len(evaluate([case], SOAP[:1], model, {}, 1).completions) == 1


@pytest.mark.parametrize("repeats", ["3", 1.0, None])
def test_repeats_are_a_whole_number(case: Case, repeats) -> None:
    with pytest.raises(ValueError, match=r"repeats .*: a whole number"):
        evaluate([case], SOAP[:1], parrot, {}, repeats)
