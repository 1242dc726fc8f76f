"""Requests answered elsewhere and later, in the OpenAI Batch file format.

`write_batch` writes what a recording lacks, and `read_batch` takes results and error files back, by
``custom_id``; ``vllm run-batch`` reads and writes the same format. `submit_batch` and
`collect_batch` do both through the Batch API itself, for half the money at many a provider.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soapbench.endpoints import ChatModel, code_of
from soapbench.errors import RecordingError
from soapbench.models import Completion
from soapbench.plurals import plural
from soapbench.recording import PlannedRequest, Recording, keep_apart

if TYPE_CHECKING:
    import openai

__all__ = ["BatchResult", "batches_file", "collect_batch", "read_batch", "submit_batch",
           "write_batch"]  # fmt: skip

_REQUESTS, _BYTES = 50_000, 200_000_000
"""What a batch file may hold at most, at OpenAI: so many requests, so many bytes."""
_OVER = {"completed", "failed", "expired", "cancelled"}
"""The states in which a batch stays."""


@dataclass(frozen=True)
class BatchResult:
    """What came back: how many answers are new, and which requests failed, by code.

    ``waiting`` counts the batches that are not over yet. What failed is still missing, and goes
    out again with the next batch or run.
    """

    new: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0

    def __add__(self, other: "BatchResult") -> "BatchResult":
        return BatchResult(
            self.new + other.new,
            Counter(self.failed) + Counter(other.failed),
            self.waiting + other.waiting,
        )

    def __repr__(self) -> str:
        parts = [plural(self.new, "new answer")]
        parts += [f"{count:,} failed ({code})" for code, count in sorted(self.failed.items())]
        waiting = plural(self.waiting, "batch", "batches")
        parts += [f"{waiting} not over yet"] if self.waiting else []
        return ", ".join(parts)


def write_batch(
    path: str | Path,
    planned: Iterable[PlannedRequest],
    recording: Recording | str | Path | None = None,
    *,
    requests: int = _REQUESTS,
    size: int = _BYTES,
) -> list[Path]:
    """Write requests as batch files; return their paths, none where nothing is missing.

    The first file is ``path``, the next ``path-2`` and so on: a file holds requests of one model
    and one API, and no more than the provider takes.

    Args:
        path: Such as ``requests.jsonl``.
        planned: From `plan_requests`.
        recording: A recording or its path; what it answers already is left out.
        requests: How many requests a file holds at most.
        size: How many bytes a file holds at most.

    Raises:
        ValueError: A file would be written over the recording.
    """
    if isinstance(recording, (str, Path)):
        recording = Recording(recording)
    path, paths = Path(path), []
    for number, chunk in enumerate(_chunks(planned, recording, requests, size), start=1):
        paths.append(path if number == 1 else path.with_stem(f"{path.stem}-{number}"))
        if recording is not None:
            keep_apart(paths[-1], [recording.path])
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_bytes(chunk.data)
    return paths


@dataclass(frozen=True)
class _Chunk:
    """What one batch file holds."""

    url: str
    data: bytes
    custom_ids: tuple[str, ...]


def _chunks(
    planned: Iterable[PlannedRequest], recording: Recording | None, requests: int, size: int
) -> Iterator[_Chunk]:
    known = recording if recording is not None else ()
    missing = {each.key: each for each in planned if each.key not in known}
    groups: dict[tuple[str, str], list[PlannedRequest]] = {}
    for each in missing.values():
        groups.setdefault((each.request.path, each.request.model), []).append(each)
    for (path, _), group in groups.items():
        data, ids = bytearray(), list[str]()
        for each in group:
            line = _line(each)
            if ids and (len(ids) == requests or len(data) + len(line) > size):
                yield _Chunk(f"/v1{path}", bytes(data), tuple(ids))
                data, ids = bytearray(), []
            data += line
            ids.append(each.custom_id)
        yield _Chunk(f"/v1{path}", bytes(data), tuple(ids))


def _line(planned: PlannedRequest) -> bytes:
    row = {
        "custom_id": planned.custom_id,
        "method": "POST",
        "url": f"/v1{planned.request.path}",
        "body": planned.request.body,
    }
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def read_batch(
    results: str | Path, planned: Iterable[PlannedRequest], recording: Recording
) -> BatchResult:
    """Take the answers of a result file or an error file into a recording.

    An answer that is recorded already is left alone, so reading a file twice changes nothing.

    Args:
        results: The file.
        planned: What was asked, from `plan_requests`.
        recording: Where answers go, open for writing.

    Raises:
        RecordingError: A line cannot be read or belongs to none of ``planned``; what the other
            lines answer is kept.
    """
    name, data = Path(results).name, Path(results).read_bytes()
    found, wrong = _read(name, data, planned, recording)
    if wrong:
        raise RecordingError(f"{_first(wrong)}; what the other lines answer is kept")
    return found


def _first(wrong: list[str]) -> str:
    return wrong[0] + (f" (and {len(wrong) - 1:,} more)" if wrong[1:] else "")


class _NoResult(Exception):
    """A line that is no result, or one of nothing that was asked."""


def _read(
    name: str, data: bytes, planned: Iterable[PlannedRequest], recording: Recording
) -> tuple[BatchResult, list[str]]:
    """Take what belongs; return what that was, and what is wrong with the other lines."""
    expected = {each.custom_id: each for each in planned}
    new, failed, wrong = 0, Counter[str](), list[str]()
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            each, answer = _belonging(f"{name}:{number}", raw, expected)
        except _NoResult as error:
            wrong.append(str(error))
            continue
        if isinstance(answer, str):
            failed[answer] += 1
        elif each.key not in recording:
            recording.append(each, answer)
            new += 1
    return BatchResult(new, failed), wrong


def _belonging(
    where: str, raw: bytes, expected: Mapping[str, PlannedRequest]
) -> tuple[PlannedRequest, Completion | str]:
    """Return what a line answers, and the answer or the code of its failure."""
    row = _row(where, raw)
    each = expected.get(row["custom_id"])
    if each is None:
        raise _NoResult(
            f"{where}: custom_id {row['custom_id']!r} belongs to none of the planned requests; "
            "were a template, a case or the model changed since the batch was written?"
        )
    return each, _answer(where, row, each)


def _row(where: str, raw: bytes) -> dict[str, Any]:
    try:
        row = json.loads(raw)
        if isinstance(row["custom_id"], str):
            return dict(row)
    except (ValueError, KeyError, TypeError):
        pass
    raise _NoResult(f"{where}: not a batch result; each line holds custom_id and response")


def _answer(where: str, row: Mapping[str, Any], planned: PlannedRequest) -> Completion | str:
    """Return a result's completion, or the code of its failure."""
    try:
        response = row.get("response") or {}
        if (error := row.get("error")) is not None:
            return code_of(error.get("code"))
        if response["status_code"] != 200:
            error = (response.get("body") or {}).get("error") or {}
            return code_of(error.get("code"), default=f"status {response['status_code']}")
        return Completion.of(response["body"], api=planned.request.api)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError):
        raise _NoResult(
            f"{where}: not a batch result; each line holds custom_id and response"
        ) from None


