"""Recordings: completions on disk, one JSON object a line, keyed by request and repeat.

A recording is at once the cache, the place to resume from, and what is replayed. Answers are
appended the moment they come. A request whose bytes change has another key, so a stale answer can
never pass for a fresh one.

Answers made elsewhere come in through batch files (`soapbench.batch`) and paste sheets
(`soapbench.sheet`).
"""

import dataclasses
import io
import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, get_args

from filelock import FileLock, Timeout

from soapbench.errors import RecordingError
from soapbench.models import Completion, FinishReason, Request, Setting

__all__ = ["Key", "PlannedRequest", "Recording", "keep_apart", "setting_of"]

log = logging.getLogger(__name__)

Key = tuple[str, int]
"""Request id and repeat, counted from 0."""

_COMPLETION_FIELDS = [f.name for f in dataclasses.fields(Completion) if f.name != "model"]
_LATER: dict[str, Any] = {
    "cached_tokens": None,
    "reasoning_tokens": None,
    "messages": [],
    "api": "chat",
}
"""Fields that lines lack where they hold nothing, as all lines of the first recordings do."""


@dataclass(frozen=True)
class PlannedRequest:
    """A request to be answered once, and what it is for."""

    case_id: str
    template: str
    repeat: int
    request: Request

    @property
    def key(self) -> Key:
        """Where its answer stands in a recording."""
        return self.request.id, self.repeat

    @property
    def custom_id(self) -> str:
        """Its name in a batch file."""
        return f"{self.request.id}-{self.repeat}"


