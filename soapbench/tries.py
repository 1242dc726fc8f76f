"""What was tried on cases before: how many versions of a prompt, and looks at cases held back.

Whoever tries ten versions on the same cases and keeps the best keeps some luck. The recording
knows what was tried; looks at held-back cases are kept beside it, one JSON object a line.
"""

import datetime
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock

from soapbench.cases import Case
from soapbench.errors import DataError, RecordingError
from soapbench.json_lines import json_lines
from soapbench.recording import PlannedRequest, Recording, setting_of

__all__ = ["count_tries", "looks_file", "record_look"]


def count_tries(planned: Iterable[PlannedRequest], recording: Recording | None) -> dict[str, int]:
    """Return how many versions of each planned prompt were tried on the planned cases.

    Counted by what was sent: an edited template counts again though its label stays. The planned
    requests count too.

    Args:
        planned: The requests of a run.
        recording: Where earlier answers are; None where nothing was kept.
    """
    sent: dict[tuple[str, str, str], set[str]] = {}
    for p in planned:
        prompt = p.template.partition("@")[0]
        sent.setdefault((prompt, p.case_id, p.request.setting.key), set()).add(p.request.id)
    for line in recording.lines.values() if recording is not None else ():
        key = (line["template"].partition("@")[0], line["case_id"], setting_of(line).key)
        if key in sent:
            sent[key].add(line["request_id"])
    prompts = sorted({prompt for prompt, _, _ in sent})
    return {p: max(len(ids) for key, ids in sent.items() if key[0] == p) for p in prompts}


def looks_file(recording: Recording) -> Path:
    """Return where the looks at held-back cases are kept: beside the recording."""
    return recording.beside(".looks.jsonl")


def record_look(recording: Recording, cases: Sequence[Case], templates: Mapping[str, str]) -> int:
    """Write down that cases held back were looked at; return how many looks saw any of them.

    Looking again at the same versions is no new look.

    Args:
        recording: The recording whose answers are looked at.
        cases: The cases held back.
        templates: The hash of each version, by label.

    Raises:
        RecordingError: The file cannot be read or written.
    """
    path = looks_file(recording)
    look = {
        "cases": sorted(case.id for case in cases),
        "templates": dict(sorted(templates.items())),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            looks = _read(path)
            mine = {case.id for case in cases}
            before = sum(not mine.isdisjoint(known["cases"]) for known in looks)
            if any({name: known[name] for name in look} == look for known in looks):
                return before
            with path.open("a+b") as file:
                today = datetime.datetime.now(datetime.UTC).date()
                line = {**look, "on": today.isoformat()}
                if file.tell() and not _ends_a_line(file):
                    file.write(b"\n")
                file.write(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
            return before + 1
    except OSError as error:
        raise RecordingError(
            f"{path.name}: cannot be written ({error.strerror}); a look at cases held back must be "
            "recorded"
        ) from None


def _ends_a_line(file: BinaryIO) -> bool:
    """Return whether a file that is not empty ends in a line end, as an editor may not leave it."""
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    looks, where = [], path.name
    try:
        for number, look in json_lines(path):
            where = f"{path.name}:{number}"
            looks.append({name: look[name] for name in ("cases", "templates", "on")})
    except DataError as error:
        raise RecordingError(f"{error}, or restore the file") from None
    except (KeyError, TypeError):
        raise RecordingError(f"{where}: not a look; restore the file or remove this line") from None
    return looks
