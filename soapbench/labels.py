"""Notes labelled by readers, and how far the rules agree with them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import StrictBool

from soapbench.errors import DataError
from soapbench.rubrics import STATUSES, Rubric, Status, load_rubric
from soapbench.shipped import shipped
from soapbench.validation import rows_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LabelledLine",
    "LabelledNote",
    "against_labels",
    "between_readers",
    "load_labelled",
    "load_lines",
]

Use = Literal["tune", "report"]


@dataclass(frozen=True)
class LabelledNote:
    """A note with the state of every element of a rubric, as its readers saw it."""

    id: str
    rubric: str
    use: Use
    """Whether rules may be tuned on it, or only measured."""
    text: str
    first: Mapping[str, Status]
    second: Mapping[str, Status] | None
    """None where one reader alone read the note; such notes are for tuning only."""
    labels: Mapping[str, Status]
    """Where the two agree, what they say; elsewhere what the third decided."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per element that was seen, the places of the text in which it was."""


@dataclass(frozen=True)
class LabelledLine:
    """A line or short passage written to meet an element, or to come close and not meet it."""

    element: str
    met: StrictBool
    text: str


def load_lines(path: str | Path | None = None) -> list[LabelledLine]:
    """Return the labelled lines of a file, the project's own by default.

    Raises:
        DataError: A line names no element, or does not say whether it meets it.
    """
    path = (
        Path(path) if path is not None else shipped("datasets", "labelled", "element_lines.jsonl")
    )
    return [line for _, line in rows_of(LabelledLine, path, "labelled line")]


def load_labelled(
    path: str | Path | None = None, rubric: Rubric | None = None
) -> list[LabelledNote]:
    """Return the labelled notes of a file, the project's own by default.

    Args:
        path: A JSON Lines file.
        rubric: One of your own, that notes may be labelled for by its name, as those for a
            shipped one are.

    Raises:
        DataError: A line is no labelled note, is of no known rubric, or labels another set of
            elements than its rubric's; names file and line.
    """
    path = Path(path) if path is not None else shipped("datasets", "labelled", "elements.jsonl")
    notes = rows_of(LabelledNote, path, "labelled note")
    return [_checked(where, note, rubric) for where, note in notes]


def _checked(where: str, note: LabelledNote, own: Rubric | None) -> LabelledNote:
    try:
        mine = own is not None and note.rubric == own.name
        rubric = own if own and mine else load_rubric(note.rubric, weighted=False)
    except DataError as error:
        given = f", or {own.name!r}" if own else ""
        raise DataError(f"{where}: rubric: {error}{given}") from None
    known = [element.id for element in rubric.elements]
    if note.second is None and note.use != "tune":
        raise DataError(f"{where}: a note that reports must be read twice; its second is null")
    for reader in (note.first, note.second or note.first, note.labels):
        if sorted(reader) != sorted(known):
            raise DataError(f"{where}: labels must give each element of {note.rubric} its state")
    return note


def against_labels(notes: Iterable[LabelledNote], rubric: Rubric) -> pd.DataFrame:
    """Return how far the rules agree with the labels, per element.

    A note counts as positive for an element where it is ``met``: the state that earns credit.

    Returns:
        One row per element: ``core``; ``notes`` labelled met, and ``found`` met; ``precision`` and
        ``recall`` of ``met`` and their ``F1``, in [0, 1], 1 where nothing was labelled or found
        met; ``same``, the share of notes for which the whole state agrees; ``kappa``, Cohen's, of
        the states; both missing where no note is of this rubric.
    """
    import pandas as pd

    mine = [note for note in notes if note.rubric == rubric.name]
    found = [rubric.statuses(note.text) for note in mine]
    rows = {}
    for element in rubric.elements:
        pairs = [(n.labels[element.id], f[element.id]) for n, f in zip(mine, found, strict=True)]
        right = sum(a == b == "met" for a, b in pairs)
        labelled, said = (sum(pair[i] == "met" for pair in pairs) for i in (0, 1))
        rows[element.id] = {
            "core": element.core,
            "notes": labelled,
            "found": said,
            "precision": right / said if said else 1.0,
            "recall": right / labelled if labelled else 1.0,
            "F1": 2 * right / (labelled + said) if labelled + said else 1.0,
            "same": _same(pairs),
            "kappa": _kappa(pairs),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("element")


def between_readers(notes: Iterable[LabelledNote], rubric: Rubric) -> pd.DataFrame:
    """Return how far two readers agree, per element: share of notes, and Cohen's kappa.

    Notes that only one reader read are left out; where none is left, both are missing.
    """
    import pandas as pd

    readings = [
        (note.first, note.second)
        for note in notes
        if note.rubric == rubric.name and note.second is not None
    ]
    rows = {}
    for element in rubric.elements:
        pairs = [(first[element.id], second[element.id]) for first, second in readings]
        rows[element.id] = {"same": _same(pairs), "kappa": _kappa(pairs)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("element")


def _same(pairs: list[tuple[Status, Status]]) -> float:
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else math.nan


def _kappa(pairs: list[tuple[Status, Status]]) -> float:
    """Return Cohen's kappa of pairs of states; 1 where all are one state and agree."""
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    table = np.zeros((len(STATUSES), len(STATUSES)))
    for one, other in pairs:
        table[STATUSES.index(one), STATUSES.index(other)] += 1
    used = table.sum(axis=0) + table.sum(axis=1) > 0
    if not pairs:
        return math.nan
    if used.sum() == 1:
        return 1.0
    return float(cohens_kappa(table[used][:, used], return_results=False))
