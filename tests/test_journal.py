"""What a recording survives: kills, a second run, a full disk."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from soapbench import Completion, Recording, RecordingError
from tests.endpoint import Endpoint, Reply, chat_answer
from tests.test_generation import ask_for, number

RUN = """
import sys
from pathlib import Path
from soapbench import ChatModel, Recording
from soapbench.generation import generate
from tests.test_generation import ask_for
with Recording(sys.argv[2]) as recording:
    missing = [each for each in ask_for(int(sys.argv[3])) if each.key not in recording]
    generate(missing, ChatModel("m", base_url=sys.argv[1]), recording, 16)
"""


def start(endpoint: Endpoint, path: Path, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", RUN, endpoint.url, str(path), str(count)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_ten_kills_at_random_moments_lose_no_answer_and_send_little_twice(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    path, chance = tmp_path / "r.jsonl", random.Random(7)
    path.touch()

    def answer(body: dict[str, Any]) -> Reply:
        return Reply(200, chat_answer(f"note {number(body)}"), delay_s=chance.uniform(0, 0.04))

    endpoint.answer = answer
    for _ in range(10):
        before = set(Recording(path).lines)
        run = start(endpoint, path, 1000)
        wanted = path.stat().st_size + chance.randrange(1, 60) * 300
        while run.poll() is None and path.stat().st_size < wanted:
            time.sleep(0.001)
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
        assert before <= set(Recording(path).lines), "nothing answered before is lost"
    assert start(endpoint, path, 1000).wait(60) == 0
    notes = {line["case_id"]: line["text"] for line in Recording(path).lines.values()}
    assert notes == {f"c-{i}": f"note {i}" for i in range(1000)}
    assert endpoint.asked.total() <= 1000 + 10 * 16


def test_a_second_run_on_a_recording_says_so_and_touches_nothing(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    path = tmp_path / "r.jsonl"
    endpoint.answer = lambda _: Reply(200, chat_answer("note"), delay_s=0.2)
    first = start(endpoint, path, 600)
    while first.poll() is None and not endpoint.bodies:
        time.sleep(0.01)
    second = start(endpoint, path, 600)
    _, said = second.communicate(timeout=30)
    assert first.poll() is None, "the first goes on"
    assert said.splitlines()[-1].endswith(
        "r.jsonl: another run is writing to it; wait for that run or name another recording"
    )
    first.kill()
    first.communicate()
    assert set(endpoint.asked.values()) == {1}


FILLING = (
    """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
"""
    + RUN
)


def test_a_disk_that_fills_stops_the_run_and_leaves_whole_lines(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    path = tmp_path / "r.jsonl"
    command = [sys.executable, "-c", FILLING, endpoint.url, str(path), "200"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "r.jsonl: cannot be written" in run.stderr.splitlines()[-1]
    kept = len(Recording(path))
    assert 0 < kept < 40
    assert path.read_bytes().count(b"\n") == kept
    assert endpoint.asked.total() <= kept + 2 * 16
    assert start(endpoint, path, 200).wait(60) == 0
    assert len(Recording(path)) == 200


def test_a_disk_that_takes_a_part_and_gives_nothing_back_ends_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = ask_for(3)
    with Recording(tmp_path / "r.jsonl") as recording:
        recording.append(one, Completion("note", "m"))
        whole = recording.path.read_bytes()

        class Full:
            """A file that takes ten bytes and cannot be cut."""

            def __init__(self, file: Any) -> None:
                self.fileno, self.close, self.file = file.fileno, file.close, file

            def write(self, data: bytes) -> int:
                return int(self.file.write(data[:10]))

            def truncate(self, size: int) -> None:
                raise OSError(5, "Input/output error")

        monkeypatch.setattr(recording, "_file", Full(recording._file))
        for each in (two, three):
            with pytest.raises(RecordingError, match=r"r\.jsonl: "):
                recording.append(each, Completion("note", "m"))
    assert recording.path.read_bytes().startswith(whole)
    assert recording.path.stat().st_size == len(whole) + 10, "nothing is glued to the part"
    assert set(Recording(recording.path).lines) == {one.key}, "the part is a torn last line"
    with Recording(recording.path) as again:
        again.append(two, Completion("note", "m"))
    assert len(Recording(recording.path)) == 2


def test_the_disk_is_asked_to_keep_what_is_new_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(file), fsync(file)))
    with Recording(tmp_path / "r.jsonl") as recording:
        for each in ask_for(50):
            recording.append(each, Completion("note", "m"))
        recording.sync()
        recording.sync()
        assert len(synced) == 1
    assert len(synced) <= 2


def test_lines_of_old_recordings_and_of_new_ones_read_alike(tmp_path: Path) -> None:
    each = ask_for(1)[0]
    with Recording(tmp_path / "r.jsonl") as recording:
        recording.append(each, Completion("note", "m", prompt_tokens=9, cached_tokens=4))
    line = json.loads((tmp_path / "r.jsonl").read_bytes())
    assert line.pop("cached_tokens") == 4
    assert not {"reasoning_tokens", "messages", "api"} & set(line), "what holds nothing is left out"
    (tmp_path / "old.jsonl").write_text(json.dumps(line))
    old = Recording(tmp_path / "old.jsonl")[each.key]
    assert old == Completion("note", "m", prompt_tokens=9)


def test_a_recording_that_is_closed_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(file), fsync(file)))
    (each,) = ask_for(1)
    with Recording(tmp_path / "r.jsonl") as recording:
        recording.append(each, Completion("note", "m"))
        assert synced == []
    assert len(synced) == 1
