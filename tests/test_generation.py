"""The engine against an endpoint that misbehaves."""

import asyncio
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from soapbench import (
    Budget,
    BudgetReached,
    ChatModel,
    Completion,
    ModelError,
    Recording,
    RecordingError,
    Request,
    RequestRejected,
    Unavailable,
)
from soapbench.generation import generate
from soapbench.pace import Pace, backoff_s
from soapbench.recording import PlannedRequest
from tests.endpoint import Endpoint, Reply, chat_answer

DAY_IS_OVER = {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "12h",
}
LIMITED = {"error": {"code": "rate_limit_exceeded"}}


@pytest.fixture(autouse=True)
def quick_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soapbench.pace._FIRST_S", 0.02)


def ask_for(count: int, model: str = "m") -> list[PlannedRequest]:
    return [
        PlannedRequest(
            f"c-{i}", "soap_note@v1", 0, Request(model, ({"role": "user", "content": f"no. {i}"},))
        )
        for i in range(count)
    ]


def number(body: dict[str, Any]) -> int:
    return int(body["messages"][0]["content"].split()[-1])


def record(
    planned: list[PlannedRequest], model: Any, path: Path, **options: Any
) -> dict[Any, Completion]:
    with Recording(path) as recording:
        return generate(planned, model, recording, **options)


