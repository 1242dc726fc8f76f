import json
import multiprocessing
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soapbench import Completion, Recording, RecordingError, Request
from soapbench.recording import PlannedRequest


def planned(content: str = "hello", repeat: int = 0, **parameters: object) -> PlannedRequest:
    request = Request("m", ({"role": "user", "content": content},), parameters)
    return PlannedRequest("case-1", "soap_note@v1", repeat, request)


def record(path: Path, *answers: tuple[PlannedRequest, str]) -> Path:
    with Recording(path) as recording:
        for each, text in answers:
            recording.append(each, Completion(text, "m"))
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(), prompt=st.text(), repeat=st.integers(0, 9))
def test_any_answer_comes_back_as_it_was(
    tmp_path: Path, text: str, prompt: str, repeat: int
) -> None:
    path = tmp_path / "r.jsonl"
    path.unlink(missing_ok=True)
    if any("\ud800" <= c <= "\udfff" for c in prompt):
        return  # a lone surrogate is no text that can be sent
    completion = Completion(text, "m", "length", 3, 5, 0.25, "fp", "2026-01-01T00:00:00Z")
    each = planned(prompt, repeat)
    with Recording(path) as recording:
        recording.append(each, completion)
    assert Recording(path)[each.key] == completion
    assert path.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ok \ud83d", "ok \ufffd"),
        ("\ude00 ok", "\ufffd ok"),
        ("\ud83d\ude00", "\U0001f600"),  # both halves are a whole
        ("\U0001f600 “é”", "\U0001f600 “é”"),
    ],
)
def test_half_a_character_is_replaced_and_the_answer_kept(
    tmp_path: Path, text: str, kept: str
) -> None:
    each = planned("a")
    with Recording(tmp_path / "r.jsonl") as recording:
        recording.append(each, Completion(text, text, "length", fingerprint=text))
    found = Recording(tmp_path / "r.jsonl")[each.key]
    assert (found.text, found.model, found.fingerprint) == (kept, kept, kept)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (planned("a"), planned("a"), True),
        (planned("a"), planned("a "), False),
        (planned("a", temperature=0), planned("a", temperature=0.0), False),
        (planned("a", temperature=0, seed=1), planned("a", seed=1, temperature=0), True),
        (planned("a", seed=1), planned("a", seed=2), False),
    ],
)
def test_a_request_is_the_same_when_its_bytes_are(
    one: PlannedRequest, other: PlannedRequest, same: bool
) -> None:
    assert (one.request.id == other.request.id) is same


def test_a_repeat_is_an_answer_of_its_own(tmp_path: Path) -> None:
    path = record(tmp_path / "r.jsonl", (planned(repeat=0), "x"), (planned(repeat=1), "y"))
    assert Recording(path)[planned(repeat=1).key].text == "y"
    with (
        Recording(path) as recording,
        pytest.raises(RecordingError, match="already holds repeat 1"),
    ):
        recording.append(planned(repeat=1), Completion("z", "m"))


@pytest.mark.parametrize("cut", [1, 2, 10, 60])
def test_a_torn_last_line_is_dropped_and_what_follows_is_whole(tmp_path: Path, cut: int) -> None:
    path = record(tmp_path / "r.jsonl", (planned("a"), "x"), (planned("b"), "y"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    kept = 2 if cut == 1 else 1  # without its newline alone the line is still whole
    assert len(Recording(path)) == kept
    assert path.read_bytes() == whole[:-cut], "reading changes nothing"
    with Recording(path) as recording:
        recording.append(planned("c"), Completion("z", "m"))
    assert len(Recording(path)) == kept + 1
    for line in path.read_bytes().splitlines():
        json.loads(line)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda lines: [b"{oops", *lines], "r.jsonl:1: not a JSON object"),
        (lambda lines: [b'{"a": "\xe9"}', *lines], "r.jsonl:1: not UTF-8"),
        (lambda lines: [b'{"a": 1}', *lines], "r.jsonl:1: not a recorded completion; missing"),
        (lambda lines: [b"[]", *lines], "r.jsonl:1: not a recorded completion"),
        (lambda lines: [changed(lines[0], request_id=[1]), *lines], "['request_id'] hold no such"),
        (lambda lines: [changed(lines[0], text=None), *lines], "['text'] hold no such values"),
        (lambda lines: [changed(lines[0], finish_reason="done"), *lines], "['finish_reason'] hold"),
        (lambda lines: [changed(lines[0], messages=["x"]), *lines], "['messages'] hold no such"),
        (lambda lines: [changed(lines[0], messages=[{}]), *lines], "['messages'] hold no such"),
        (lambda lines: [changed(lines[0], messages=5), *lines], "['messages'] hold no such"),
        (lambda lines: [changed(lines[0], messages="x", repeat="0"), *lines], "'repeat'] hold no"),
        (lambda lines: [changed(lines[0], latency_s="fast"), *lines], "['latency_s'] hold no such"),
        (lambda lines: [changed(lines[0], prompt_tokens=-1), *lines], "['prompt_tokens'] hold no"),
        (lambda lines: [changed(lines[0], repeat=-1), *lines], "['repeat'] hold no such values"),
        (lambda lines: [changed(lines[0], repeat=True), *lines], "['repeat'] hold no such values"),
        (lambda lines: [*lines, lines[0]], "r.jsonl:3: answers again what line 1 answered"),
    ],
)
def test_damage_inside_names_the_line_and_is_left_alone(tmp_path: Path, spoil, says: str) -> None:
    path = record(tmp_path / "r.jsonl", (planned("a"), "secret words"), (planned("b"), "y"))
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join(spoil(lines)) + b"\n")
    before = path.read_bytes()
    with pytest.raises(RecordingError) as raised:
        len(Recording(path))
    with pytest.raises(RecordingError), Recording(path):
        pass
    assert says in str(raised.value)
    assert "secret" not in str(raised.value)
    assert path.read_bytes() == before


