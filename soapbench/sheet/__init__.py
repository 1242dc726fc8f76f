"""Paste sheets: prompts to copy into a chat page, and answers to paste back.

For authors who have a chat page and no key: `write_sheet` makes one offline page with every prompt
that has no answer yet, a Copy button and a box for the answer; "Save answers" gives a file that
`read_sheet` takes into the recording. `by_hand` does the same inside a notebook, a case at a time.

What is asked on a chat page is asked of whatever model stands behind it that day, with whatever it
remembers: open a new chat for each prompt, with memory off, and write down which model answered.
"""

import hashlib
import html
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soapbench.errors import DataError, RecordingError
from soapbench.models import Completion
from soapbench.page import render
from soapbench.plurals import plural
from soapbench.recording import PlannedRequest, Recording, keep_apart

if TYPE_CHECKING:
    import ipywidgets

__all__ = ["by_hand", "read_sheet", "write_sheet"]

_HERE = Path(__file__).parent


def write_sheet(
    path: str | Path,
    planned: Iterable[PlannedRequest],
    recording: Recording | str | Path | None = None,
) -> int:
    """Write a page with every prompt that has no answer yet; return how many.

    What is pasted stays in the browser until it is saved; nothing is sent anywhere.

    Args:
        path: Where to write it, such as ``sheet.html``.
        planned: From `plan_requests`, with a `Setting` that names the chat page's model.
        recording: A recording or its path; what it answers already is left out.

    Raises:
        DataError: A request has parameters, which a chat page cannot take.
        ValueError: The page would be written over the recording.
    """
    if isinstance(recording, (str, Path)):
        recording = Recording(recording)
    if recording is not None:
        keep_apart(path, [recording.path])
    missing = _missing(planned, recording)
    digest = hashlib.sha256("".join(each.custom_id for each in missing).encode()).hexdigest()
    model = missing[0].request.model if missing else ""
    page = render(
        "Prompts to copy, answers to paste",
        _body(missing),
        style=(_HERE / "sheet.css").read_text(encoding="utf-8"),
        scripts=[(_HERE / "sheet.js").read_text(encoding="utf-8")],
        data={"sheet": {"key": f"soapbench-sheet-{digest[:16]}", "model": model}},
    )
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(page, encoding="utf-8")
    return len(missing)


def read_sheet(answers: str | Path, planned: Iterable[PlannedRequest], recording: Recording) -> int:
    """Take the answers of a saved file into a recording; return how many are new.

    An answer that is recorded already is left alone, so reading a file twice changes nothing.

    Args:
        answers: The file that "Save answers" gave.
        planned: What the sheet was written from.
        recording: Where answers go, open for writing.

    Raises:
        DataError: It is no file of answers.
        RecordingError: An answer belongs to none of ``planned``; nothing was taken.
    """
    name = Path(answers).name
    expected = {each.custom_id: each for each in planned}
    rows = _rows(name, Path(answers).read_bytes())
    if strangers := [row["id"] for row in rows if row["id"] not in expected]:
        raise RecordingError(
            f"{name}: {len(strangers)} of {plural(len(rows), 'answer')} belong to none of the "
            "planned requests; were a template, a case or the model changed since the sheet was "
            "written? Nothing was taken: give the options it was written with"
        )
    new = 0
    for row in rows:
        each = expected[row["id"]]
        if row["text"].strip() and each.key not in recording:
            recording.append(each, _completion(each, row["text"], row["model"], row["at"]))
            new += 1
    return new


def _completion(each: PlannedRequest, text: str, model: str, at: str | None) -> Completion:
    return Completion(text, model.strip() or each.request.model, created=at)


def _missing(
    planned: Iterable[PlannedRequest], recording: Recording | None
) -> Sequence[PlannedRequest]:
    known = recording if recording is not None else ()
    missing = list({each.key: each for each in planned if each.key not in known}.values())
    for each in missing:
        if each.request.parameters or len(each.request.messages) > 1:
            raise DataError(
                f"{each.template} on case {each.case_id!r}: a chat page takes a prompt alone; plan "
                "with a setting without parameters and messages"
            )
    return missing


def _body(missing: Sequence[PlannedRequest]) -> str:
    cards = "".join(_card(number, each) for number, each in enumerate(missing, start=1))
    return (
        "<main><h1>Prompts to copy, answers to paste</h1>"
        "<p>For each prompt: copy it, open a <strong>new</strong> chat with memory off, paste it, "
        "and paste the whole answer back here. What you paste stays in this browser until you save "
        "it. Never paste anything about a real patient.</p>"
        "<section id='bar' aria-label='Progress'>"
        "<label>Model that answers <input id='model' autocomplete='off'></label>"
        f"<progress id='done' max='{len(missing)}' value='0' aria-label='Answers'></progress>"
        "<span id='told' role='status'></span>"
        "<button type='button' id='next'>Next without answer</button>"
        "<button type='button' id='save'>Save answers</button></section>"
        f"{cards}</main>"
    )


def _card(number: int, each: PlannedRequest) -> str:
    title = f"{number}. {each.case_id}, {each.template}, repeat {each.repeat}"
    return (
        f"<section class='card' data-id='{html.escape(each.custom_id)}'>"
        f"<h2>{html.escape(title)}</h2>"
        f"<pre id='prompt-{number}' tabindex='0' aria-label='Prompt {number}'>"
        f"{html.escape(each.request.prompt)}</pre>"
        f"<button type='button' class='copy'>Copy prompt {number}</button>"
        f"<label>Answer {number}<textarea rows='8' spellcheck='false'></textarea></label></section>"
    )


def _rows(name: str, data: bytes) -> list[dict[str, Any]]:
    try:
        saved = json.loads(data)
        rows = [
            {"id": row["id"], "text": row["text"], "model": row["model"], "at": row["at"]}
            for row in saved["answers"]
        ]
        if all(isinstance(row[field], str) for row in rows for field in ("id", "text", "model")):
            return rows
    except (ValueError, KeyError, TypeError):
        pass
    raise DataError(f"{name}: no file of answers; take the one that 'Save answers' gave")


def by_hand(planned: Iterable[PlannedRequest], recording: Recording) -> "ipywidgets.Widget":
    """Return a widget that shows one prompt at a time and records each answer at once.

    Args:
        planned: From `plan_requests`, with a `Setting` that names the chat page's model.
        recording: Where answers go; what it answers already is left out.
    """
    from soapbench.sheet.widget import one_at_a_time

    return one_at_a_time(_missing(planned, recording), recording)
