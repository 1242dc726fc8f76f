"""Figures: intervals against margins, and elements by version."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soapbench.comparison import Comparison
from soapbench.evaluation import Evaluation
from soapbench.pairs import one_model, values_of
from soapbench.rubrics import load_rubric
from soapbench.verdict import in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["Picture", "element_shares", "flips", "heatmap", "intervals"]


@dataclass(frozen=True)
class Picture:
    """A figure with a text that says what it shows, for those who cannot see it."""

    figure: Figure
    text: str

    def __repr__(self) -> str:
        return f"Picture({self.text})"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
        png = base64.b64encode(buffer.getvalue()).decode("ascii")
        return {"text/plain": repr(self), "image/png": png}, {"image/png": {"alt": self.text}}


_INK = "#1f2933"
_LOOK = {
    "better": ("#1a7f37", "^"),
    "no worse": ("#0969da", "o"),
    "worse": ("#b42318", "v"),
    "not enough cases": ("#6b7280", "s"),
}


def intervals(*comparisons: Comparison) -> Picture:
    """Return a figure of each score's difference with its interval, against its margin.

    The marker's shape says the verdict as its colour does.
    """
    from matplotlib.figure import Figure

    rows = [(c, name, row) for c in comparisons for name, row in c.table.iterrows()]
    figure = Figure(figsize=(8.6, 1.1 + 0.46 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    for y, (_, _, row) in enumerate(rows):
        colour, marker = _LOOK[row["verdict"]]
        axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=2.4)
        axes.plot(row["difference"], y, marker=marker, color=colour, markersize=9)
        if row["margin"] > 0:
            axes.plot([-row["margin"]] * 2, [y - 0.32, y + 0.32], color=_INK, linewidth=1.4)
        place = (1.01, y)
        frame = ("axes fraction", "data")
        axes.annotate(row["verdict"], place, xycoords=frame, va="center", color=colour)
    labels = [
        f"{in_words(name)}  ({_version(c.candidate)} vs {_version(c.baseline)})"
        for c, name, _ in rows
    ]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axvline(0, color=_INK, linewidth=0.9)
    axes.set_xlabel("mean difference, candidate minus baseline (line: interval; tick: margin)")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    said = [
        f"{label}: {row['difference']:+.2f} from {row['low']:+.2f} to {row['high']:+.2f}, "
        f"{row['verdict']}"
        for label, (_, _, row) in zip(labels, rows, strict=True)
    ]
    return Picture(figure, "Difference per score with its interval. " + "; ".join(said) + ".")


def flips(comparison: Comparison, scorer: str) -> Picture:
    """Return a figure of each case's difference in a score, the largest drop at the top.

    Triangles point up where a case got better and down where it got worse.

    Raises:
        ValueError: The comparison has no such score.
    """
    from matplotlib.figure import Figure

    if scorer not in comparison.table.index:
        raise ValueError(
            f"no score {scorer!r} in this comparison; it has {list(comparison.table.index)}"
        )
    cases = comparison.by_case.loc[[scorer]].droplevel("scorer")
    cases = cases.sort_values(["difference", "baseline"], kind="stable")
    figure = Figure(figsize=(8.6, 1.2 + 0.2 * len(cases)), layout="constrained")
    axes = figure.add_subplot()
    for y, (_, row) in enumerate(cases.iterrows()):
        change = row["difference"]
        look = "better" if change > 0 else "worse" if change < 0 else "not enough cases"
        colour, marker = _LOOK[look]
        axes.plot([row["baseline"], row["candidate"]], [y, y], color=colour, linewidth=1.8)
        axes.plot(row["baseline"], y, marker="|", color=_INK, markersize=7)
        axes.plot(row["candidate"], y, marker=marker, color=colour, markersize=6)
    axes.set_yticks(range(len(cases)), [str(case) for case in cases.index], fontsize=8)
    axes.set_ylim(len(cases) - 0.4, -0.6)
    axes.set_xlabel(
        f"{in_words(scorer)}: {_version(comparison.baseline)} (bar) to "
        f"{_version(comparison.candidate)} (triangle; square: the same)"
    )
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    counts = comparison.table.loc[scorer]
    return Picture(
        figure,
        f"{in_words(scorer)} per case, {comparison.candidate} against {comparison.baseline}: "
        f"{counts['better']} better, {counts['worse']} worse, {counts['same']} the same.",
    )


def _version(label: object) -> str:
    return str(label).rpartition("@")[2]


def element_shares(
    evaluation: Evaluation, rubric: str, *, core: bool = True, model: str | None = None
) -> pd.DataFrame:
    """Return how often each element is met, by template, where it applies.

    Args:
        evaluation: The run; it must have the scorer ``payer_completeness``.
        rubric: The rubric whose elements are shown, in its order.
        core: Only the core elements.
        model: Whose notes, where the evaluation holds several models.

    Returns:
        One row per element: the share in [0, 1] per template, repeats averaged inside a case first,
        and ``cases``, how many cases the element applies to. An element that applies to none has
        no share.

    Raises:
        ValueError: The evaluation holds several models and none is named, or lacks the scorer.
    """
    elements = [e.id for e in load_rubric(rubric).elements if e.core or not core]
    name = one_model(evaluation, model)
    met = values_of(evaluation, "payer_completeness")
    met = met[met["model"] == name].rename(columns={"scorer": "label"})
    by_case = met.groupby(["label", "template", "case_id"])["value"].mean()
    shares = by_case.groupby(["label", "template"]).mean().unstack("template")
    cases = met.groupby("label")["case_id"].nunique()
    table = shares.assign(cases=cases).reindex(elements)
    return table.astype({"cases": "Int64"}).fillna({"cases": 0})


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.0%}"


def heatmap(
    evaluation: Evaluation, rubric: str, *, core: bool = True, model: str | None = None
) -> Picture:
    """Return a figure of `element_shares`, every cell with its number."""
    from matplotlib.figure import Figure

    table = element_shares(evaluation, rubric, core=core, model=model)
    counts, shares = table["cases"], table.drop(columns="cases")
    every = counts.max()
    titles = [
        f"{load_rubric(rubric)[str(e)].title}  {e}" + (f" ({n} cases)" if n < every else "")
        for e, n in counts.items()
    ]
    figure = Figure(
        figsize=(3.8 + 1.15 * len(shares.columns), 0.9 + 0.29 * len(shares)), layout="constrained"
    )
    axes = figure.add_subplot()
    axes.imshow(shares.to_numpy(dtype=float), cmap="YlGnBu", vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(shares.to_numpy(dtype=float)):
        for x, share in enumerate(row):
            axes.text(
                x,
                y,
                _percent(share),
                ha="center",
                va="center",
                fontsize=9,
                color="white" if share > 0.55 else _INK,
            )
    axes.set_xticks(range(len(shares.columns)), [_version(c) for c in shares.columns])
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(shares)), titles, fontsize=9)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    said = [f"{e} {', '.join(map(_percent, shares.loc[e]))}" for e in shares.index]
    versions = ", ".join(str(c) for c in shares.columns)
    return Picture(figure, f"Share of notes that meet each element, {versions}: {'; '.join(said)}.")
