"""Print how the engine does against bare loops, on loopback: ``python -m tests.benchmarks.engine``.

The endpoint and every client are processes of their own. ``--quick`` leaves out the long runs.
"""

import argparse
import asyncio
import contextlib
import functools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from soapbench import (
    ChatModel,
    Completion,
    Recording,
    Request,
    Setting,
    evaluate,
    load_cases,
    load_templates,
    plan_requests,
)
from soapbench.generation import generate
from soapbench.recording import PlannedRequest

PROMPT = "Write a SOAP note for a visit of neuromuscular re-education. " * 40
Ask = Callable[[int], Coroutine[Any, Any, str]]


def messages(number: int) -> list[dict[str, str]]:
    """Return a prompt of about 2,400 characters, each another."""
    return [{"role": "user", "content": f"{PROMPT}{number}"}]


async def loop(ask: Ask, count: int, concurrency: int) -> list[str]:
    """Return the answers of a bare loop: so many workers over one iterator, no tries again."""
    numbers = iter(range(count))
    texts: list[str] = []

    async def work() -> None:
        texts.extend([await ask(number) for number in numbers])

    await asyncio.gather(*(work() for _ in range(concurrency)))
    return texts


async def with_openai(url: str, count: int, concurrency: int, transport: Any = None) -> list[str]:
    import openai

    client = openai.AsyncOpenAI(
        api_key="none", base_url=url, max_retries=0, http_client=transport and transport()
    )

    async def ask(number: int) -> str:
        answer = await client.chat.completions.create(
            model="m", messages=messages(number), temperature=0
        )
        return str(answer.choices[0].message.content)

    texts = await loop(ask, count, concurrency)
    await client.close()
    return texts


async def with_aiohttp(url: str, count: int, concurrency: int) -> list[str]:
    import aiohttp

    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(number: int) -> str:
            body = {"model": "m", "messages": messages(number), "temperature": 0}
            async with session.post(f"{url}/chat/completions", json=body) as answer:
                found = await answer.json()
            return str(found["choices"][0]["message"]["content"])

        return await loop(ask, count, concurrency)


@functools.cache
def planned(count: int) -> list[PlannedRequest]:
    """Return so many requests; what they take in memory is the caller's, and not the engine's."""
    return [
        PlannedRequest(
            f"c-{i}", "soap_note@v1", 0, Request("m", tuple(messages(i)), {"temperature": 0})
        )
        for i in range(count)
    ]


def with_engine(url: str, count: int, concurrency: int) -> Any:
    with (
        tempfile.TemporaryDirectory() as folder,
        Recording(Path(folder) / "r.jsonl") as recording,
    ):
        return generate(planned(count), ChatModel("m", base_url=url), recording, concurrency)


def run_client(name: str, url: str, count: int, concurrency: int) -> None:
    """Print the seconds, CPU and memory that a client took once it was warm."""
    import openai

    clients: dict[str, Callable[[str, int, int], Any]] = {
        "openai": lambda *a: asyncio.run(with_openai(*a)),
        "openai, aiohttp": lambda *a: asyncio.run(with_openai(*a, openai.DefaultAioHttpClient)),
        "aiohttp": lambda *a: asyncio.run(with_aiohttp(*a)),
        "engine": with_engine,
    }
    clients[name](url, 2 * concurrency, concurrency)
    ask_for_counts(url)
    if name == "engine":
        planned(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    answers = clients[name](url, count, concurrency)
    cpu_ms = 1000 * (time.process_time() - started) / count
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"cpu_ms": cpu_ms, "grown_mb": grown, "answers": len(answers)}))


def ask_for_counts(url: str) -> dict[str, float]:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/counts") as answer:
        return dict(json.loads(answer.read()))


