"""Views for a notebook and a page: a note with its checks marked, versions side by side."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soapbench.comparison import Comparison
from soapbench.evaluation import Evaluation

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MarkedNote", "SideBySide", "regressions", "show", "side_by_side"]

# Sign and tint per kind of status. The sign carries the meaning, the tint only helps the eye;
# translucent, so that it reads on light and dark pages.
_LOOK = {
    "met": ("✓", "rgba(46,160,67,.18)"),
    "partial": ("◐", "rgba(210,153,34,.25)"),
    "not_applicable": ("–", "rgba(130,130,130,.18)"),
    "echoed": ("‼", "rgba(248,81,73,.40)"),
    "invented": ("‼", "rgba(248,81,73,.40)"),
}
_ELSE = ("✗", "rgba(248,81,73,.18)")


@dataclass(frozen=True)
class MarkedNote:
    """A note with each check marked where it was decided; rendered without scripts.

    ``checks`` has the columns label, status, start, end and rule.
    """

    title: str
    text: str
    checks: pd.DataFrame

    def __repr__(self) -> str:
        counts = self.checks["status"].value_counts().sort_index()
        listed = ", ".join(f"{n} {status}" for status, n in counts.items())
        return f"MarkedNote({self.title}: {listed})"

    def _repr_html_(self) -> str:
        return (
            f"<div class='soapbench-note'><p><b>{html.escape(self.title)}</b></p>"
            f"<div style='white-space:pre-wrap;line-height:1.65'>{''.join(self._segments())}</div>"
            f"{self._unplaced()}</div>"
        )

    def _segments(self) -> Iterable[str]:
        placed = list(self.checks.dropna(subset=["start"]).itertuples())
        # Cut the text wherever a mark begins or ends, so that overlapping marks nest in pieces.
        cuts = sorted(
            {0, len(self.text)} | {int(r.start) for r in placed} | {int(r.end) for r in placed}
        )
        for start, end in zip(cuts, cuts[1:], strict=False):
            words = html.escape(self.text[start:end])
            over = [r for r in placed if r.start <= start and end <= r.end]
            if not over:
                yield words
                continue
            # Several marks share the tint of the one that needs most attention.
            worst = max(over, key=lambda r: list(_LOOK).index(r.status) if r.status in _LOOK else 2.5)
            tint = _LOOK.get(worst.status, _ELSE)[1]
            title = html.escape("; ".join(f"{r.label} {r.status}" for r in over), quote=True)
            yield f"<span title='{title}' style='background:{tint};border-radius:3px'>{words}</span>"
            ending = [(str(r.label), str(r.status)) for r in over if int(r.end) == end]
            if ending:
                yield _chips(ending)

    def _unplaced(self) -> str:
        rest = self.checks[self.checks["start"].isna()]
        if rest.empty:
            return ""
        found = [(str(label), str(status)) for label, status in zip(rest.label, rest.status)]
        return f"<p style='margin-top:.8em'><b>Not in the note:</b> {_chips(found)}</p>"


def _chips(checks: Iterable[tuple[str, str]]) -> str:
    parts = []
    for label, status in checks:
        sign, tint = _LOOK.get(status, _ELSE)
        word = "" if status in ("met", "missing") else f" {status.replace('_', ' ')}"
        parts.append(
            f"<span style='font-size:.72em;white-space:nowrap;background:{tint};border-radius:3px;"
            f"padding:0 .3em;margin-left:.25em'>{sign} {html.escape(label + word)}</span>"
        )
    return "".join(parts)


def show(
    evaluation: Evaluation,
    case_id: str,
    template: str,
    *,
    repeat: int = 0,
    scorers: Sequence[str] = ("payer_completeness", "phi_absence"),
    model: str | None = None,
) -> MarkedNote:
    """Return one note with the checks of ``scorers`` marked in it.

    Raises:
        ValueError: The evaluation holds no such note, or notes of several models.
    """
    notes = _of(evaluation.completions, case_id, template, repeat, model)
    if len(notes) != 1:
        raise ValueError(
            f"{len(notes)} notes for case {case_id!r}, {template}, repeat {repeat}; name a case, "
            "template, repeat and, where there are several, a model of this evaluation"
        )
    note = notes.iloc[0]
    checks = _of(evaluation.checks, case_id, template, repeat, str(note["model"]))
    checks = checks[checks["scorer"].isin(scorers)]
    title = f"{case_id} · {template} · repeat {repeat}"
    if note["finish_reason"] != "stop":
        title += f" · {note['finish_reason']}"
    columns = ["label", "status", "start", "end", "rule"]
    return MarkedNote(title, str(note["text"]), checks[columns].reset_index(drop=True))


def _of(
    frame: pd.DataFrame, case_id: str, template: str, repeat: int, model: str | None
) -> pd.DataFrame:
    rows = frame[
        (frame["case_id"] == case_id)
        & (frame["template"] == template)
        & (frame["repeat"] == repeat)
    ]
    return rows if model is None else rows[rows["model"] == model]


@dataclass(frozen=True)
class SideBySide:
    """Marked notes beside each other."""

    notes: tuple[MarkedNote, ...]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.notes))

    def _repr_html_(self) -> str:
        width = 100 // max(1, len(self.notes))
        cells = "".join(
            f"<td style='vertical-align:top;text-align:left;width:{width}%;padding:.4em .8em;"
            f"white-space:normal'>{note._repr_html_()}</td>"
            for note in self.notes
        )
        return f"<table style='width:100%;table-layout:fixed'><tbody><tr>{cells}</tr></tbody></table>"


def side_by_side(
    evaluation: Evaluation,
    case_id: str,
    templates: Sequence[str],
    *,
    repeat: int = 0,
    scorers: Sequence[str] = ("payer_completeness", "phi_absence"),
    model: str | None = None,
) -> SideBySide:
    """Return the notes of several templates on one case beside each other, checks marked."""
    return SideBySide(
        tuple(
            show(evaluation, case_id, template, repeat=repeat, scorers=scorers, model=model)
            for template in templates
        )
    )


def regressions(comparison: Comparison) -> pd.DataFrame:
    """Return the cases that got worse, the largest drop first.

    One row per scorer and case: mean score under the baseline and the candidate, and difference.
    """
    rows = comparison.by_case[comparison.by_case["difference"] < 0].reset_index()
    return rows.sort_values(["difference", "scorer", "case_id"], ignore_index=True)
