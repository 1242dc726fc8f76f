import asyncio
from typing import Any

import pytest

from soapbench import ChatModel, Completion, ModelError, Request
from tests.endpoint import Endpoint, chat_answer


def ask(model: ChatModel, **parameters: Any) -> Completion:
    request = Request(model.name, ({"role": "user", "content": "a secret prompt"},), parameters)

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


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "the key was refused; check the environment variable OPENAI_API_KEY"),
        (404, "no such model or path"),
        (400, "status 400 (bad_thing)"),
        (429, "still limited after 2 tries"),
        (500, "status 500"),
    ],
)
def test_an_endpoint_that_says_no_gives_one_clear_error_without_its_words(
    endpoint: Endpoint, status: int, says: str
) -> None:
    error = {"error": {"message": "you sent: a secret prompt", "code": "bad_thing"}}
    endpoint.answer = lambda _: (status, error)
    with pytest.raises(ModelError) as raised:
        ask(ChatModel("m", base_url=endpoint.url, tries=2))
    assert says in str(raised.value)
    assert "secret" not in str(raised.value)
    assert len(endpoint.bodies) == (2 if status in (429, 500) else 1)


def test_an_endpoint_that_recovers_is_asked_again(endpoint: Endpoint) -> None:
    def answer(_: dict[str, Any]) -> tuple[int, Any]:
        return (503, {}) if len(endpoint.bodies) < 3 else (200, chat_answer("There."))

    endpoint.answer = answer
    assert ask(ChatModel("m", base_url=endpoint.url)).text == "There."


def test_an_answer_without_choices_says_so(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: (200, {**chat_answer("x"), "choices": []})
    with pytest.raises(ModelError, match="without choices"):
        ask(ChatModel("m", base_url=endpoint.url))


def test_an_endpoint_nobody_listens_at_is_named_without_its_credentials() -> None:
    with pytest.raises(ModelError, match=r"m at 127\.0\.0\.1:9: cannot be reached"):
        ask(ChatModel("m", base_url="http://user:pass@127.0.0.1:9/v1", tries=1))


def test_a_missing_key_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)
    with pytest.raises(ModelError, match="set the environment variable MY_KEY"):
        ask(ChatModel("m", key_variable="MY_KEY"))


def test_a_model_never_shows_its_key(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-secret")
    model = ChatModel("m", base_url=endpoint.url)
    ask(model)
    assert "sk-test" not in repr(model) + str(vars(model))