def submit_batch(
    model: ChatModel, planned: Iterable[PlannedRequest], recording: Recording
) -> list[str]:
    """Send what a recording lacks as batches; return the ids of those that are new.

    What is in a batch that is not over yet is not sent again, also after a kill at any point: the
    batches are kept beside the recording (`batches_file`), and one that was made but not written
    down is found again among the latest 100 at the provider, over or not. So the same requests for
    another recording, sent with the same key, take the answers of that batch; where new ones are
    wanted, ask with a ``seed``.

    Raises:
        ModelError: The endpoint does not take it; what was taken is kept.
        RecordingError: Another run is writing to the recording.
    """
    planned, ids = list(planned), []
    with recording, model.sync_client() as client:
        made = _load(recording)
        out = {custom_id for batch in made if not batch["over"] for custom_id in batch["requests"]}
        missing = [each for each in planned if each.custom_id not in out]
        for chunk in _chunks(missing, recording, _REQUESTS, _BYTES):
            batch_id = _create(model, client, chunk, {batch["id"] for batch in made})
            made.append({"id": batch_id, "over": False, "requests": list(chunk.custom_ids)})
            _save(recording, made)
            ids.append(batch_id)
    return ids


def _create(
    model: ChatModel, client: "openai.OpenAI", chunk: _Chunk, written_down: Collection[str]
) -> str:
    import openai

    mark = hashlib.sha256(chunk.data).hexdigest()[:32]
    try:
        for batch in client.batches.list(limit=100).data:
            ours = (batch.metadata or {}).get("soapbench") == mark
            holds = batch.status == "completed" or batch.status not in _OVER
            if ours and holds and batch.id not in written_down:
                return batch.id
        file = client.files.create(file=(f"{mark}.jsonl", chunk.data), purpose="batch")
        created = client.batches.create(
            input_file_id=file.id,
            endpoint=chunk.url,  # type: ignore[arg-type]  # one of two that it names
            completion_window="24h",
            metadata={"soapbench": mark},
        )
    except openai.OpenAIError as error:
        raise model.failure(error) from None
    return created.id