def changed(line: bytes, **fields: object) -> bytes:
    return json.dumps({**json.loads(line), **fields}).encode()


def test_a_whole_last_line_of_other_fields_is_damage_and_not_torn(tmp_path: Path) -> None:
    path = record(tmp_path / "r.jsonl", (planned("a"), "x"), (planned("b"), "y"))
    one, two = path.read_bytes().splitlines()
    path.write_bytes(one + b"\n" + changed(two, later="field"))
    before = path.read_bytes()
    with pytest.raises(RecordingError, match=r"r\.jsonl:2: not a .* unknown \['later'\]"):
        len(Recording(path))
    with pytest.raises(RecordingError), Recording(path):
        pass
    assert path.read_bytes() == before


def _hold(path: Path, ready, done) -> None:
    with Recording(path):
        ready.set()
        done.wait(30)


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    path = record(tmp_path / "r.jsonl", (planned("a"), "x"))
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(path, ready, done))
    other.start()
    try:
        assert ready.wait(30)
        assert len(Recording(path)) == 1
        with pytest.raises(RecordingError, match="another run is writing"), Recording(path):
            pass
    finally:
        done.set()
        other.join()
    with Recording(path) as recording:
        recording.append(planned("b"), Completion("y", "m"))


FILL = """
import resource, signal, sys
from soapbench import Completion, Recording, RecordingError
from tests.test_recording import planned
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
with Recording(sys.argv[1]) as recording:
    for i in range(20):
        try:
            recording.append(planned(str(i)), Completion("x" * 300, "m"))
        except RecordingError as error:
            print(i, error)
"""


def test_a_full_disk_is_a_clear_error_and_corrupts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    ran = subprocess.run(
        [sys.executable, "-c", FILL, path], capture_output=True, text=True, check=True
    )
    errors = ran.stdout.splitlines()
    assert len(errors) > 10
    assert all("r.jsonl: cannot be written" in line for line in errors)
    assert len(Recording(path)) == 20 - len(errors)
    assert path.read_bytes().endswith(b"}\n")


def test_sorting_orders_by_template_case_and_repeat_and_loses_nothing(tmp_path: Path) -> None:
    answers = [(planned("a", 1), "1"), (planned("a", 0), "0"), (planned("b", 0), "b")]
    path = record(tmp_path / "r.jsonl", *answers)
    Recording(path).sort()
    assert {Recording(path)[p.key].text for p, _ in answers} == {"0", "1", "b"}
    first = path.read_bytes()
    Recording(path).sort()
    assert path.read_bytes() == first
    assert [json.loads(line)["repeat"] for line in first.splitlines()] == [0, 0, 1]


def test_a_folder_that_cannot_be_written_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordingError, match=r"r\.jsonl: cannot be written .* check its folder"):
        record(tmp_path / "file" / "r.jsonl")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "r.jsonl.lock")

    monkeypatch.setattr("soapbench.recording.FileLock.acquire", refused)
    with pytest.raises(RecordingError, match=r"r\.jsonl: cannot be written \(Permission denied\)"):
        record(tmp_path / "r.jsonl")


def test_settings_come_in_one_order_whichever_was_asked_first(tmp_path: Path) -> None:
    asked = [(planned("a", temperature=t), "note") for t in (0, 1, 2)]
    one = record(tmp_path / "one.jsonl", *asked)
    other = record(tmp_path / "other.jsonl", *reversed(asked))
    assert Recording(one).settings() == Recording(other).settings()


@pytest.mark.parametrize("text", ["a prompt of one line", '{"answer": 1, "cut', "\N{BULLET}"])
def test_a_file_of_one_line_that_is_no_recording_is_not_emptied(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=r"r\.jsonl:1: not a"), Recording(path):
        pass
    assert path.read_text(encoding="utf-8") == text


def test_a_line_nested_without_end_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("[" * 100_000 + "\n")
    with pytest.raises(RecordingError, match=r"r\.jsonl:1: not a JSON object"):
        len(Recording(path))


@given(
    st.builds(
        Completion,
        text=st.text(),
        model=st.text(min_size=1),
        finish_reason=st.sampled_from(["stop", "length", "refusal", "content_filter", "empty"]),
        prompt_tokens=st.one_of(st.none(), st.integers(), st.floats(), st.booleans()),
        latency_s=st.one_of(st.none(), st.floats(), st.integers()),
        created=st.one_of(st.none(), st.text(), st.datetimes().map(str)),
    )
)
def test_whatever_is_recorded_can_be_read_again(completion: Completion) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.jsonl"
        with Recording(path) as recording:
            recording.append(planned(), completion)
        assert Recording(path)[planned().key] == completion
