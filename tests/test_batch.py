"""Batches, as files alone and through the Batch API."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from soapbench import (
    BatchResult,
    ChatModel,
    Completion,
    ModelError,
    Recording,
    RecordingError,
    Request,
    collect_batch,
    read_batch,
    submit_batch,
    write_batch,
    write_sheet,
)
from soapbench.batch import batches_file
from soapbench.recording import PlannedRequest
from tests.batch_service import BatchService
from tests.endpoint import Endpoint, chat_answer
from tests.test_models import response


def planned(content: str, repeat: int = 0, model: str = "m", **changes: Any) -> PlannedRequest:
    request = Request(model, ({"role": "user", "content": content},), **changes)
    return PlannedRequest("case-1", "soap_note@v1", repeat, request)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def result(row: dict[str, Any], text: str) -> dict[str, Any]:
    response = {"status_code": 200, "body": chat_answer(text)}
    return {"id": "x", "custom_id": row["custom_id"], "response": response, "error": None}


def test_a_batch_goes_out_and_comes_back_once(tmp_path: Path) -> None:
    asked = [planned("a", parameters={"temperature": 0.5}), planned("b"), planned("b", 1)]
    (path,) = write_batch(tmp_path / "in.jsonl", asked)
    written = rows(path)
    assert written[0]["url"] == "/v1/chat/completions"
    assert written[0]["body"] == {
        "model": "m",
        "messages": [{"role": "user", "content": "a"}],
        "temperature": 0.5,
    }
    results = [result(row, f"note {i}") for i, row in enumerate(reversed(written))]
    results[0]["response"] = {"status_code": 500, "body": {}}
    out = tmp_path / "out.jsonl"
    out.write_text("\n".join(map(json.dumps, results)))
    with Recording(tmp_path / "r.jsonl") as recording:
        assert read_batch(out, asked, recording) == BatchResult(2, {"status 500": 1})
        assert read_batch(out, asked, recording).new == 0
    found = Recording(tmp_path / "r.jsonl")
    assert found[asked[0].key].text == "note 2"
    assert asked[2].key not in found
    (again,) = write_batch(tmp_path / "again.jsonl", asked, found)
    assert [row["custom_id"] for row in rows(again)] == [asked[2].custom_id]


def test_files_are_split_at_what_a_provider_takes(tmp_path: Path) -> None:
    asked = [planned(f"{i:03d} " + "x" * 100) for i in range(25)]
    asked += [planned(f"{i}", model="n") for i in range(3)]
    asked += [planned("r", api="responses")]
    line = len(write_batch(tmp_path / "one.jsonl", asked[:1])[0].read_bytes())
    paths = write_batch(tmp_path / "in.jsonl", asked, requests=10)
    assert [path.name for path in paths] == [
        "in.jsonl", "in-2.jsonl", "in-3.jsonl", "in-4.jsonl", "in-5.jsonl",
    ]  # fmt: skip
    assert [len(rows(path)) for path in paths] == [10, 10, 5, 3, 1]
    for path in paths:
        assert len({(row["url"], row["body"]["model"]) for row in rows(path)}) == 1
    small = write_batch(tmp_path / "small.jsonl", asked[:25], size=4 * line)
    assert all(path.stat().st_size <= 4 * line for path in small)
    assert [len(rows(path)) for path in small] == [4] * 6 + [1]
    every = Counter(row["custom_id"] for path in paths for row in rows(path))
    assert every == Counter(each.custom_id for each in asked)
    assert max(map(len, every)) <= 64, "longer ids are refused"


def test_nothing_missing_is_no_file(tmp_path: Path) -> None:
    assert write_batch(tmp_path / "in.jsonl", []) == []
    assert not (tmp_path / "in.jsonl").exists()


def test_a_file_of_several_does_not_overwrite_the_recording_either(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "in-2.jsonl")
    with recording:
        recording.append(planned("z"), Completion("a note", "m"))
    before = recording.path.read_bytes()
    with pytest.raises(ValueError, match=r"in-2\.jsonl: is read here"):
        write_batch(tmp_path / "in.jsonl", [planned("a"), planned("b")], recording, requests=1)
    assert recording.path.read_bytes() == before


def test_answers_of_the_responses_api_are_read_as_such(tmp_path: Path) -> None:
    asked = planned("r", api="responses")
    (path,) = write_batch(tmp_path / "in.jsonl", [asked])
    assert rows(path)[0]["url"] == "/v1/responses"
    body = response({"type": "output_text", "text": "A note."})
    row = {**result(rows(path)[0], ""), "response": {"status_code": 200, "body": body}}
    (tmp_path / "out.jsonl").write_text(json.dumps(row))
    with Recording(tmp_path / "r.jsonl") as recording:
        read_batch(tmp_path / "out.jsonl", [asked], recording)
        assert recording[asked.key].text == "A note."
    assert Recording(tmp_path / "r.jsonl").settings()[0].api == "responses"


STRANGER = json.dumps(result({"custom_id": "x-0"}, "n"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "out.jsonl:2: not a batch result"),
        ("[]", "out.jsonl:2: not a batch result"),
        ('{"custom_id": 7}', "out.jsonl:2: not a batch result"),
        ('{"custom_id": "ID", "response": {"status_code": 200, "body": {}}}', "not a batch result"),
        ('{"custom_id": "ID", "response": null, "error": null}', "not a batch result"),
        (STRANGER, "'x-0' belongs to none of the planned requests"),
    ],
)
def test_a_result_that_does_not_belong_is_refused_and_the_others_are_kept(
    tmp_path: Path, line: str, says: str
) -> None:
    one, two, three = planned("a"), planned("b"), planned("c")
    last = json.dumps(result({"custom_id": three.custom_id}, "a note"))
    first = json.dumps(result({"custom_id": one.custom_id}, "a note"))
    (tmp_path / "out.jsonl").write_text(f"{first}\n{line.replace('ID', two.custom_id)}\n{last}\n")
    with Recording(tmp_path / "r.jsonl") as recording, pytest.raises(RecordingError, match=says):
        read_batch(tmp_path / "out.jsonl", [one, two, three], recording)
    assert set(Recording(tmp_path / "r.jsonl").lines) == {one.key, three.key}


@pytest.fixture
def service() -> BatchService:
    return BatchService()


@pytest.fixture
def model(service: BatchService) -> Iterator[ChatModel]:
    endpoint = Endpoint(service)
    yield ChatModel("m", base_url=endpoint.url, tries=1)
    endpoint.close()


ASKED = [planned(f"visit {i}", repeat) for i in range(6) for repeat in range(2)]


def test_batches_are_submitted_once_and_collected_when_they_are_over(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    assert submit_batch(model, ASKED, recording) == ["batch-0"]
    assert submit_batch(model, ASKED, recording) == [], "what is out is not sent again"
    assert service.sent() == [each.custom_id for each in ASKED]
    assert collect_batch(model, ASKED, recording) == BatchResult(waiting=1)
    service.finish()
    assert collect_batch(model, ASKED, recording) == BatchResult(new=12)
    assert collect_batch(model, ASKED, recording) == BatchResult()
    assert Recording(tmp_path / "r.jsonl")[ASKED[3].key].text == f"note of {ASKED[3].custom_id}"
    assert submit_batch(model, ASKED, recording) == []
    assert len(service.batches) == 1


def test_what_failed_or_expired_is_missing_still_and_goes_out_again(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording, bad = Recording(tmp_path / "r.jsonl"), {ASKED[0].custom_id, ASKED[1].custom_id}
    late = ASKED[5].custom_id

    def answer(row: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if row["custom_id"] in bad:
            return 400, {"error": {"code": "bad_thing", "message": "you sent: a secret"}}
        return (0, {}) if row["custom_id"] == late else (200, chat_answer("note"))

    good, service.answer = service.answer, answer
    submit_batch(model, ASKED, recording)
    service.finish("expired")
    found = collect_batch(model, ASKED, recording)
    assert found == BatchResult(new=9, failed={"bad_thing": 2, "batch_expired": 1})
    assert repr(found) == "9 new answers, 2 failed (bad_thing), 1 failed (batch_expired)"
    service.answer = good
    submit_batch(model, ASKED, recording)
    assert set(service.sent()[12:]) == bad | {late}
    service.finish()
    assert collect_batch(model, ASKED, recording, every_s=0.01) == BatchResult(new=3)


def test_a_batch_that_is_refused_as_a_whole_says_why(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    submit_batch(model, ASKED, recording)
    service.finish("failed")
    found = collect_batch(model, ASKED, recording)
    assert found == BatchResult(failed={"invalid_json_line": 1})


def test_a_batch_that_was_made_but_not_written_down_is_found_again(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    stranger = {"object": "batch", "status": "in_progress", "created_at": 1, "id": "of-another"}
    service.batches["of-another"] = {**stranger, "metadata": {"soapbench": "other"}}
    service.fail_creating = 1
    with pytest.raises(ModelError, match="not whole"):
        submit_batch(model, ASKED, recording)
    assert not batches_file(recording).exists()
    assert submit_batch(model, ASKED, recording) == ["batch-1"]
    assert len(service.batches) == 2


def test_a_batch_that_was_not_written_down_and_is_over_is_not_paid_twice(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    service.fail_creating = 1
    with pytest.raises(ModelError, match="not whole"):
        submit_batch(model, ASKED, recording)
    service.finish()
    assert submit_batch(model, ASKED, recording) == ["batch-0"]
    assert len(service.batches) == 1
    assert collect_batch(model, ASKED, recording) == BatchResult(new=12)


def test_a_batch_whose_requests_all_failed_goes_out_again(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    good, service.answer = service.answer, lambda _: (400, {"error": {"code": "bad"}})
    submit_batch(model, ASKED, recording)
    service.finish()
    assert collect_batch(model, ASKED, recording) == BatchResult(failed={"bad": 12})
    service.answer = good
    assert submit_batch(model, ASKED, recording) == ["batch-1"], "the one over is written down"


def test_a_batch_that_is_lost_holds_up_no_other_and_can_be_given_up(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    submit_batch(model, ASKED[:4], recording)
    submit_batch(model, ASKED, recording)
    service.finish()
    lost = service.batches["batch-0"]["output_file_id"]
    del service.files[lost]
    for new in (8, 0):
        with pytest.raises(RecordingError) as raised:
            collect_batch(model, ASKED, recording, every_s=0.01)
        said = str(raised.value)
        assert f"batch-0 {lost}: the endpoint does not hold it (404)" in said
        assert f"Taken all the same: {new} new answers" in said
        assert "To give up ['batch-0'], set \"over\" to true there in r.batches.json" in said
    assert len(Recording(tmp_path / "r.jsonl")) == 8
    made = batches_file(recording)
    made.write_text(made.read_text().replace('"over": false', '"over": true'))
    assert collect_batch(model, ASKED, recording) == BatchResult()
    assert submit_batch(model, ASKED, recording) == ["batch-2"]
    service.finish()
    assert collect_batch(model, ASKED, recording) == BatchResult(new=4)


def test_a_stranger_in_a_result_holds_up_no_other_line(
    service: BatchService, model: ChatModel, tmp_path: Path
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    submit_batch(model, ASKED, recording)
    service.finish()
    with pytest.raises(RecordingError, match="belongs to none of the planned") as raised:
        collect_batch(model, ASKED[2:], recording)
    assert "(and 1 more). Taken all the same: 10 new answers" in str(raised.value)
    assert collect_batch(model, ASKED, recording) == BatchResult(new=2)


def test_a_kill_while_collecting_loses_and_doubles_nothing(
    service: BatchService, model: ChatModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    submit_batch(model, ASKED, recording)
    service.finish()

    class Killed(BaseException):
        """As if the process ended here."""

    append = Recording.append

    def dies(self: Recording, *answer: Any) -> None:
        if len(self) == 5:
            raise Killed
        append(self, *answer)

    monkeypatch.setattr(Recording, "append", dies)
    with pytest.raises(Killed):
        collect_batch(model, ASKED, recording)
    monkeypatch.undo()
    assert collect_batch(model, ASKED, recording) == BatchResult(new=7)
    assert len(Recording(tmp_path / "r.jsonl")) == 12


def test_an_endpoint_without_batches_is_one_clear_error(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.handle = lambda call: dataclasses.replace(BatchService()(call), status=404)
    with pytest.raises(ModelError, match="no such model or path"):
        submit_batch(ChatModel("m", base_url=endpoint.url), ASKED, Recording(tmp_path / "r"))


def test_a_list_of_batches_that_is_damaged_is_named(model: ChatModel, tmp_path: Path) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    batches_file(recording).write_text("[{}]")
    with pytest.raises(RecordingError, match=r"r\.batches\.json: not a list of batches"):
        submit_batch(model, ASKED, recording)


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("r.jsonl", "r.batches.json"),
        ("run.1", "run.1.batches.json"),
        ("run.2", "run.2.batches.json"),
        ("run", "run.batches.json"),
        ("run.1.jsonl", "run.1.batches.json"),
    ],
)
def test_each_recording_has_a_list_of_batches_of_its_own(name: str, beside: str) -> None:
    assert batches_file(Recording(name)) == Path(beside)


@pytest.mark.parametrize("kind", [str, Path, Recording])
def test_what_is_recorded_is_left_out_however_the_recording_is_named(
    tmp_path: Path, kind: Any
) -> None:
    with Recording(tmp_path / "r.jsonl") as recording:
        recording.append(planned("a"), Completion("a note", "m"))
    asked = [planned("a"), planned("b")]
    named = kind(tmp_path / "r.jsonl")
    (path,) = write_batch(tmp_path / "in.jsonl", asked, named)
    assert [row["custom_id"] for row in rows(path)] == [asked[1].custom_id]
    assert write_sheet(tmp_path / "s.html", asked, named) == 1
    with pytest.raises(ValueError, match="is read here"):
        write_batch(tmp_path / "r.jsonl", asked, named)


@pytest.mark.parametrize("errors", [None, {"object": "list", "data": []}])
def test_a_batch_that_is_refused_without_a_code_has_failed_all_the_same(
    service: BatchService, model: ChatModel, tmp_path: Path, errors: object
) -> None:
    recording = Recording(tmp_path / "r.jsonl")
    submit_batch(model, ASKED, recording)
    service.finish("failed")
    service.batches["batch-0"]["errors"] = errors
    assert collect_batch(model, ASKED, recording) == BatchResult(failed={"failed": 1})
