"""Views for a notebook and a page: a note with its checks marked, versions side by side."""

from __future__ import annotations

import dataclasses
import html
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from soapbench.comparison import Comparison
from soapbench.evaluation import Evaluation
from soapbench.page import visible
from soapbench.privacy import redacted
from soapbench.prompts import Prompt, TemplateDiff, diff
from soapbench.report.looks import TINTS, look
from soapbench.scorers import Check
from soapbench.verdict import in_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "MarkedNote", "SideBySide", "change", "regressions", "show", "side_by_side"]


@dataclass(frozen=True)
class MarkedNote:
    """A note with each check marked where it was decided; rendered without scripts."""

    title: str
    text: str
    checks: tuple[Check, ...]

    def __repr__(self) -> str:
        counts = Counter(check.status for check in self.checks)
        listed = ", ".join(f"{counts[status]} {status}" for status in sorted(counts))
        return f"MarkedNote({self.title}: {listed})"

    def _repr_html_(self) -> str:
        return (
            f"<div class='soapbench-note'><p><b>{html.escape(self.title)}</b></p>"
            f"<div style='white-space:pre-wrap;line-height:1.65'>{''.join(self._pieces())}</div>"
            f"{self._unplaced()}</div>"
        )

    def _pieces(self) -> Iterator[str]:
        placed = [(check, *check.span) for check in self.checks if check.span is not None]
        # Cut the text wherever a mark begins or ends, so that overlapping marks nest in pieces.
        edges = {edge for _, start, end in placed for edge in (start, end)}
        for start, end in itertools.pairwise(sorted({0, len(self.text), *edges})):
            words = html.escape(visible(self.text[start:end]))
            over = [check for check, first, last in placed if first <= start and end <= last]
            if not over:
                yield words
                continue
            tint = TINTS[max((look(check.status).tone for check in over), key=list(TINTS).index)]
            title = html.escape("; ".join(f"{c.label} {c.status}" for c in over), quote=True)
            style = f"background:{tint};border-radius:3px"
            yield f"<span title='{title}' style='{style}'>{words}</span>"
            yield _chips(check for check, _, last in placed if check in over and last == end)

    def _unplaced(self) -> str:
        rest = [check for check in self.checks if check.span is None]
        if not rest:
            return ""
        return f"<p style='margin-top:.8em'><b>Without a place in the note:</b> {_chips(rest)}</p>"


_CHIP = "font-size:.72em;white-space:nowrap;border-radius:3px;padding:0 .3em;margin:0 .25em;"


def _chips(checks: Iterable[Check]) -> str:
    parts = []
    for check in checks:
        sign, tone = look(check.status)
        word = "" if check.status in ("met", "missing") else f" {check.status.replace('_', ' ')}"
        style = f"{_CHIP}background:{TINTS[tone]}"
        parts.append(f"<span style='{style}'>{sign} {html.escape(check.label + word)}</span>")
    return "".join(parts)


_USUAL = ("payer_completeness", "phi_absence")
"""What is marked unless something else is asked for; those of them that ran."""


def show(
    evaluation: Evaluation,
    case_id: str,
    template: str,
    *,
    repeat: int = 0,
    scorers: Sequence[str] = _USUAL,
    model: str | None = None,
    redact: bool = False,
) -> MarkedNote:
    """Return one note with the checks of ``scorers`` marked in it.

    With ``redact`` every identifier is replaced by its class, as `redacted` says.

    Raises:
        ValueError: The evaluation holds no such note, notes of several models, or no such scorer.
    """
    known = set(evaluation.scores["scorer"]) | set(evaluation.checks["scorer"])
    if isinstance(scorers, str) or (scorers != _USUAL and not set(scorers) <= known):
        raise ValueError(f"scorers is a list of those that ran; these are {sorted(known)}")
    _must_hold(evaluation, case_id, template, repeat)
    one = dataclasses.replace(
        evaluation,
        completions=_of(evaluation.completions, case_id, template, repeat, model),
        checks=_of(evaluation.checks, case_id, template, repeat, model),
    )
    notes = one.completions
    if len(notes) != 1:
        models = sorted(evaluation.completions["model"].unique().tolist())
        raise ValueError(
            f"{len(notes)} notes for case {case_id!r}, {template}, repeat {repeat}; name the model "
            f"that wrote it, one of {models}"
        )
    if redact:
        one = redacted(one)
    note, checks = one.completions.iloc[0], one.checks
    checks = checks[checks["scorer"].isin(scorers)]
    title = f"{case_id} · {template} · repeat {repeat}"
    if note["finish_reason"] != "stop":
        title += f" · {note['finish_reason']}"
    columns = checks[["label", "status", "start", "end", "rule"]]
    return MarkedNote(title, str(note["text"]), tuple(_check(*row) for row in columns.to_numpy()))


