import asyncio
import json
import math
from typing import Any

import pytest

from soapbench import (
    ChatModel,
    Completion,
    ModelError,
    Request,
    RequestRejected,
    Setting,
    Unavailable,
)
from tests.endpoint import Endpoint, Reply, chat_answer


def ask(model: ChatModel, **parameters: Any) -> Completion:
    """Ask once, without the engine that would ask again."""
    messages = ({"role": "user", "content": "a secret prompt"},)
    request = Request(model.name, messages, parameters, model.api)

    async def once() -> Completion:
        try:
            return await model(request)
        finally:
            await model.aclose()

    return asyncio.run(once())


def test_what_is_asked_is_sent_and_what_comes_back_is_kept(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    answer = ask(ChatModel("named-model", base_url=endpoint.url), temperature=0.5, seed=7)
    assert endpoint.bodies == [
        {
            "model": "named-model",
            "messages": [{"role": "user", "content": "a secret prompt"}],
            "temperature": 0.5,
            "seed": 7,
        }
    ]
    assert endpoint.headers[0]["authorization"] == "Bearer sk-test"
    told = {name.removeprefix("x-stainless-") for name in endpoint.headers[0]}
    assert not told & {"os", "arch", "runtime", "runtime-version"}, "the machine is not described"
    assert answer.latency_s is not None
    assert answer == Completion(
        "Subjective: steadier.",
        "served-model",
        "stop",
        11,
        7,
        answer.latency_s,
        "fp_1",
        "2026-09-21T14:13:20Z",
    )


@pytest.mark.parametrize(
    ("body", "reason", "holds_note"),
    [
        (chat_answer("A note."), "stop", True),
        (chat_answer("A note that ends in the mid", "length"), "length", True),
        (chat_answer("", "length"), "empty", False),
        (chat_answer("  \n "), "empty", False),
        (chat_answer(None), "empty", False),
        (chat_answer(None, refusal="I cannot."), "refusal", False),
        (chat_answer("", "content_filter"), "content_filter", False),
        # words about refusing are a note like any other
        (chat_answer("Patient refused the step test."), "stop", True),
    ],
)
def test_an_answer_that_holds_no_note_is_marked_as_such(
    endpoint: Endpoint, body: dict[str, Any], reason: str, holds_note: bool
) -> None:
    endpoint.answer = lambda _: (200, body)
    answer = ask(ChatModel("m", base_url=endpoint.url))
    assert (answer.finish_reason, answer.holds_note) == (reason, holds_note)


def response(*content: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the body of an answer of the Responses API."""
    return {
        "model": "served-model",
        "created_at": 1_790_000_000,
        "output": [
            {"type": "reasoning", "summary": []},
            {"type": "message", "content": list(content)},
        ],
        "usage": {
            "input_tokens": 30,
            "input_tokens_details": {"cached_tokens": 20},
            "output_tokens": 50,
            "output_tokens_details": {"reasoning_tokens": 40},
            "total_tokens": 80,
        },
        **fields,
    }


@pytest.mark.parametrize(
    ("body", "text", "reason"),
    [
        (response({"type": "output_text", "text": "A note."}), "A note.", "stop"),
        (
            response({"type": "output_text", "text": "A "}, {"type": "output_text", "text": "b"}),
            "A b",
            "stop",
        ),
        (response({"type": "refusal", "refusal": "I cannot."}), "I cannot.", "refusal"),
        (
            response(
                {"type": "output_text", "text": "A no"},
                incomplete_details={"reason": "max_output_tokens"},
            ),
            "A no",
            "length",
        ),
        (response(incomplete_details={"reason": "max_output_tokens"}), "", "empty"),
        (response(incomplete_details={"reason": "content_filter"}), "", "content_filter"),
    ],
)
def test_the_responses_api_is_asked_where_the_model_needs_it(
    endpoint: Endpoint, body: dict[str, Any], text: str, reason: str
) -> None:
    endpoint.answer = lambda _: (200, body)
    model = ChatModel("m", base_url=endpoint.url, api="responses")
    answer = ask(model, reasoning={"effort": "low"}, max_output_tokens=50)
    assert endpoint.paths == ["/v1/responses"]
    assert endpoint.bodies[0] == {
        "model": "m",
        "input": [{"role": "user", "content": "a secret prompt"}],
        "reasoning": {"effort": "low"},
        "max_output_tokens": 50,
    }
    assert (answer.text, answer.finish_reason) == (text, reason)
    assert (answer.prompt_tokens, answer.cached_tokens) == (30, 20)
    assert (answer.completion_tokens, answer.reasoning_tokens) == (50, 40)


@pytest.mark.parametrize(
    ("written", "reasoning", "total", "counted"),
    [
        (50, 40, 80, 50),  # part of what is written, as most endpoints count
        (10, 40, 80, 50),  # beside it, as the total shows
        (50, None, 80, 50),
        (50, 40, None, 50),
    ],
)
def test_reasoning_is_counted_once_wherever_an_endpoint_counts_it(
    written: int, reasoning: int | None, total: int | None, counted: int
) -> None:
    usage = {
        "prompt_tokens": 30,
        "completion_tokens": written,
        "completion_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": total,
    }
    answer = Completion.of({**chat_answer("x"), "usage": usage})
    assert (answer.completion_tokens, answer.reasoning_tokens) == (counted, reasoning)


def test_the_id_of_a_request_holds_all_that_is_sent_and_never_changes() -> None:
    prompt = ({"role": "user", "content": "hello"},)
    plain = Request("m", prompt, {"temperature": 0})
    # As committed recordings hold it: a changed id would strand every one of them.
    assert plain.id == "e60edbf5f8e1ff10536e8b908927c542"
    others = [
        Request("n", prompt, {"temperature": 0}),
        Request("m", prompt, {"temperature": 1}),
        Request("m", ({"role": "system", "content": "Be brief."}, *prompt), {"temperature": 0}),
        Request("m", prompt, {"temperature": 0, "reasoning_effort": "low"}),
        Request("m", prompt, {"temperature": 0}, "responses"),
    ]
    assert len({plain.id, *(other.id for other in others)}) == 6


@pytest.mark.parametrize(
    "parameters",
    [
        {"stream": True},
        {"n": 2},
        {"messages": []},
        {"seed": {1, 2}},
        {"temperature": float("nan")},
        {"max_tokens": "100"},
        {"max_output_tokens": 0.5},
        5,
        None,
        [],
    ],
)
def test_a_parameter_that_cannot_be_is_refused_at_once(parameters: Any) -> None:
    with pytest.raises(ValueError, match="parameters: "):
        ChatModel("m", parameters=parameters)


ERROR = {"error": {"message": "you sent: a secret prompt", "code": "bad_thing"}}
SPENT = {"error": {"message": "you sent: a secret prompt", "code": "insufficient_quota"}}


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (Reply(401, ERROR), ModelError, "the key was refused; check the environment variable"),
        (Reply(403, ERROR), ModelError, "the key was refused"),
        (Reply(404, ERROR), ModelError, "no such model or path"),
        (Reply(429, SPENT), ModelError, "quota is spent (insufficient_quota)"),
        (Reply(402, {}), ModelError, "quota is spent"),
        (Reply(400, ERROR), RequestRejected, "status 400 (bad_thing)"),
        (Reply(413, b"too large"), RequestRejected, "status 413 (no code)"),
        (Reply(429, ERROR), Unavailable, "status 429 (bad_thing)"),
        (Reply(408, ERROR), Unavailable, "status 408"),
        (Reply(500, ERROR), Unavailable, "status 500"),
        (Reply(503, b"<html>"), Unavailable, "status 503"),
        (Reply(400, ERROR, {"x-should-retry": "true"}), Unavailable, "status 400"),
        (Reply(500, ERROR, {"x-should-retry": "false"}), RequestRejected, "status 500"),
        (Reply(fault="drop"), Unavailable, "cannot be reached"),
        (Reply(200, chat_answer("n"), fault="cut"), Unavailable, "an answer that is not whole"),
        (
            Reply(200, b"x", {"Content-Encoding": "gzip"}),
            Unavailable,
            "an answer that is not whole",
        ),
        (Reply(200, b'data: {"choices": []}\n\n'), Unavailable, "sent a stream"),
        (Reply(200, b"[" * 100_000), Unavailable, "an answer that is not whole"),
        (Reply(200, {"error": {"code": 402}}), ModelError, "quota is spent"),
        (Reply(200, {"error": {"code": "a secret sentence"}}), Unavailable, "status 200 (no code)"),
        (Reply(400, {"error": {"code": "a secret"}}), RequestRejected, "status 400 (no code)"),
        (Reply(400, {"error": {"type": ["odd"]}}), RequestRejected, "status 400 (no code)"),
        (Reply(200, {**chat_answer("x"), "choices": [7]}), Unavailable, "cannot be read"),
        (Reply(fault="stall"), Unavailable, "no answer within 0.5 s"),
        (Reply(200, chat_answer("n"), delay_s=2.0), Unavailable, "no answer within 0.5 s"),
        (Reply(200, b'{"choices": ['), Unavailable, "not whole"),
        (Reply(200, b""), Unavailable, "not whole"),
        (Reply(200, {**chat_answer("x"), "choices": []}), Unavailable, "without choices"),
        (Reply(200, ["x"]), Unavailable, "without choices"),
    ],
)
def test_what_a_no_means_is_told_without_the_words_of_the_endpoint(
    endpoint: Endpoint, reply: Reply, kind: type[ModelError], says: str
) -> None:
    endpoint.answer = lambda _: reply
    with pytest.raises(ModelError) as raised:
        ask(ChatModel("m", base_url=endpoint.url, timeout_s=0.5))
    assert type(raised.value) is kind
    assert says in str(raised.value)
    assert "secret" not in str(raised.value)
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    ("status", "headers", "wait_s", "limited"),
    [
        (429, {"Retry-After": "7"}, 7.0, True),
        (429, {"Retry-After": "7", "retry-after-ms": "250"}, 0.25, True),
        (429, {"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"}, 0.0, True),
        (429, {"Retry-After": "soon"}, None, True),
        (429, {}, None, True),
        (503, {"Retry-After": "1.5"}, 1.5, True),
        (500, {"Retry-After": "2"}, 2.0, False),
    ],
)
def test_how_long_an_endpoint_asks_to_wait_is_read(
    endpoint: Endpoint, status: int, headers: dict[str, str], wait_s: float, limited: bool
) -> None:
    endpoint.answer = lambda _: Reply(status, ERROR, headers)
    with pytest.raises(Unavailable) as raised:
        ask(ChatModel("m", base_url=endpoint.url))
    assert (raised.value.wait_s, raised.value.limited) == (wait_s, limited)


@pytest.mark.parametrize(
    ("left", "reset", "waits"),
    [
        ({"requests": "0"}, {"requests": "1m2s"}, 62),
        ({"requests": "0"}, {"requests": "250ms"}, 0.25),
        ({"requests": "0"}, {"requests": "9"}, 9),
        ({"requests": "1"}, {"requests": "1m2s"}, 0),
        ({"tokens": "17"}, {"tokens": "6s"}, 6),  # an answer took 18
        ({"tokens": "18"}, {"tokens": "6s"}, 0),
        ({"requests": "0"}, {}, 0),
        ({"requests": "-"}, {"requests": "1m2s"}, 0),
    ],
)
def test_an_allowance_that_is_used_up_is_heeded_before_it_is_refused(
    endpoint: Endpoint, left: dict[str, str], reset: dict[str, str], waits: float
) -> None:
    headers = {f"x-ratelimit-remaining-{what}": n for what, n in left.items()}
    headers |= {f"x-ratelimit-reset-{what}": time for what, time in reset.items()}
    endpoint.answer = lambda _: Reply(200, chat_answer("note"), headers)
    model = ChatModel("m", base_url=endpoint.url)
    ask(model)
    assert model.resume_at - endpoint.arrived[0] == pytest.approx(waits, abs=0.2)


def test_an_endpoint_nobody_listens_at_is_named() -> None:
    with pytest.raises(Unavailable, match=r"m at 127\.0\.0\.1:9: cannot be reached"):
        ask(ChatModel("m", base_url="http://127.0.0.1:9/v1"))


def test_a_password_has_no_place_in_an_address() -> None:
    with pytest.raises(ValueError, match="leave the user name and password out") as raised:
        ChatModel("m", base_url="http://user:hunter2@127.0.0.1:9/v1")
    assert "hunter2" not in str(raised.value)


def test_a_missing_key_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)
    with pytest.raises(ModelError, match="set the environment variable MY_KEY"):
        ask(ChatModel("m", key_variable="MY_KEY"))


def test_a_model_never_shows_its_key(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-secret")
    model = ChatModel("m", base_url=endpoint.url)
    ask(model)
    assert "sk-test" not in repr(model) + str(vars(model))
    assert "sk-test" not in json.dumps(model.setting.shown)


@pytest.mark.parametrize("parameters", [{}, {"max_tokens": 100}, {"max_completion_tokens": None}])
def test_a_bound_that_is_one_or_none_is_taken(parameters: dict[str, Any]) -> None:
    assert ChatModel("m", parameters=parameters).setting.parameters == parameters


@pytest.mark.parametrize(
    "message", [{"role": "system"}, {"content": "Be brief."}, {"role": "system", "content": None}]
)
def test_a_message_without_role_or_content_is_refused_at_once(message: Any) -> None:
    good = {"role": "system", "content": "Be brief."}
    with pytest.raises(ValueError, match="messages: number 2 needs a role and a content"):
        ChatModel("m", messages=(good, message))


@pytest.mark.parametrize(
    "address", ["localhost:11434/v1", "127.0.0.1/v1", "ftp://127.0.0.1/v1", "http:///v1", "v1"]
)
def test_an_address_that_is_not_whole_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="base_url: give the whole address"):
        ChatModel("m", base_url=address)


@pytest.mark.parametrize("key", ["sk-test\n", "sk test", "sk-tést", "\u201csk-test\u201d"])
def test_a_key_that_cannot_be_sent_is_told_by_its_variable(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("MY_KEY", key)
    with pytest.raises(ModelError, match="the key in the environment variable MY_KEY") as raised:
        ask(ChatModel("m", base_url=endpoint.url, key_variable="MY_KEY"))
    assert key.strip() not in str(raised.value)
    assert endpoint.bodies == []


@pytest.mark.parametrize("variable", ["sk-test-secret", "MY KEY", "1KEY"])
def test_a_key_in_the_place_of_its_variable_is_refused_and_not_shown(variable: str) -> None:
    with pytest.raises(ValueError, match="key_variable: give the name") as raised:
        ChatModel("m", key_variable=variable)
    assert variable not in str(raised.value)


def test_openai_is_asked_where_no_other_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    model = ChatModel("m")
    with model.sync_client() as client:
        assert client.base_url.host == "api.openai.com"
    assert model.client.base_url.host == "api.openai.com"
    asyncio.run(model.aclose())


@pytest.mark.parametrize(
    ("changes", "created", "prompt"),
    [
        ({}, "2026-09-21T14:13:20Z", 11),
        ({"created": 1e300}, None, 11),
        ({"created": 10**20}, None, 11),
        ({"created": "yesterday"}, None, 11),
        ({"usage": "18 tokens"}, "2026-09-21T14:13:20Z", None),
        (
            {"usage": {"prompt_tokens": "11", "completion_tokens": "7"}},
            "2026-09-21T14:13:20Z",
            None,
        ),
        ({"usage": {"prompt_tokens": 3, "prompt_tokens_details": "-"}}, "2026-09-21T14:13:20Z", 3),
        ({"usage": {"prompt_tokens": -3}}, "2026-09-21T14:13:20Z", None),
    ],
)
def test_a_time_or_count_that_cannot_be_read_costs_no_answer(
    changes: dict[str, Any], created: str | None, prompt: int | None
) -> None:
    answer = Completion.of({**chat_answer("A note."), **changes})
    assert (answer.text, answer.created, answer.prompt_tokens) == ("A note.", created, prompt)


@pytest.mark.parametrize(
    ("created", "kept"),
    [
        ("2026-09-21T14:13:20Z", "2026-09-21T14:13:20Z"),
        ("2026-09-21T16:13:20.123+02:00", "2026-09-21T14:13:20Z"),
        ("2026-09-21", "2026-09-21T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", None),
        (None, None),
        ("yesterday", None),
        ("=HYPERLINK(1)", None),
        (1_790_000_000, None),
        (["2026"], None),
    ],
)
def test_a_date_is_kept_in_utc_and_one_that_is_none_counts_as_unknown(
    created: Any, kept: str | None
) -> None:
    assert Completion("A note.", "m", created=created).created == kept


@pytest.mark.parametrize("count", [-1, 3.5, "12", True, math.nan])
def test_a_count_that_cannot_be_read_counts_as_unknown(count: Any) -> None:
    assert Completion("A note.", "m", prompt_tokens=count).prompt_tokens is None


@pytest.mark.parametrize("latency_s", [-0.1, "1", math.inf, math.nan, True])
def test_a_time_that_cannot_be_read_counts_as_unknown(latency_s: Any) -> None:
    assert Completion("A note.", "m", latency_s=latency_s).latency_s is None
    assert Completion("A note.", "m", latency_s=2).latency_s == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": None}, "text and model are text"),
        ({"model": None}, "text and model are text"),
        ({"finish_reason": "tool_calls"}, "'tool_calls': it is one of"),
        ({"finish_reason": None}, "None: it is one of"),
    ],
)
def test_what_is_no_completion_is_said_when_it_is_made(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Completion(**{"text": "A note.", "model": "m", **fields})


@pytest.mark.parametrize("named", [{}, {"model": None}, {"model": ""}])
def test_an_answer_that_does_not_say_who_gave_it_is_kept(named: dict[str, Any]) -> None:
    choice = {"message": {"content": "A note."}, "finish_reason": "stop"}
    answer = Completion.of({"choices": [choice], **named})
    assert (answer.text, answer.model) == ("A note.", "unknown")


def test_a_text_that_is_sent_in_parts_is_joined() -> None:
    parts = [{"type": "text", "text": "S: well. "}, {"type": "text", "text": "O: fine."}, "odd"]
    choice = {"message": {"content": parts}, "finish_reason": "stop"}
    assert Completion.of({"choices": [choice], "model": "m"}).text == "S: well. O: fine."


@pytest.mark.parametrize(
    "messages", [{"role": "system", "content": "Be brief."}, "be brief", ("be brief",)]
)
def test_messages_that_are_no_list_are_told_how_to_write_one(messages: Any) -> None:
    with pytest.raises(ValueError, match="give a list of messages"):
        ChatModel("m", messages=messages)


@pytest.mark.parametrize("name", ["", "  ", None])
def test_a_model_has_a_name(name: Any) -> None:
    with pytest.raises(ValueError, match="name: give"):
        ChatModel(name)


def test_a_whole_number_is_one_however_it_is_written() -> None:
    one, other = (Setting("m", {"temperature": t, "stop": [t], "a": {"b": t}}) for t in (0, 0.0))
    assert one.request("x").id == other.request("x").id
    assert one.key == other.key
    assert Setting("m", {"temperature": 0.5}).key != one.key
    assert Setting("m", {"logprobs": True}).parameters["logprobs"] is True
