"""An OpenAI-compatible endpoint on loopback that can misbehave, and counts what it is asked.

In a test it runs in a thread (`Endpoint`); ``python -m tests.endpoint`` serves canned notes in a
process of its own, for benchmarks, and ends when its standard input closes.
"""

import argparse
import asyncio
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Call:
    """One HTTP request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is sent back: a JSON value, or bytes as they are; late, cut or never, as told.

    A fault is one of: ``drop``, the connection closes without an answer; ``stall``, no answer ever
    comes; ``cut``, the connection closes in the middle of the body.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    fault: Literal["", "drop", "stall", "cut"] = ""

    def encode(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        lines = [
            f"HTTP/1.1 {self.status} -",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        return whole[: -len(body) // 2] if self.fault == "cut" else whole


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


class Endpoint:
    """The endpoint, in a thread of its own.

    Set ``answer``, from the body of a chat request to a `Reply` or to ``(status, body)``; or
    ``handle``, from a `Call` to a `Reply`, which decides about every path. Both run one at a time.
    """

    def __init__(self, handle: Callable[[Call], Reply] | None = None) -> None:
        self.answer: Callable[[dict[str, Any]], Reply | tuple[int, Any]] = lambda body: (
            200,
            chat_answer("Subjective: steadier."),
        )
        self.handle = handle or self._handle_chat
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.paths: list[str] = []
        self.arrived: list[float] = []
        self.asked: Counter[bytes] = Counter()
        """How often each body came in."""
        self.answered: Counter[bytes] = Counter()
        """How often each body was answered with 200, in full."""
        self.in_flight = self.most_in_flight = self.connections = 0
        self.last_answer = 0.0
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def _handle_chat(self, call: Call) -> Reply:
        body = json.loads(call.body)
        self.bodies.append(body)
        self.headers.append(call.headers)
        self.paths.append(call.path)
        reply = self.answer(body)
        return reply if isinstance(reply, Reply) else Reply(*reply)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._server.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class _Connection(asyncio.Protocol):
    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.endpoint.connections += 1

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        method, path, _ = first.split(" ")
        self._answer(Call(method, path, headers, rest[:length]))

    def _answer(self, call: Call) -> None:
        end = self.endpoint
        end.arrived.append(time.monotonic())
        end.asked[call.body] += 1
        end.in_flight += 1
        end.most_in_flight = max(end.most_in_flight, end.in_flight)
        reply = end.handle(call)
        asyncio.get_running_loop().call_later(reply.delay_s, self._send, call, reply)

    def _send(self, call: Call, reply: Reply) -> None:
        self.endpoint.in_flight -= 1
        if reply.fault == "stall" or self.transport.is_closing():
            return
        if reply.fault != "drop":
            self.transport.write(reply.encode())
        if reply.fault:
            self.transport.close()
        elif reply.status == 200:
            self.endpoint.answered[call.body] += 1
            self.endpoint.last_answer = time.monotonic()


@dataclass
class Shares:
    """Canned notes, with a latency and shares of answers that go wrong."""

    latency_s: float = 0.0
    limited: float = 0.0
    failing: float = 0.0
    dropped: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        note = "Subjective: steadier on stairs.\nObjective: BBS 41/56 (34/56 at eval).\n" * 12
        self._note = Reply(200, json.dumps(chat_answer(note)).encode(), delay_s=self.latency_s)
        error = {"error": {"message": "too many", "code": "rate_limit_exceeded"}}
        self._limit = Reply(429, error, delay_s=self.latency_s / 4)

    def __call__(self, call: Call) -> Reply:
        draw = self._chance.random()
        if draw < self.limited:
            return self._limit
        if draw < self.limited + self.failing:
            return Reply(500, {}, delay_s=self.latency_s)
        if draw < self.limited + self.failing + self.dropped:
            return Reply(fault="drop", delay_s=self.latency_s)
        return self._note


def counts(endpoint: Endpoint) -> dict[str, float]:
    """Return what a benchmark asks about at the end of a run, and start counting anew."""
    found = {
        "sent": endpoint.asked.total(),
        "answered": len(endpoint.answered),
        "answered_twice": sum(n > 1 for n in endpoint.answered.values()),
        "most_in_flight": endpoint.most_in_flight,
        "seconds": endpoint.last_answer - endpoint.arrived[0] if endpoint.arrived else 0.0,
    }
    endpoint.asked.clear()
    endpoint.answered.clear()
    endpoint.arrived.clear()
    endpoint.most_in_flight = 0
    return found


def main() -> None:
    """Serve canned notes; ``GET /counts`` tells and resets the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("latency-s", "limited", "failing", "dropped"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    shares = Shares(**vars(parser.parse_args()))

    def handle(call: Call) -> Reply:
        if call.path != "/counts":
            return shares(call)
        endpoint.asked[call.body] -= 1
        endpoint.arrived.pop()
        return Reply(200, counts(endpoint))

    endpoint = Endpoint(handle)
    print(endpoint.url, flush=True)
    sys.stdin.read()
    endpoint.close()


if __name__ == "__main__":
    main()