def _must_hold(evaluation: Evaluation, case_id: str, template: str, repeat: int) -> None:
    every = evaluation.completions
    cases, templates, repeats = (
        sorted(every[column].unique().tolist()) for column in ("case_id", "template", "repeat")
    )
    if case_id not in cases:
        raise ValueError(f"no case {case_id!r} among the {len(cases)} of this evaluation")
    if template not in templates:
        raise ValueError(f"no template {template!r} in this evaluation; it holds {templates}")
    if repeat not in repeats:
        raise ValueError(f"no repeat {repeat} in this evaluation; it holds {repeats}")


def _check(label: str, status: str, start: Any, end: Any, rule: str) -> Check:
    import pandas as pd

    return Check(label, status, None if pd.isna(start) else (int(start), int(end)), rule)


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
        return (
            f"<table style='width:100%;table-layout:fixed'><tbody><tr>{cells}</tr></tbody></table>"
        )


def side_by_side(
    evaluation: Evaluation,
    case_id: str,
    templates: Sequence[str],
    *,
    repeat: int = 0,
    scorers: Sequence[str] = _USUAL,
    model: str | None = None,
    redact: bool = False,
) -> SideBySide:
    """Return the notes of several templates on one case beside each other, checks marked.

    Args and errors as in `show`.
    """
    if isinstance(templates, str):
        raise ValueError("templates is a list of labels; for one note there is `show`")
    one = partial(show, repeat=repeat, scorers=scorers, model=model, redact=redact)
    return SideBySide(tuple(one(evaluation, case_id, template) for template in templates))


@dataclass(frozen=True)
class Change:
    """What changed in a prompt, and beside it what changed in the scores or elements.

    Of many elements only those that got better or worse are named.
    """

    diff: TemplateDiff
    comparison: Comparison

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each score or element with its verdict, and the effect in words."""
        table = self.comparison.table
        told = table[table["verdict"].isin(["better", "worse"])]
        shown = told if len(table) > _FEW else table
        said = [
            (f"{in_words(name)}: {row['verdict']}", str(row["effect"]))
            for name, row in shown.sort_values("difference", kind="stable").iterrows()
        ]
        others = len(table) - len(shown)
        return [*said, ("the rest", f"{others} without a clear change")] if others else said

    def __repr__(self) -> str:
        lines = [f"{verdict} ({effect})" for verdict, effect in self.said]
        return "\n".join([repr(self.diff), "", *lines])

    def _repr_html_(self) -> str:
        cell = "<td style='vertical-align:top;text-align:left;width:{}%;padding:.4em .8em'>{}</td>"
        lines = "".join(
            f"<li><b>{html.escape(verdict)}</b>, {html.escape(effect)}</li>"
            for verdict, effect in self.said
        )
        cells = cell.format(55, self.diff._repr_html_()) + cell.format(45, f"<ul>{lines}</ul>")
        return (
            f"<table style='width:100%;table-layout:fixed'><tbody><tr>{cells}</tr></tbody></table>"
        )


_FEW = 6
"""So many scores are all named."""


def change(prompt: Prompt, comparison: Comparison) -> Change:
    """Return the diff of the two compared versions beside the difference it made."""
    before, after = prompt[comparison.baseline], prompt[comparison.candidate]
    return Change(diff(before, after), comparison)


def regressions(comparison: Comparison) -> pd.DataFrame:
    """Return the cases that got worse, the largest drop first.

    One row per scorer and case: mean score under the baseline and the candidate, difference, and
    the variance of repeats inside the case.
    """
    rows = comparison.by_case[comparison.by_case["difference"] < 0].reset_index()
    return rows.sort_values(["difference", "scorer", "case_id"], ignore_index=True)