@contextlib.contextmanager
def endpoint(**shares: float) -> Iterator[str]:
    """Serve canned notes in a process of its own; give its URL."""
    command = [sys.executable, "-m", "tests.endpoint"]
    command += [f"--{name.replace('_', '-')}={value}" for name, value in shares.items()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


def client(name: str, url: str, count: int, concurrency: int) -> dict[str, float]:
    """Return what a client in a process of its own needed, and what the endpoint saw."""
    command = [sys.executable, "-m", "tests.benchmarks.engine", "--client", name, url]
    ran = subprocess.run(
        [*command, str(count), str(concurrency)], capture_output=True, text=True, check=True
    )
    seen = ask_for_counts(url)
    return {**json.loads(ran.stdout.splitlines()[-1]), **seen}


def speed(latency_s: float, count: int, concurrency: int, names: list[str]) -> None:
    """Print requests a second of each client, beside the ideal and the bare openai loop."""
    ideal = concurrency / latency_s if latency_s else None
    print(f"\n{count:,} requests, {concurrency} in flight, {1000 * latency_s:.0f} ms:")
    bare = 0.0
    with endpoint(latency_s=latency_s) as url:
        for name in names:
            found = client(name, url, count, concurrency)
            rate = count / found["seconds"]
            bare = rate if name == "openai" else bare
            said = f"  {name:<16} {rate:7.0f} a second"
            said += f", {rate / bare:.2f} x openai" if bare else ""
            said += f", {rate / ideal:.2f} of ideal" if ideal else ""
            print(f"{said}; {found['cpu_ms']:.2f} ms of CPU each, {found['grown_mb']:.0f} MB more")


def faults() -> None:
    with endpoint(limited=0.05, failing=0.02, dropped=0.01, latency_s=0.05, seed=2) as url:
        found = client("engine", url, 1000, 32)
    print(
        f"\n5 % 429, 2 % 500, 1 % dropped: {found['answers']:.0f} of 1,000 answered, "
        f"{found['answered_twice']:.0f} of them twice, {found['sent'] / 1000:.3f} x sent"
    )


def kills() -> None:
    """Print what ten kills at random moments of a run of 1,000 cost."""
    from tests.test_journal import RUN

    chance, concurrency = random.Random(11), 16
    with endpoint(latency_s=0.05) as url, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.jsonl"
        path.touch()
        command = [sys.executable, "-c", RUN, url, str(path), "1000"]
        for _ in range(10):
            run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            wanted = path.stat().st_size + chance.randrange(1, 90) * 2000
            while run.poll() is None and path.stat().st_size < wanted:
                time.sleep(0.001)
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        sent = ask_for_counts(url)["sent"]
        print(
            f"\nten kills: {len(Recording(path))} of 1,000 answered, {sent - 1000:.0f} sent twice "
            f"(in flight at the kills: at most {10 * concurrency})"
        )


def replay() -> None:
    """Print how long a run of 10,000 takes that is recorded already."""
    base = load_cases("balance")[0]
    cases = [
        base.model_copy(
            update={
                "id": f"c-{i}",
                "inputs": {
                    **base.inputs,
                    "clinical_findings": f"{base.inputs['clinical_findings']} Visit {i}.",
                },
            }
        )
        for i in range(1000)
    ]
    soap, setting = load_templates("soap_note")[:2], Setting("m", {"temperature": 0})
    note = Completion("Subjective: steadier.\nObjective: BBS 41/56.\n" * 60, "m", "stop", 700, 600)

    def model(request: Request) -> Completion:
        raise AssertionError("a recorded request was sent")

    model.setting = setting  # type: ignore[attr-defined]  # a model is any function, and may have it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.jsonl"
        with Recording(path) as recording:
            for each in plan_requests(cases, soap, setting, 5):
                recording.append(each, note)
        started = time.perf_counter()
        run = evaluate(cases, soap, model, {}, 5, path)
        spent = time.perf_counter() - started
    print(f"\n{len(run.completions):,} recorded, run again: {spent:.2f} s, nothing sent")


def main() -> None:
    """Print every ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--client", nargs=4, metavar=("NAME", "URL", "COUNT", "CONCURRENCY"))
    options = parser.parse_args()
    if options.client:
        name, url, count, concurrency = options.client
        run_client(name, url, int(count), int(concurrency))
        return
    every = ["openai", "openai, aiohttp", "aiohttp", "engine"]
    speed(0.0, 1000, 32, every)
    speed(0.2, 1000, 32, ["openai", "engine"])
    if not options.quick:
        speed(0.2, 10_000, 128, ["openai", "aiohttp", "engine"])
    faults()
    replay()
    if not options.quick:
        kills()


if __name__ == "__main__":
    main()
