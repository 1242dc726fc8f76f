"""What is asked and what comes back.

A model is any callable from a `Request` to a `Completion`, sync or async. `Setting` is how a model
is asked: everything in a request beside the prompt.
"""

import datetime
import hashlib
import json
import math
import numbers
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

__all__ = ["WITH_NOTE", "Api", "Completion", "Message", "Model", "Request", "Setting"]

FinishReason = Literal["stop", "length", "refusal", "content_filter", "empty"]
WITH_NOTE = ("stop", "length")
"""How an answer ends that holds a note, perhaps one that is cut off."""
Api = Literal["chat", "responses"]
"""Chat Completions, or the Responses API."""
Message = Mapping[str, str]
"""``{"role": ..., "content": ...}``; the role is system, developer, user or assistant."""


@dataclass(frozen=True)
class Request:
    """One question to a model: the messages, the model's name, its parameters and the API."""

    model: str
    messages: tuple[Message, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    api: Api = "chat"

    @cached_property
    def id(self) -> str:
        """A hash of the request's canonical JSON, 32 hexadecimal digits."""
        body = {"model": self.model, "messages": self.messages, "parameters": self.parameters}
        if self.api != "chat":
            body["api"] = self.api
        canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    @cached_property
    def setting(self) -> "Setting":
        """How its model is asked: all but the last message, the prompt."""
        return Setting(self.model, self.parameters, self.messages[:-1], self.api)

    @property
    def prompt(self) -> str:
        """What its model is asked: the last message."""
        return self.messages[-1]["content"]

    @property
    def path(self) -> str:
        """Where it is sent, below the endpoint's base URL."""
        return "/chat/completions" if self.api == "chat" else "/responses"

    @property
    def body(self) -> dict[str, Any]:
        """What is sent, as JSON."""
        messages = [dict(message) for message in self.messages]
        name = "messages" if self.api == "chat" else "input"
        return {"model": self.model, name: messages, **self.parameters}


@dataclass(frozen=True)
class Setting:
    """How a model is asked: all that is in a request beside the prompt.

    ``messages`` come before the prompt, such as a system or developer message. A whole number is
    one however it is written: temperature 0.0 is 0, and asks no other question.

    Raises:
        ValueError: A message that lacks a role or a content, or holds no text there.
    """

    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    api: Api = "chat"

    def __post_init__(self) -> None:
        if not all(isinstance(message, Mapping) for message in self.messages):
            raise ValueError(
                "messages: give a list of messages, each with a role and a content; also a single "
                "one stands in brackets, [{...}]"
            )
        for number, message in enumerate(self.messages, start=1):
            if not all(isinstance(message.get(name), str) for name in ("role", "content")):
                raise ValueError(f"messages: number {number} needs a role and a content, both text")
        object.__setattr__(self, "parameters", _plain(self.parameters))

    def request(self, prompt: str) -> Request:
        """Return the request that asks ``prompt``."""
        messages = (*self.messages, {"role": "user", "content": prompt})
        return Request(self.model, messages, dict(self.parameters), self.api)

    @property
    def shown(self) -> dict[str, Any]:
        """The parameters, and where they are not the usual ones, the messages and the API."""
        shown = dict(self.parameters)
        if self.messages:
            shown["messages"] = [dict(message) for message in self.messages]
        if self.api != "chat":
            shown["api"] = self.api
        return shown

    @cached_property
    def key(self) -> str:
        """The setting as text, by which one is told from another."""
        return json.dumps([self.model, self.shown], sort_keys=True)


def _plain(value: Any) -> Any:
    """Return parameters with every whole number as one."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer. ``created`` is ISO 8601 in UTC; a count or time that is unknown is None.

    A count or time that cannot be read counts as unknown: an answer is kept, whatever its date.
    Half a character, as an answer that is cut off may end with, becomes U+FFFD: a file cannot hold
    it. ``cached_tokens`` are part of ``prompt_tokens``, ``reasoning_tokens`` of
    ``completion_tokens``.

    Raises:
        ValueError: The text or the model is no text, or there is no such finish reason.
    """

    text: str
    model: str
    finish_reason: FinishReason = "stop"
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    latency_s: float | None = None
    fingerprint: str | None = None
    created: str | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None

    def __post_init__(self) -> None:
        if not (isinstance(self.text, str) and isinstance(self.model, str)):
            raise ValueError(
                "a completion's text and model are text; an answer without a note has the text "
                "'' and a finish_reason that says why"
            )
        if self.finish_reason not in get_args(FinishReason):
            raise ValueError(
                f"finish_reason {self.finish_reason!r}: it is one of {list(get_args(FinishReason))}"
            )
        object.__setattr__(self, "created", _in_utc(self.created))
        for name in _COUNTS:
            object.__setattr__(self, name, _count(getattr(self, name)))
        object.__setattr__(self, "latency_s", _duration(self.latency_s))
        for name in ("text", "model", "fingerprint", "created"):
            value = getattr(self, name)
            if isinstance(value, str) and not value.isascii():
                object.__setattr__(self, name, _whole_characters(value))

    @property
    def holds_note(self) -> bool:
        """Whether there is a note to score; a refusal or an empty answer is none."""
        return self.finish_reason in WITH_NOTE

    @classmethod
    def of(
        cls, answer: Mapping[str, Any], latency_s: float | None = None, api: Api = "chat"
    ) -> "Completion":
        """Return the completion in the body of an endpoint's answer.

        Raises:
            KeyError, IndexError, TypeError, AttributeError: The body is no such answer.
        """
        text, refusal, ending = _chat(answer) if api == "chat" else _response(answer)
        reason: FinishReason = "stop"
        if refusal:
            reason, text = "refusal", refusal
        elif ending == "content_filter":
            reason = "content_filter"
        elif not text.strip():
            reason = "empty"
        elif ending == "length":
            reason = "length"
        return cls(
            text=text,
            model=str(answer.get("model") or _UNNAMED),
            finish_reason=reason,
            latency_s=None if latency_s is None else round(latency_s, 3),
            fingerprint=answer.get("system_fingerprint"),
            created=_moment(answer.get("created", answer.get("created_at"))),
            **_tokens(_mapping(answer, "usage")),
        )


_UNNAMED = "unknown"
"""What answered, where an endpoint does not say: the setting still says what was asked."""
_COUNTS = ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens")


def _in_utc(created: object) -> str | None:
    """Return a moment in ISO 8601 to the second in UTC; None where it is no moment."""
    try:
        moment = datetime.datetime.fromisoformat(created) if isinstance(created, str) else None
        if moment is None:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        moment = moment.astimezone(datetime.UTC).replace(microsecond=0, tzinfo=None)
        return f"{moment.isoformat()}Z"
    except (ValueError, OverflowError):
        return None


def _count(value: object) -> int | None:
    """Return a count as a plain number, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        return None
    count = int(value)
    return count if count >= 0 else None


def _duration(value: object) -> float | None:
    """Return seconds as a plain number, None where they are none."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return None
    seconds = float(value)
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _whole_characters(text: str) -> str:
    """Return a text with the halves of surrogate pairs joined, and a lone half replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


Model = Callable[[Request], Completion | Awaitable[Completion]]


def _chat(answer: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """Return text, refusal and how a chat completion ended."""
    choice = answer["choices"][0]
    message = choice["message"]
    refusal = message.get("refusal")
    refused = refusal if isinstance(refusal, str) else None
    return _joined(message.get("content")), refused, choice.get("finish_reason")


def _joined(content: object) -> str:
    """Return the text of a message, which some endpoints send in parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, Mapping))
    return content if isinstance(content, str) else ""


