"""Models behind an OpenAI-compatible endpoint: one try to answer a request, and what its no means.

Trying again, and how many requests are in flight, is the business of `soapbench.generation`.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from soapbench.errors import ModelError, RequestRejected, Unavailable
from soapbench.models import Api, Completion, Message, Request, Setting

if TYPE_CHECKING:
    import openai

__all__ = ["ChatModel", "code_of"]

_OPENAI = "https://api.openai.com/v1"
_BOUNDS = {"max_tokens", "max_completion_tokens", "max_output_tokens"}
_SPENT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
"""Codes of a 429 that no waiting cures."""
_LIMITED = {429, 503, 529}
"""Statuses that ask for fewer requests."""
_TELLING = ("Lang", "Package-Version", "OS", "Arch", "Runtime", "Runtime-Version", "Async")
"""Headers in which the client tells an endpoint about this machine; no answer needs them."""
_OWN = {"model", "messages", "input", "stream", "n"}
"""What a request says by itself; an answer is one text, and comes in one piece."""


@dataclass
class ChatModel:
    """A model behind an OpenAI-compatible endpoint: OpenAI, Azure, Ollama, vLLM, llama.cpp.

    Args:
        name: The model's name as the endpoint knows it.
        base_url: The endpoint, such as ``http://localhost:11434/v1``; None is OpenAI's own.
        parameters: What the endpoint takes besides, passed on as it is: temperature, seed,
            max_tokens, response_format, reasoning_effort and so on. They are part of the request
            id, so other parameters mean other answers.
        key_variable: The environment variable that holds the key. It is read when the first
            request is sent and never stored. An endpoint of your own may need none: ``""``.
        tries: How often one request is sent before it counts as failed; a rate limit, a server
            error, a dropped connection and an answer cut short are tried again.
        timeout_s: Seconds one try may take.
        patience_s: Seconds one request may take in all, tries and waits together.
        messages: What is sent before the prompt, such as
            ``[{"role": "developer", "content": "..."}]``; part of the request id as well.
        api: ``"responses"`` for models that answer at the Responses API alone.

    Raises:
        ValueError: No name; a parameter is no JSON or says what a request says by itself; a message
            lacks its role or content; the address is not whole or holds a password; the variable of
            the key cannot be one.
    """

    name: str
    base_url: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    key_variable: str = "OPENAI_API_KEY"
    tries: int = 8
    timeout_s: float = 300.0
    patience_s: float = 900.0
    messages: Sequence[Message] = ()
    api: Api = "chat"
    resume_at: float = field(default=0.0, init=False, repr=False, compare=False)
    """When the endpoint takes more requests, by `time.monotonic`, as its latest answer says."""
    _client: "openai.AsyncOpenAI | None" = field(
        default=None, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        address = urlsplit(self.base_url or _OPENAI)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError(
                "base_url: give the whole address, such as http://localhost:11434/v1; it begins "
                "with http:// or https://"
            )
        if "@" in address.netloc:
            raise ValueError(
                "base_url: leave the user name and password out; a key is read from the "
                f"environment variable {self.key_variable}"
            )
        if not re.fullmatch(r"([A-Za-z_]\w*)?", self.key_variable, re.ASCII):
            # Not shown: it may be the key itself.
            raise ValueError(
                "key_variable: give the name of an environment variable that holds the key, such "
                "as OPENAI_API_KEY, and never the key"
            )
        if not isinstance(self.parameters, Mapping):
            raise ValueError("parameters: give them by name, such as {'temperature': 0}")
        if own := sorted(_OWN & set(self.parameters)):
            raise ValueError(f"parameters: {own} cannot be set; each request asks for one answer")
        try:
            json.dumps(dict(self.parameters), allow_nan=False)
        except (TypeError, ValueError):
            raise ValueError("parameters: give plain JSON values; they are recorded") from None
        for bound in sorted(_BOUNDS & set(self.parameters)):
            if not isinstance(self.parameters[bound], (int, type(None))):
                raise ValueError(f"parameters: {bound} is a whole number of tokens")
        if not (isinstance(self.name, str) and self.name.strip()):
            raise ValueError("name: give the model's name as the endpoint knows it")
        _ = self.setting  # which refuses messages that are none

    @property
    def setting(self) -> Setting:
        """How it is asked."""
        return Setting(self.name, self.parameters, tuple(self.messages), self.api)

    async def __call__(self, request: Request) -> Completion:
        """Return the endpoint's answer to one try.

        Raises:
            Unavailable: It may answer if it is asked again.
            RequestRejected: It does not take this request; it may take others.
            ModelError: No key, no such model, no quota left.
        """
        import httpx2
        import openai

        client = self.client
        started = time.perf_counter()
        try:
            # The whole of a try is timed here: the client's own limits are per read. A full address
            # spares it joining one, which is a tenth of its work.
            async with asyncio.timeout(self.timeout_s):
                answer = await client.post(
                    str(client.base_url).rstrip("/") + request.path,
                    cast_to=httpx2.Response,
                    body=request.body,
                )
        except TimeoutError:
            raise Unavailable(f"{self._where}: no answer within {self.timeout_s:g} s") from None
        except openai.OpenAIError as error:
            raise self.failure(error) from None
        completion = self._read(answer.content, request.api, time.perf_counter() - started)
        tokens = (completion.prompt_tokens or 0) + (completion.completion_tokens or 0)
        self.resume_at = time.monotonic() + _until_refilled(answer.headers, tokens)
        return completion

    @property
    def client(self) -> "openai.AsyncOpenAI":
        """The client of the openai library, opened on first use; it belongs to one event loop.

        Raises:
            ModelError: No key.
        """
        import openai

        if self._client is None:
            self._client = openai.AsyncOpenAI(
                **self._options(),
                max_retries=0,
                timeout=None,
                http_client=openai.DefaultAioHttpClient(timeout=None),
            )
        return self._client

    def sync_client(self) -> "openai.OpenAI":
        """Return a client for what is asked now and then, such as batches; it tries again itself.

        Raises:
            ModelError: No key.
        """
        import openai

        return openai.OpenAI(**self._options(), max_retries=self.tries - 1, timeout=self.timeout_s)

    def _options(self) -> dict[str, Any]:
        import openai

        key = os.environ.get(self.key_variable)
        if not key and not self.base_url:
            raise ModelError(
                f"no API key: set the environment variable {self.key_variable}, or name your own "
                "endpoint with base_url, on the command line --base-url"
            )
        if key and not re.fullmatch(r"[!-~]+", key):
            raise ModelError(
                f"the key in the environment variable {self.key_variable} holds a space, a line "
                "end or a letter that no key has; set it again, without them"
            )
        headers = {f"X-Stainless-{name}": openai.Omit() for name in _TELLING}
        # Named here in any case: left out, the client would take another from the environment, and
        # prompts would go where no message says.
        url = self.base_url or _OPENAI
        return {"api_key": key or "none", "base_url": url, "default_headers": headers}

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _read(self, content: bytes, api: Api, latency_s: float) -> Completion:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            if content.lstrip().startswith(b"data:"):
                raise Unavailable(
                    f"{self._where}: sent a stream, which was not asked for; is there a setting of "
                    "the endpoint that sends whole answers?"
                ) from None
            if content.lstrip().startswith(b"<"):
                raise Unavailable(
                    f"{self._where}: sent a web page and no answer; is base_url the right one?",
                    unreached=True,
                ) from None
            raise Unavailable(f"{self._where}: sent an answer that is not whole") from None
        holds = "choices" if api == "chat" else "output"
        try:
            return Completion.of(answer, latency_s, api)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            if isinstance(answer, dict) and answer.get(holds):
                raise Unavailable(f"{self._where}: sent an answer that cannot be read") from None
        error = answer.get("error") if isinstance(answer, dict) else None
        if isinstance(error, dict):  # as some routers do, with status 200
            raise self._refusal(code_of(error.get("code"), error.get("type")), None)
        raise Unavailable(
            f"{self._where}: sent an answer without {holds}; is base_url the right one?"
        )

    def _refusal(self, code: str, wait_s: float | None, status: int = 200) -> ModelError:
        """Return what a code says: that no waiting helps, or that it may answer another time."""
        if status == 402 or code in _SPENT or code == "402":
            return ModelError(
                f"{self._where}: the account's quota is spent ({code}); waiting does not help. "
                "Add credit or raise the limit, then run again"
            )
        return Unavailable(
            f"{self._where}: status {status} ({code})", wait_s, limited=status in _LIMITED
        )

    @property
    def _where(self) -> str:
        host = urlsplit(self.base_url or _OPENAI).netloc
        return f"{self.name} at {host}"

    def failure(self, error: "openai.OpenAIError") -> ModelError:
        """Return what an error of the client means, in words of our own."""
        # An endpoint's own message may quote the prompt, so only its status and code are shown.
        import openai

        if isinstance(error, openai.APIConnectionError):
            if _began_to_answer(error):
                return Unavailable(f"{self._where}: sent an answer that is not whole")
            return Unavailable(
                f"{self._where}: cannot be reached; is it running, and is base_url right?",
                unreached=_never_connected(error),
            )
        if not isinstance(error, openai.APIStatusError):
            return ModelError(f"{self._where}: {type(error).__name__}; nothing was answered")
        status, code = error.status_code, code_of(error.code, error.type)
        if status == 402 or _SPENT & {code, code_of(error.type)}:
            return self._refusal(code, None, 402)
        if status in (401, 403):
            return ModelError(
                f"{self._where}: the key was refused; check the environment variable "
                f"{self.key_variable} ({status})"
            )
        if status == 404:
            return ModelError(
                f"{self._where}: no such model or path (404); check the name, base_url and api"
            )
        said = error.response.headers.get("x-should-retry")
        if said == "true" or (said != "false" and (status in (408, 409, 429) or status >= 500)):
            return self._refusal(code, _asked_wait(error.response.headers), status)
        return RequestRejected(
            f"{self._where}: status {status} ({code}); the request was not answered"
        )


def code_of(*told: object, default: str = "no code") -> str:
    """Return the first code that is a short word; a sentence may quote what was asked."""
    words = (str(each) for each in told if isinstance(each, (str, int)))
    return next((word for word in words if re.fullmatch(r"[\w.-]{1,40}", word)), default)


def _began_to_answer(error: BaseException | None) -> bool:
    """Return whether an answer had begun when the connection failed, or could not be unpacked."""
    import httpx2

    while error is not None:
        if isinstance(error, (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.DecodingError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def _never_connected(error: BaseException | None) -> bool:
    """Return whether nothing listens there, as opposed to a connection that was lost."""
    import aiohttp

    while error is not None and not isinstance(error, aiohttp.ClientConnectorError):
        error = error.__cause__ or error.__context__
    return error is not None


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds an answer asks to wait, None where it does not say."""
    try:
        if (milliseconds := headers.get("retry-after-ms")) is not None:
            return max(0.0, float(milliseconds) / 1000)
        if (after := headers.get("retry-after")) is not None:
            return max(0.0, _seconds(after))
    except ValueError:
        return None
    return None


def _seconds(after: str) -> float:
    """Return a Retry-After in seconds: it is a number, or a date.

    Raises:
        ValueError: It is neither.

    Source: RFC 9110, section 10.2.3.
    """
    from email.utils import parsedate_to_datetime

    try:
        return float(after)
    except ValueError:
        return parsedate_to_datetime(after).timestamp() - time.time()


_UNITS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def _until_refilled(headers: Mapping[str, str], tokens: int) -> float:
    """Return the seconds until an allowance that is used up is full again, else 0.

    The headers are ``x-ratelimit-remaining-requests`` and ``x-ratelimit-reset-requests``, and the
    same for tokens; a time is written like ``6m0s``, ``120ms`` or, in seconds, ``60``.

    Args:
        headers: Of an answer.
        tokens: What a request like this one takes; fewer than that are none.
    """
    wait = 0.0
    for what, needed in (("requests", 1), ("tokens", max(1, tokens))):
        remaining = headers.get(f"x-ratelimit-remaining-{what}", "")
        if remaining.isdecimal() and int(remaining) < needed:
            reset = headers.get(f"x-ratelimit-reset-{what}", "")
            parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|$)", reset)
            wait = max(wait, sum(float(number) * _UNITS[unit] for number, unit in parts))
    return wait