class Recording:
    """The completions of one JSONL file; a context manager while it is written to.

    Reading needs no lock. Writing takes one, so that a second writer is refused::

        with Recording("answers.jsonl") as recording:
            recording.append(planned, completion)
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lines: dict[Key, Mapping[str, Any]] | None = None
        self._file: io.FileIO | None = None
        self._lock: FileLock | None = None
        self._appended = self._synced = 0

    @property
    def lines(self) -> Mapping[Key, Mapping[str, Any]]:
        """Every recorded line by key, in the file's order; read on first use.

        Raises:
            RecordingError: A line other than a torn last one cannot be read.
        """
        if self._lines is None:
            self._lines, _ = self._read()
        return self._lines

    @property
    def torn(self) -> bool:
        """Whether the last line is cut off, as a run that was killed may leave it."""
        _, sound = self._read()
        return self.path.exists() and self.path.stat().st_size > sound

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, key: Key) -> bool:
        return key in self.lines

    def __getitem__(self, key: Key) -> Completion:
        line = self.lines[key]
        fields: dict[str, Any] = {name: line.get(name) for name in _COMPLETION_FIELDS}
        return Completion(model=line["answered_by"], **fields)

    def __repr__(self) -> str:
        return f"Recording({self.path.name}, {len(self)} completions)"

    def beside(self, ending: str) -> Path:
        """Return the path of a file that is kept beside it, such as ``answers.looks.jsonl``."""
        # Only the usual ending is dropped: run.1 and run.2 are two recordings.
        return self.path.with_name(self.path.name.removesuffix(".jsonl") + ending)

    def settings(self) -> list[Setting]:
        """Return the distinct ways in which models were asked, in a fixed order."""
        found = {setting.key: setting for setting in map(setting_of, self.lines.values())}
        return [found[key] for key in sorted(found)]

    def __enter__(self) -> "Recording":
        lock = FileLock(f"{self.path}.lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            raise RecordingError(
                f"{self.path.name}: another run is writing to it; wait for that run or name "
                "another recording"
            ) from None
        except OSError as error:
            raise RecordingError(
                f"{self.path.name}: cannot be written ({error.strerror}); check its folder, "
                f"{self.path.parent}, or name another recording"
            ) from None
        self._lock = lock
        try:
            self._lines, sound = self._read()
            self._file = self.path.open("ab", buffering=0)
            if self._file.tell() > sound:
                self._file.truncate(sound)
                log.warning("%s: its last line was cut off and is asked again", self.path.name)
            if sound and self.path.read_bytes()[sound - 1 : sound] != b"\n":
                self._file.write(b"\n")
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    def _release(self) -> None:
        file, self._file = self._file, None
        lock, self._lock = self._lock, None
        try:
            if file is not None:
                os.fsync(file.fileno())
                file.close()
        finally:
            if lock is not None:
                lock.release()

    def append(self, planned: PlannedRequest, completion: Completion) -> None:
        """Write an answer; when this returns, a killed process no longer loses it.

        Raises:
            RecordingError: The recording is not open for writing, already holds this answer, or
                the disk is full; the file is left as it was.
        """
        if planned.key in self.lines:
            raise RecordingError(
                f"{self.path.name}: already holds repeat {planned.repeat} of {planned.template} "
                f"for case {planned.case_id!r}"
            )
        self._write(planned.key, _line(planned, completion))

    def merge(self, other: "Recording") -> int:
        """Append what only the other recording holds; return how many lines that is.

        Where both hold an answer to the same request, this one's stays.

        Raises:
            RecordingError: As `append`, or a line of the other cannot be read.
        """
        missing = {key: line for key, line in other.lines.items() if key not in self.lines}
        for key, line in missing.items():
            self._write(key, line)
        return len(missing)

    def _write(self, key: Key, line: Mapping[str, Any]) -> None:
        if self._file is None or self._lines is None:
            raise RecordingError(f"{self.path.name}: not open; write inside a `with` block")
        data, before = _encode(line), os.fstat(self._file.fileno()).st_size
        try:
            written = self._file.write(data)
        except OSError as error:
            raise RecordingError(
                f"{self.path.name}: cannot be written ({error.strerror})"
            ) from None
        if written != len(data):  # the disk took a part: take it back, so that the file stays whole
            self._take_back(before)
            raise RecordingError(f"{self.path.name}: cannot be written (no space left)")
        self._lines[key] = line
        self._appended += 1

    def _take_back(self, size: int) -> None:
        assert self._file is not None
        try:
            self._file.truncate(size)
        except OSError as error:
            # Another line after half a one would be damage; half a line at the end is none.
            self._file.close()
            self._file = None
            raise RecordingError(
                f"{self.path.name}: cannot be written any more ({error.strerror}); run again to go "
                "on"
            ) from None

    def sync(self) -> None:
        """Have the disk keep what was appended, so that a power cut loses none of it.

        It takes milliseconds, so it is done now and then and when the recording is closed; a
        process that is killed loses nothing in any case.

        Raises:
            RecordingError: The disk cannot keep it.
        """
        if self._file is None or self._synced == self._appended:
            return
        appended = self._appended
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordingError(
                f"{self.path.name}: the disk does not keep it ({error.strerror})"
            ) from None
        self._synced = appended

    def sort(self) -> None:
        """Rewrite the file sorted by template, case, model and repeat, so that versions diff."""
        with self:
            rows = sorted(
                self.lines.values(),
                key=lambda r: (r["template"], r["case_id"], r["model"], r["repeat"]),
            )
            # Replaced in one step: a kill leaves the old file or the new one, never half of one.
            fresh = self.path.with_name(f"{self.path.name}.sorting")
            fresh.write_bytes(b"".join(map(_encode, rows)))
            assert self._file is not None
            self._file.close()  # Windows replaces no file that is open
            self._file = None
            fresh.replace(self.path)
        self._lines = None

    def _read(self) -> tuple[dict[Key, Mapping[str, Any]], int]:
        """Return the lines, and how many bytes of the file are sound."""
        lines: dict[Key, Mapping[str, Any]] = {}
        first: dict[Key, int] = {}
        if not self.path.exists():
            return lines, 0
        data = self.path.read_bytes()
        parts = data.split(b"\n")
        for number, raw in enumerate(parts, start=1):
            if not raw.strip():
                continue
            where = f"{self.path.name}:{number}"
            try:
                found = json.loads(raw)
            except (ValueError, RecursionError) as error:
                if number == len(parts) and _is_begun(raw):  # the process died while writing it
                    return lines, len(data) - len(raw)
                what = "UTF-8" if isinstance(error, UnicodeDecodeError) else "a JSON object"
                raise RecordingError(
                    f"{where}: not {what}; restore the file or remove this line"
                ) from None
            line = _checked(where, found)
            key = (line["request_id"], line["repeat"])
            if key in lines:
                raise RecordingError(
                    f"{where}: answers again what line {first[key]} answered; remove one of them"
                )
            lines[key], first[key] = line, number
        return lines, len(data)


_BEGINS = b'{"answered_by"'
"""How every line begins that is written here."""


def _is_begun(line: bytes) -> bool:
    """Return whether a line that cannot be read is the beginning of one of ours."""
    return line.startswith(_BEGINS) or _BEGINS.startswith(line)


def keep_apart(output: str | Path, inputs: Iterable[str | Path]) -> None:
    """Refuse to write over a file that is read, under whatever name, or over any recording.

    Raises:
        ValueError: The output is one of the inputs, or holds recorded answers; nothing was written.
    """
    output = Path(output)
    for read in map(Path, inputs):
        same = output.exists() and read.exists() and output.samefile(read)
        if same or output.resolve() == read.resolve():
            raise ValueError(
                f"{output.name}: is read here, and would be written over; name another output"
            )
    if output.is_file():
        with output.open("rb") as file:
            if file.read(len(_BEGINS)) == _BEGINS:
                raise ValueError(f"{output.name}: holds recorded answers; name another output")


def setting_of(line: Mapping[str, Any]) -> Setting:
    """Return how the model was asked that gave a recorded line."""
    messages = tuple(line.get("messages", ()))
    return Setting(line["model"], line["parameters"], messages, line.get("api", "chat"))


def _line(planned: PlannedRequest, completion: Completion) -> dict[str, Any]:
    setting = planned.request.setting
    line = {
        "request_id": planned.request.id,
        "repeat": planned.repeat,
        "case_id": planned.case_id,
        "template": planned.template,
        "model": setting.model,
        "parameters": setting.parameters,
        "messages": [dict(message) for message in setting.messages],
        "api": setting.api,
        "answered_by": completion.model,
        **{name: getattr(completion, name) for name in _COMPLETION_FIELDS},
    }
    return {name: value for name, value in line.items() if _LATER.get(name, ...) != value}


_KINDS: dict[str, type] = {
    "request_id": str,
    "repeat": int,
    "case_id": str,
    "template": str,
    "model": str,
    "parameters": dict,
    "messages": list,
    "api": str,
    "answered_by": str,
    "text": str,
    "finish_reason": str,
}
"""What the fields of a line hold, those aside that may be unknown."""
_LINE_FIELDS = (set(_COMPLETION_FIELDS) | set(_KINDS)) - set(_LATER)


_COUNTS = [
    "repeat", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens",
    "latency_s",
]  # fmt: skip
"""Fields that hold a number that is not below zero, or null where it is unknown."""


def _is_count(value: object) -> bool:
    """Return whether a value is null, or a number that is not below zero."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value is None
    return value >= 0


def _encode(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _checked(where: str, line: object) -> dict[str, Any]:
    if not isinstance(line, dict) or set(line) - set(_LATER) != _LINE_FIELDS:
        fields = set(line) if isinstance(line, dict) else set()
        raise RecordingError(
            f"{where}: not a recorded completion; missing {sorted(_LINE_FIELDS - fields)}, "
            f"unknown {sorted(fields - _LINE_FIELDS - set(_LATER))}"
        )
    wrong = {name for name, kind in _KINDS.items() if not isinstance(line.get(name, kind()), kind)}
    wrong |= {name for name in _COUNTS if not _is_count(line.get(name))}
    if line["finish_reason"] not in get_args(FinishReason):
        wrong.add("finish_reason")
    try:
        setting_of(line)
    except (TypeError, ValueError, AttributeError):
        wrong.add("messages")
    if wrong:
        raise RecordingError(
            f"{where}: not a recorded completion; {sorted(wrong)} hold no such values"
        )
    return line