def _response(answer: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """Return text, refusal and how a response of the Responses API ended."""
    parts = [
        part for item in answer["output"] if item["type"] == "message" for part in item["content"]
    ]
    text = "".join(part["text"] for part in parts if part["type"] == "output_text")
    refusal = "".join(part["refusal"] for part in parts if part["type"] == "refusal")
    reason = (answer.get("incomplete_details") or {}).get("reason")
    return text, refusal or None, "length" if reason == "max_output_tokens" else reason


# An answer is paid for: a time or a count that cannot be read is unknown, and the text is kept.


def _moment(created: object) -> str | None:
    """Return seconds since 1970 as ISO 8601 in UTC, None where they are no such moment."""
    if not isinstance(created, (int, float)):
        return None
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(created))
    except (ValueError, OverflowError, OSError):
        return None


def _mapping(values: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Return the first of the named values that is a mapping with anything in it."""
    found = (values.get(name) for name in names)
    return next((value for value in found if isinstance(value, Mapping) and value), {})


def _counted(values: Mapping[str, Any], *names: str) -> int | None:
    """Return the first of the named values that is there, None where it is no count."""
    return _count(next((values[name] for name in names if name in values), None))


def _tokens(usage: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the counts under one set of names, whichever API they come from."""
    prompt = _counted(usage, "prompt_tokens", "input_tokens")
    written = _counted(usage, "completion_tokens", "output_tokens")
    before = _mapping(usage, "prompt_tokens_details", "input_tokens_details")
    after = _mapping(usage, "completion_tokens_details", "output_tokens_details")
    reasoning = _counted(after, "reasoning_tokens")
    # Some endpoints count reasoning beside what is written, as their total shows.
    if reasoning and prompt is not None and written is not None:
        total = prompt + written + reasoning
        written += reasoning if usage.get("total_tokens") == total else 0
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "cached_tokens": _counted(before, "cached_tokens"),
        "reasoning_tokens": reasoning,
    }
