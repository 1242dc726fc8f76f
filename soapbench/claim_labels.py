"""Notes whose claims readers held against their cases, and how far the scorers agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from soapbench.cases import Case
from soapbench.errors import DataError
from soapbench.scorers import Check, billing_arithmetic, fact_recall, grounding
from soapbench.shipped import shipped
from soapbench.validation import rows_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LabelledClaims",
    "SlippedNote",
    "claims_against_labels",
    "load_claims",
    "load_slips",
    "recall_against_labels",
    "slips_found",
]

_OWN = frozenset(["codes add up", "units fit minutes", "timed within total"])
"""Checks of a note against itself; a reader labels each number against the case."""
_UNLABELLED = frozenset(["side", "assist", "surface", "device", "occasion"])
"""Readers were asked for no claims of these kinds; said beside every label, they are not judged."""
_OF_FACTS = frozenset(["grounding/wrong_detail", "grounding/denied"])
"""Nor for words of facts, such as a room or a joint."""
_TOLD: Mapping[str, str] = {"carried": "yes", "part": "partly", "left out": "no"}


@dataclass(frozen=True)
class LabelledClaims:
    """A note with its claims and its case's facts, as two readers and then a third saw them.

    Of a note for tuning there may be one reader only: then ``second`` is None.

    ``claims`` holds ``[words, kind, outcome]``, the words letter for letter as in the note;
    ``facts`` says per fact of the sheet ``yes``, ``partly`` or ``no``.
    """

    id: str
    use: Literal["tune", "report"]
    case_id: str
    text: str
    first: Mapping[str, object]
    second: Mapping[str, object] | None
    claims: Sequence[tuple[str, str, str]]
    facts: Mapping[str, Literal["yes", "partly", "no"]]


@dataclass(frozen=True)
class SlippedNote:
    """A note whose writer got some things wrong on purpose, and says which.

    ``slips`` holds ``[words, kind, outcome]``, the words letter for letter as in the note; all
    else in it is meant to be true to its case.
    """

    id: str
    use: Literal["tune", "report"]
    told: Literal["plainly", "freely", "both"]
    """Whether the slips were to be told as anyone would, each in another way, or some so."""
    case_id: str
    text: str
    slips: Sequence[tuple[str, str, str]]


def load_slips(path: str | Path | None = None) -> list[SlippedNote]:
    """Return the notes with slips of a file, the project's own by default.

    Raises:
        DataError: A line is no such note, or a slip's words do not stand in it.
    """
    path = Path(path) if path is not None else shipped("datasets", "labelled", "slips.jsonl")
    notes = []
    for where, note in rows_of(SlippedNote, path, "note with slips"):
        if not all(words in note.text for words, _, _ in note.slips):
            raise DataError(f"{where}: the words of a slip do not stand in the note")
        notes.append(note)
    return notes


def slips_found(notes: Iterable[SlippedNote], cases: Mapping[str, Case]) -> pd.DataFrame:
    """Return how many slips the scorers see, and how often what they accuse is one.

    Args:
        notes: Notes with slips.
        cases: Their cases, by id.

    Returns:
        One row per outcome and kind of slip, with ``all`` last: ``slips``, and those ``found`` by
        `grounding` or `billing_arithmetic` with that outcome at that place; for ``all`` also what
        they ``said`` to have the outcome, and how much of it was ``right``: at the place of a slip.
    """
    import pandas as pd

    rows: list[tuple[str, str, str]] = []
    for note in notes:
        checks = _checks(cases[note.case_id], note.text)
        spans = [_Span.of(note.text, *slip) for slip in note.slips]
        for span in spans:
            hit = any(c.status == span.outcome and span.meets(c) for c in checks)
            rows += [(span.outcome, span.kind, "slips")]
            rows += [(span.outcome, span.kind, "found")] if hit else []
        for check in checks:
            rows.append((check.status, "all", "said"))
            if any(span.meets(check) for span in spans):
                rows.append((check.status, "all", "right"))
    frame = pd.DataFrame(rows, columns=["outcome", "kind", "count"])
    frame = frame[frame["outcome"].isin(["contradicted", "unsupported"])]
    counts = frame.groupby(["outcome", "kind", "count"]).size().unstack("count", fill_value=0)
    counts = counts.reindex(columns=["slips", "found", "said", "right"], fill_value=0)
    said = counts[["said", "right"]].xs("all", level="kind")
    counts = counts[counts.index.get_level_values("kind") != "all"]
    total = counts.groupby("outcome").sum()
    total.update(said)
    total.index = pd.MultiIndex.from_product([total.index, ["all"]], names=counts.index.names)
    return pd.concat([counts, total]).sort_index(level="outcome", sort_remaining=False)


def load_claims(path: str | Path | None = None) -> list[LabelledClaims]:
    """Return the notes with labelled claims of a file, the project's own by default.

    Raises:
        DataError: A line is no such note, or a claim's words do not stand in it.
    """
    path = Path(path) if path is not None else shipped("datasets", "labelled", "claims.jsonl")
    notes = []
    for where, note in rows_of(LabelledClaims, path, "labelled claims"):
        if not all(words in note.text for words, _, _ in note.claims):
            raise DataError(f"{where}: the words of a claim do not stand in the note")
        if note.second is None and note.use != "tune":
            raise DataError(f"{where}: a note that reports has two readers")
        notes.append(note)
    return notes


def claims_against_labels(
    notes: Iterable[LabelledClaims], cases: Mapping[str, Case]
) -> pd.DataFrame:
    """Return how often the scorers and the readers agree on what a case contradicts or lacks.

    Args:
        notes: Labelled notes.
        cases: Their cases, by id.

    Returns:
        One row per outcome and kind of claim, with ``all`` last: ``labelled`` so, ``found`` by
        `grounding` or `billing_arithmetic`, and ``said`` by them, ``right``, of which readers say
        the same; a check is right where its place lies in the words of a claim labelled so. The
        kind of what was said without any label is ``no claim``; sides, levels of assistance,
        surfaces, devices, occasions and words of facts, for which readers had no kind, are left out
        there.
    """
    import pandas as pd

    rows: list[tuple[str, str, str]] = []
    for note in notes:
        checks = _checks(cases[note.case_id], note.text)
        spans = [_Span.of(note.text, *claim) for claim in note.claims]
        for span in spans:
            hit = any(c.status == span.outcome and span.holds(c) for c in checks)
            rows += [(span.outcome, span.kind, "labelled")]
            rows += [(span.outcome, span.kind, "found")] if hit else []
        for check in checks:
            mine = [s for s in spans if s.holds(check)]
            if not mine and (check.label in _UNLABELLED or check.rule in _OF_FACTS):
                continue
            kind = mine[0].kind if mine else "no claim"
            rows.append((check.status, kind, "said"))
            if any(s.outcome == check.status for s in mine):
                rows.append((check.status, kind, "right"))
    frame = pd.DataFrame(rows, columns=["outcome", "kind", "count"])
    frame = frame[frame["outcome"].isin(["contradicted", "unsupported"])]
    counts = frame.groupby(["outcome", "kind", "count"]).size().unstack("count", fill_value=0)
    counts = counts.reindex(columns=["labelled", "found", "said", "right"], fill_value=0)
    total = counts.groupby("outcome").sum()
    total.index = pd.MultiIndex.from_product([total.index, ["all"]], names=["outcome", "kind"])
    return pd.concat([counts, total]).sort_index(level="outcome", sort_remaining=False)


def recall_against_labels(
    notes: Iterable[LabelledClaims], cases: Mapping[str, Case]
) -> pd.DataFrame:
    """Return how often `fact_recall` and the readers say the same of a fact.

    Returns:
        One row per answer of the readers, one column per answer of the scorer: counts of facts.
    """
    import pandas as pd

    answers = ["yes", "partly", "no"]
    pairs = []
    for note in notes:
        found = {c.label: c.status for c in fact_recall(cases[note.case_id], note.text).checks}
        pairs += [(told, _TOLD[found[fact]]) for fact, told in note.facts.items() if fact in found]
    frame = pd.DataFrame(pairs, columns=["readers", "scorer"])
    table = frame.groupby(["readers", "scorer"]).size().unstack("scorer", fill_value=0)
    return table.reindex(index=answers, columns=answers, fill_value=0)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: str
    outcome: str

    @classmethod
    def of(cls, text: str, words: str, kind: str, outcome: str) -> _Span:
        start = text.index(words)
        return cls(start, start + len(words), kind, outcome)

    def holds(self, check: Check) -> bool:
        return check.span is not None and self.start <= check.span[0] < self.end

    def meets(self, check: Check) -> bool:
        """Return whether a check stands at the place, or begins before and reaches into it."""
        return check.span is not None and check.span[0] < self.end and self.start < check.span[1]


def _checks(case: Case, note: str) -> list[Check]:
    checks = (*grounding(case, note).checks, *billing_arithmetic(case, note).checks)
    return [c for c in checks if c.span is not None and c.label not in _OWN]