def test_faults_of_every_kind_are_outlived_and_nothing_is_recorded_twice(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    note = chat_answer("note")
    faults = [
        Reply(429, LIMITED),
        Reply(429, LIMITED, {"retry-after-ms": "30"}),
        Reply(429, LIMITED, {"Retry-After": "0.03"}),
        Reply(500, {}),
        Reply(503, b"<html>busy</html>"),
        Reply(fault="drop"),
        Reply(fault="stall"),
        Reply(200, note, fault="cut"),
        Reply(200, b'{"choices": [{"mess'),
        Reply(200, {"error": {"message": "upstream"}}),
    ]
    chance = random.Random(1)
    given: Counter[int] = Counter()

    def answer(body: dict[str, Any]) -> Reply:
        if chance.random() < 0.3:
            return chance.choice(faults)
        given[number(body)] += 1
        return Reply(200, note, delay_s=0.005)

    endpoint.answer = answer
    planned = ask_for(150)
    model = ChatModel("m", base_url=endpoint.url, timeout_s=0.3, tries=12)
    answers = record(planned, model, tmp_path / "r.jsonl", concurrency=16)
    assert answers.keys() == {each.key for each in planned}
    assert Recording(tmp_path / "r.jsonl").lines.keys() == answers.keys()
    assert endpoint.most_in_flight <= 16
    assert endpoint.asked.total() < 2 * len(planned)
    assert given == dict.fromkeys(range(150), 1)


def test_an_answer_that_ends_in_half_a_character_is_kept(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    endpoint.answer = lambda _: Reply(200, chat_answer("ok \ud83d", "length"))
    answers = record(ask_for(2), ChatModel("m", base_url=endpoint.url), tmp_path / "r.jsonl")
    found = Recording(tmp_path / "r.jsonl")
    assert {key: found[key] for key in found.lines} == answers
    assert [each.text for each in answers.values()] == ["ok \ufffd"] * 2


def test_no_more_are_in_flight_than_allowed(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(200, chat_answer("note"), delay_s=0.02)
    generate(ask_for(60), ChatModel("m", base_url=endpoint.url), concurrency=7)
    assert endpoint.most_in_flight == 7


def test_when_one_is_told_to_wait_all_wait(endpoint: Endpoint) -> None:
    def answer(_: dict[str, Any]) -> Reply:
        first = len(endpoint.bodies) == 3
        return Reply(429, LIMITED, {"Retry-After": "1"}) if first else Reply(200, chat_answer("n"))

    endpoint.answer = answer
    generate(ask_for(20), ChatModel("m", base_url=endpoint.url), concurrency=2)
    told = endpoint.arrived[2]
    assert len(endpoint.arrived) == 21
    assert sum(told < moment < told + 0.9 for moment in endpoint.arrived) <= 1, "out already"


def test_an_allowance_that_is_used_up_holds_the_rest_back(endpoint: Endpoint) -> None:
    spent = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "700ms"}

    def answer(_: dict[str, Any]) -> Reply:
        return Reply(200, chat_answer("note"), spent if len(endpoint.bodies) == 4 else {})

    endpoint.answer = answer
    generate(ask_for(8), ChatModel("m", base_url=endpoint.url), concurrency=1)
    assert endpoint.arrived[4] - endpoint.arrived[3] >= 0.65


@pytest.mark.parametrize(
    ("reply", "says", "sent"),
    [
        (Reply(429, {"error": {"code": "insufficient_quota"}}), "quota is spent", 1),
        (Reply(401, {}), "key was refused", 1),
        (Reply(404, {}), "no such model", 1),
        # asked too often: the second request that uses up its tries ends the run
        (Reply(429, LIMITED), "given up after 3 tries in 0 s; run again to go on", 6),
        # it may be the requests: the others are tried once each before that is concluded
        (Reply(500, {}), "given up after 3 tries in 0 s; run again to go on", 6 + 48),
        (Reply(fault="drop"), "cannot be reached", 6 + 48),
        (Reply(200, b"<html>log in</html>"), "sent a web page and no answer", 3),
        # waiting so long is not for a run
        (Reply(429, LIMITED, {"Retry-After": "86400"}), "takes no more for 86400 s", 1),
        (Reply(200, chat_answer("note"), DAY_IS_OVER), r"takes no more for 43\d\d\d s", 1),
        (Reply(400, {"error": {"code": "bad_thing"}}), r"status 400 \(bad_thing\)", 50),
    ],
)
def test_a_failure_of_all_stops_the_run_and_says_how_to_go_on(
    endpoint: Endpoint, tmp_path: Path, reply: Reply, says: str, sent: int
) -> None:
    endpoint.answer = lambda _: reply
    model = ChatModel("m", base_url=endpoint.url, tries=3, patience_s=30)
    with pytest.raises(ModelError, match=says) as raised:
        record(ask_for(80), model, tmp_path / "r.jsonl", concurrency=1)
    assert sent <= len(endpoint.bodies) <= sent + 3  # there is one worker more than in flight
    assert "no. " not in str(raised.value)


def test_what_was_in_flight_when_the_run_stopped_is_kept(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        if number(body) == 2:
            return Reply(401, {}, delay_s=0.05)
        return Reply(200, chat_answer("note"), delay_s=0.2)

    endpoint.answer = answer
    with pytest.raises(ModelError, match="key was refused"):
        record(ask_for(40), ChatModel("m", base_url=endpoint.url), tmp_path / "r", concurrency=4)
    assert len(Recording(tmp_path / "r")) == 3
    assert len(endpoint.bodies) == 4


def test_a_request_of_its_own_trouble_is_put_aside_and_the_others_go_on(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    trouble = {3: Reply(400, {"error": {"code": "context_length_exceeded"}}), 7: Reply(500, {})}
    endpoint.answer = lambda body: trouble.get(number(body), Reply(200, chat_answer("note")))
    model = ChatModel("m", base_url=endpoint.url, tries=2)
    planned = ask_for(30)
    with pytest.raises(ModelError) as raised:
        record(planned, model, tmp_path / "r", concurrency=2)
    for part in ("2 of 30 requests were not answered", "'c-3'", "context_length_exceeded"):
        assert part in str(raised.value)
    missing = {p.case_id for p in planned if p.key not in Recording(tmp_path / "r")}
    assert missing == {"c-3", "c-7"}


def test_requests_that_break_the_endpoint_and_come_first_do_not_end_a_run(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    endpoint.answer = lambda body: (
        (500, {}) if number(body) < 2 else Reply(200, chat_answer("note"))
    )
    model = ChatModel("m", base_url=endpoint.url, tries=3)
    with pytest.raises(ModelError, match="2 of 30 requests were not answered"):
        record(ask_for(30), model, tmp_path / "r", concurrency=1)
    assert len(Recording(tmp_path / "r")) == 28


def test_where_nobody_listens_the_run_ends_after_a_few_tries_and_blames_no_case() -> None:
    seen: list[Request] = []

    class Counted(ChatModel):
        async def __call__(self, request: Request) -> Completion:
            seen.append(request)
            return await super().__call__(request)

    with pytest.raises(ModelError, match="is it running, and is base_url right") as raised:
        generate(ask_for(30), Counted("m", base_url="http://127.0.0.1:9/v1"), concurrency=1)
    assert "no request was answered" in str(raised.value)
    assert "c-0" not in str(raised.value)
    assert len(seen) <= 2 * 4


def test_an_endpoint_that_goes_away_is_tried_as_often_as_allowed(tmp_path: Path) -> None:
    seen: list[Request] = []

    async def model(request: Request) -> Completion:
        seen.append(request)
        if len(seen) > 3:
            raise Unavailable("gone", unreached=True)
        return Completion("note", "m")

    with pytest.raises(ModelError, match="given up after 8 tries"):
        record(ask_for(30), model, tmp_path / "r", concurrency=1)
    assert len(seen) >= 3 + 2 * 8


@pytest.mark.parametrize("failing", [Unavailable, RequestRejected, ModelError])
def test_without_a_recording_a_failure_says_that_the_answers_are_lost(
    failing: type[ModelError], tmp_path: Path
) -> None:
    async def model(request: Request) -> Completion:
        if request.messages[0]["content"] == "no. 5":
            await asyncio.sleep(0.2)
            raise failing("no")
        return Completion("note", "m")

    with pytest.raises(ModelError, match="the 5 answers so far are lost; name a recording"):
        generate(ask_for(6), model)
    with pytest.raises(ModelError, match="no") as raised:
        record(ask_for(6), model, tmp_path / "r")
    assert "lost" not in str(raised.value)
    with pytest.raises(BudgetReached, match="The answers are lost; name a recording"):
        generate(ask_for(5), model, budget=Budget(requests=3))


def test_a_budget_that_is_reached_hides_no_failure() -> None:
    async def model(request: Request) -> Completion:
        raise Unavailable("nobody answers", unreached=True)

    with pytest.raises(BudgetReached, match="the last try failed: nobody answers"):
        generate(ask_for(9), model, budget=Budget(requests=2))


@pytest.mark.parametrize("answer", ["a note", None, {"text": "a note"}])
def test_a_function_that_returns_no_completion_is_one_clear_error(answer: Any) -> None:
    with pytest.raises(ModelError, match=r"the model returned a .*; return a Completion"):
        generate(ask_for(3), lambda _: answer)


def test_requests_that_always_fail_and_come_first_do_not_end_a_run(endpoint: Endpoint) -> None:
    endpoint.answer = lambda body: (
        (400, {}) if number(body) < 40 else Reply(200, chat_answer("note"))
    )
    with pytest.raises(ModelError, match="40 of 200 requests were not answered, 40 of them failed"):
        generate(ask_for(200), ChatModel("m", base_url=endpoint.url))


@pytest.mark.parametrize("concurrency", [0, -3])
def test_at_least_one_must_be_in_flight(concurrency: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        generate(ask_for(2), lambda _: Completion("note", "m"), concurrency=concurrency)


def test_a_bar_that_breaks_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> None:
        raise TypeError("no such widget")

    monkeypatch.setattr("soapbench.progress.Bar.show", breaks)
    with pytest.raises(TypeError, match="no such widget"):
        generate(ask_for(2), lambda _: Completion("note", "m"))


def test_the_bound_falls_once_an_episode_and_rises_with_answers() -> None:
    pace = Pace(32)
    for _ in range(5):
        pace.limited(time.monotonic())
    assert pace.bound == 32, "a few noes are no episode"
    pace.limited(time.monotonic())
    fell = pace.bound
    for _ in range(10):
        pace.limited(0.0)  # sent before the bound fell
    assert pace.bound == fell == 22
    pace.limited(time.monotonic() + 1)
    assert pace.bound < fell
    for _ in range(5000):
        pace.answered()
    assert pace.bound == 32
    for _ in range(100):
        pace.limited(float("inf"))
    assert pace.bound == 1


def test_an_endpoint_that_takes_few_is_asked_by_few(endpoint: Endpoint) -> None:
    def answer(_: dict[str, Any]) -> Reply:
        busy = endpoint.in_flight > 4
        return Reply(429, LIMITED) if busy else Reply(200, chat_answer("note"), delay_s=0.02)

    endpoint.answer = answer
    answers = generate(ask_for(300), ChatModel("m", base_url=endpoint.url), concurrency=32)
    assert len(answers) == 300
    assert len(endpoint.bodies) < 1.4 * 300


def test_noes_now_and_then_cost_little_of_the_pace() -> None:
    chance, pace, bounds = random.Random(3), Pace(32), []
    for _ in range(4000):
        if chance.random() < 0.05:
            pace.limited(time.monotonic())
        else:
            pace.answered()
        bounds.append(pace.bound)
    assert sum(bounds) / len(bounds) > 24


@pytest.mark.parametrize("tries", range(1, 12))
def test_waits_grow_and_stay_bounded(tries: int) -> None:
    assert 0.02 * 2 ** (tries - 1) * 0.75 <= backoff_s(tries, None) <= 0.02 * 2**tries
    assert 7.0 <= backoff_s(tries, 7.0) <= 8.0


def test_a_function_that_blocks_holds_nobody_up() -> None:
    together = threading.Barrier(12, timeout=20)

    def model(request: Request) -> Completion:
        together.wait()  # passes when twelve are in flight at once
        return Completion("note", "m")

    assert len(generate(ask_for(24), model, concurrency=12)) == 24


@pytest.mark.parametrize(("kind", "asked"), [(Unavailable, 9), (RequestRejected, 8)])
def test_a_model_of_ones_own_can_say_that_it_may_answer_later(
    kind: type[ModelError], asked: int
) -> None:
    seen: list[Request] = []

    async def model(request: Request) -> Completion:
        seen.append(request)
        if len(seen) == 5:
            raise kind("busy")
        return Completion("note", "m")

    if kind is Unavailable:
        assert len(generate(ask_for(8), model)) == 8
    else:
        with pytest.raises(ModelError, match="busy"):
            generate(ask_for(8), model)
    assert len(seen) == asked


def test_a_recording_that_cannot_be_written_stops_the_run(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Recording, *_: Any) -> None:
        raise RecordingError("r.jsonl: cannot be written (no space left)")

    monkeypatch.setattr(Recording, "append", fails)
    with pytest.raises(RecordingError, match="no space left"):
        record(ask_for(40), ChatModel("m", base_url=endpoint.url), tmp_path / "r", concurrency=2)
    assert len(endpoint.bodies) <= 4


INTERRUPTED = """
import sys
from pathlib import Path
from soapbench import ChatModel
from tests.test_generation import ask_for, record
print("ready", flush=True)
record(ask_for(400), ChatModel("m", base_url=sys.argv[1]), Path(sys.argv[2]), concurrency=4)
"""


def heed_interrupts() -> None:
    """A process that a shell started in the background ignores them, and so do its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize(("delay_s", "interrupts"), [(0.05, 1), (60.0, 2)])
def test_an_interrupt_keeps_what_is_answered_and_says_how_to_go_on(
    endpoint: Endpoint, tmp_path: Path, delay_s: float, interrupts: int
) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        late = delay_s if number(body) >= 8 else 0.01
        return Reply(200, chat_answer("note"), delay_s=late)

    endpoint.answer = answer
    path = tmp_path / "r.jsonl"
    run = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, endpoint.url, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(endpoint.bodies) < 12:
        time.sleep(0.01)
    for _ in range(interrupts):
        run.send_signal(signal.SIGINT)
        time.sleep(0.5)
    _, said = run.communicate(timeout=30)
    kept = len(Recording(path))
    assert kept >= 8
    assert len(endpoint.bodies) < 60
    assert f"KeyboardInterrupt: stopped: {kept} of 400 requests were answered" in said
    assert "are in r.jsonl; run the same again to go on" in said
    if interrupts == 1:
        assert kept == len(endpoint.bodies), "what was in flight is kept as well"


AS_A_LOCK_IS_TAKEN = """
import signal, sys, threading, time
from pathlib import Path
from soapbench import Completion
from tests.test_generation import ask_for, record

to_come, asked = ["an interrupt"], []
enter = threading.Condition.__enter__

def interrupted_enter(self):
    got = enter(self)
    if to_come and asked and threading.get_ident() == threading.main_thread().ident:
        to_come.pop()
        signal.raise_signal(signal.SIGINT)
    return got

def model(request):
    asked.append(request)
    time.sleep(0.005 if to_come else 0)  # the main thread comes to a lock while there is work
    return Completion("note", "m")

threading.Condition.__enter__ = interrupted_enter
record(ask_for(4000), model, Path(sys.argv[1]), concurrency=1)
"""


def test_an_interrupt_as_a_lock_is_taken_is_heard(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", AS_A_LOCK_IS_TAKEN, str(tmp_path / "r.jsonl")],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=heed_interrupts,
    ).stderr
    kept = len(Recording(tmp_path / "r.jsonl"))
    assert f"KeyboardInterrupt: stopped: {kept} of 4000 requests were answered" in said


def test_an_interrupt_handler_of_the_callers_own_is_left_alone(tmp_path: Path) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(1))

    def model(request: Request) -> Completion:
        signal.raise_signal(signal.SIGINT)
        return Completion("note", "m")

    try:
        assert len(record(ask_for(3), model, tmp_path / "r.jsonl")) == 3
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard


def test_interrupt_kernel_stops_a_run_in_a_notebook(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_client.manager import start_new_kernel

    root = Path(__file__).parent.parent
    monkeypatch.setenv("PYTHONPATH", str(root))
    endpoint.answer = lambda _: Reply(200, chat_answer("note"), delay_s=0.05)
    path = tmp_path / "r.jsonl"
    manager, client = start_new_kernel()
    try:
        code = INTERRUPTED.replace("sys.argv[1]", repr(endpoint.url))
        asked = client.execute(code.replace("sys.argv[2]", repr(str(path))))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(endpoint.bodies) < 12:
            time.sleep(0.01)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=30)
        # A kernel that was slow to start was asked twice for its name, and answers twice.
        while reply["parent_header"]["msg_id"] != asked:
            reply = client.get_shell_msg(timeout=30)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert f"{len(Recording(path))} of 400 requests were answered" in reply["content"]["evalue"]
    assert 12 <= len(endpoint.bodies) < 60


def test_an_interrupt_that_comes_after_the_last_answer_is_still_an_interrupt() -> None:
    heed_interrupts()

    async def model(request: Request) -> Completion:
        await asyncio.sleep(1)
        return Completion("note", "m")

    raiser = threading.Timer(0.1, lambda: signal.raise_signal(signal.SIGINT))
    raiser.start()
    with pytest.raises(KeyboardInterrupt, match="stopped: 3 of 3"):
        generate(ask_for(3), model)


def test_it_runs_from_a_thread_as_from_anywhere(endpoint: Endpoint) -> None:
    found: list[int] = []

    def work() -> None:
        found.append(len(generate(ask_for(3), ChatModel("m", base_url=endpoint.url))))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert found == [3]


def test_what_was_never_sent_counts_as_not_answered(tmp_path: Path) -> None:
    seen: list[Request] = []

    async def model(request: Request) -> Completion:
        seen.append(request)
        if len(seen) > 3:
            raise Unavailable("gone", unreached=True)
        return Completion("note", "m")

    with pytest.raises(ModelError, match=r"^27 of 30 requests were not answered, \d of them fail"):
        record(ask_for(30), model, tmp_path / "r", concurrency=1)


def test_a_wait_longer_than_patience_is_not_begun() -> None:
    class Busy:
        patience_s = 0.3
        seen = 0

        async def __call__(self, request: Request) -> Completion:
            self.seen += 1
            raise Unavailable("busy", wait_s=0.6)

    model = Busy()
    with pytest.raises(ModelError, match="given up after 1 try in 0 s"):
        generate(ask_for(1), model)
    assert model.seen == 1


def test_the_disk_is_asked_to_keep_answers_while_a_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    sync = Recording.sync

    def counted(self: Recording) -> None:
        held.append(len(self))
        sync(self)

    async def model(request: Request) -> Completion:
        await asyncio.sleep(0.05)
        return Completion("note", "m")

    monkeypatch.setattr(Recording, "sync", counted)
    monkeypatch.setattr("soapbench.generation._BEAT_S", 0.02)
    record(ask_for(6), model, tmp_path / "r.jsonl", concurrency=1)
    assert any(0 < count < 6 for count in held)


def test_who_was_asked_to_wait_long_is_not_let_go_by_who_was_asked_to_wait_less() -> None:
    pace, now = Pace(4), time.monotonic()
    for moment in (now + 60, now + 1, 0.0):
        pace.hold_until(moment)
    assert 50 < pace.held_s <= 60


@pytest.mark.parametrize("kind", [StopIteration, SystemExit, KeyboardInterrupt])
@pytest.mark.parametrize("waits", [False, True])
def test_a_model_that_would_end_the_program_ends_the_run(
    tmp_path: Path, kind: type[BaseException], waits: bool
) -> None:
    texts = ["one", "two"]

    def answer() -> Completion:
        if not texts:
            raise kind
        return Completion(texts.pop(), "m")

    async def later(request: Request) -> Completion:
        return answer()

    def at_once(request: Request) -> Completion:
        return answer()

    said = "StopIteration" if kind is StopIteration else kind.__name__
    with Recording(tmp_path / "r.jsonl") as recording:
        with pytest.raises((ModelError, RuntimeError), match=said):
            generate(ask_for(6), later if waits else at_once, recording, concurrency=1)
        assert len(recording) == 2


def test_an_allowance_used_up_by_the_last_answer_stops_nothing(endpoint: Endpoint) -> None:
    spent = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "5h"}
    answers = iter([{}, {}, spent])
    endpoint.answer = lambda _: Reply(200, chat_answer("S: well."), next(answers))
    model = ChatModel("m", base_url=endpoint.url)
    assert len(generate(ask_for(3), model, concurrency=1)) == 3
    answers = iter([{}, spent, {}])
    with pytest.raises(ModelError, match="takes no more"):
        generate(ask_for(3), model, concurrency=1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"concurrency": "2"}, "concurrency '2': a whole number"),
        ({"concurrency": 1.0}, "concurrency 1.0: a whole number"),
        ({"budget": 5}, "give a Budget"),
    ],
)
def test_what_is_given_in_another_kind_is_named(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        generate(ask_for(1), lambda _: Completion("x", "m"), **given)