def collect_batch(
    model: ChatModel,
    planned: Iterable[PlannedRequest],
    recording: Recording,
    every_s: float | None = None,
) -> BatchResult:
    """Take into the recording what submitted batches have answered by now.

    Args:
        model: As for `submit_batch`.
        planned: What was asked; more does no harm.
        recording: The recording the batches were submitted for.
        every_s: Look again after so many seconds until every batch is over; None looks once.

    Raises:
        ModelError: The endpoint cannot be asked.
        RecordingError: A result cannot be had or belongs to none of ``planned``, or another run is
            writing. All other results are kept, and the message says how to give a batch up.
    """
    planned, found = list(planned), BatchResult()
    wrong: dict[str, list[str]] = {}
    with recording, model.sync_client() as client:
        made = _load(recording)
        while True:
            for batch in _waiting(made, wrong):
                taken, trouble = _collect(model, client, batch, planned, recording)
                found += taken
                if trouble:
                    wrong[batch["id"]] = trouble
                _save(recording, made)
            left = len(_waiting(made, wrong))
            if every_s is None or not left:
                break
            time.sleep(every_s)
    found += BatchResult(waiting=left)
    if wrong:
        raise RecordingError(
            f"{_first([line for lines in wrong.values() for line in lines])}. Taken all the same: "
            f'{found}. To give up {sorted(wrong)}, set "over" to true there in '
            f"{batches_file(recording).name}; what is missing goes out again with the next batch"
        )
    return found


def _waiting(made: list[dict[str, Any]], wrong: Collection[str]) -> list[dict[str, Any]]:
    return [batch for batch in made if not batch["over"] and batch["id"] not in wrong]


def _collect(
    model: ChatModel,
    client: "openai.OpenAI",
    made: dict[str, Any],
    planned: list[PlannedRequest],
    recording: Recording,
) -> tuple[BatchResult, list[str]]:
    """Take what a batch has answered; return what that was, and what of it cannot be taken."""
    import openai

    found, wrong, where = BatchResult(), list[str](), str(made["id"])
    try:
        batch = client.batches.retrieve(made["id"])
        if batch.status not in _OVER:
            return found, wrong
        for file_id in filter(None, (batch.error_file_id, batch.output_file_id)):
            where = f"{batch.id} {file_id}"
            data = client.files.content(file_id).content
            taken, lines = _read(where, data, planned, recording)
            found, wrong = found + taken, wrong + lines
    except openai.NotFoundError:
        return found, [*wrong, f"{where}: the endpoint does not hold it (404); is base_url right?"]
    except openai.OpenAIError as error:
        raise model.failure(error) from None
    if batch.status == "failed":
        codes = [error.code or "no code" for error in (batch.errors and batch.errors.data) or []]
        found += BatchResult(failed=Counter(codes or ["failed"]))
    made["over"] = not wrong
    return found, wrong


def batches_file(recording: Recording) -> Path:
    """Return where the batches of a recording are kept: beside it."""
    return recording.beside(".batches.json")


def _load(recording: Recording) -> list[dict[str, Any]]:
    path = batches_file(recording)
    if not path.exists():
        return []
    try:
        batches = json.loads(path.read_bytes())
        return [{name: batch[name] for name in ("id", "over", "requests")} for batch in batches]
    except (ValueError, KeyError, TypeError):
        raise RecordingError(
            f"{path.name}: not a list of batches; restore the file, or remove it and look for the "
            "batches at the provider"
        ) from None


def _save(recording: Recording, batches: list[dict[str, Any]]) -> None:
    path = batches_file(recording)
    fresh = path.with_suffix(".writing")
    fresh.write_text(json.dumps(batches, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)
