"""A scorer's mean over many cases, corrected by the labels of a few."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from soapbench.estimates import Estimate, mean_difference
from soapbench.evaluation import Evaluation
from soapbench.review.labels import Labels
from soapbench.review.people import DECIDED
from soapbench.review.trust import paired_with, said

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["corrected_mean"]

_FEWEST = 6
"""With fewer cases no interval says anything, as in `soapbench.verdict`."""


def corrected_mean(
    labels: Labels,
    evaluation: Evaluation,
    elements: Sequence[str] | None = None,
    *,
    scorer: str = "payer_completeness",
    alpha: float = 0.05,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what share of elements notes have: the scorer's mean, corrected by the labels.

    Prediction-powered inference: the scorer's mean over the cases nobody labelled, plus the mean
    difference between labels and scorer over the cases somebody did. It is right whatever the
    scorer's errors, as long as the labelled cases were drawn without a look at their notes or
    scores, and narrow where the scorer is good. The case is the unit: reviewers, elements and
    repeats are averaged inside a case first. The two means are of different cases, hence
    independent, and their intervals are joined by the method of variance estimates recovery.

    Args:
        labels: Labels read with the evaluation.
        evaluation: The run, with more cases than were labelled.
        elements: Which of the packet's elements; all of them if not given.
        scorer: The scorer to correct; it has one check per element.
        alpha: One minus the confidence of the intervals.
        seed: Of the bootstrap.

    Returns:
        One row per template of the packet: ``cases`` without and ``labelled`` with labels; the
        mean share in [0, 1] by the ``scorer`` over all cases and by the ``labels`` over theirs,
        with ``labels low`` and ``labels high``; ``corrected`` with ``low`` and ``high``, missing
        where it cannot be had; and a ``remark`` that says why not, or how it was had.

    Raises:
        ValueError: An element the packet does not ask about, or no such scorer.

    Source: Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023; Zou and Donner 2008 for joining
    intervals.
    """
    import pandas as pd

    asked = list(labels.packet.elements if elements is None else elements)
    if not asked or not set(asked) <= set(labels.packet.elements):
        raise ValueError(f"elements are some of the packet's {list(labels.packet.elements)}")
    told = _told(labels, asked, scorer)
    scored = _scored(evaluation, labels, asked, scorer)
    rows = {}
    for template in labels.packet.templates:
        mine = told[told["template"] == template].set_index("case_id")
        scores = scored[scored["template"] == template].set_index("case_id")["value"]
        rest = scores[~scores.index.isin(mine.index)]
        row: dict[str, object] = {"cases": len(rest), "labelled": len(mine)}
        rows[template] = row | {"scorer": scores.mean()} | _corrected(mine, rest, alpha, seed)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("template")


def _told(labels: Labels, asked: Sequence[str], scorer: str) -> pd.DataFrame:
    """Return, per labelled case and template, the share by labels and by scorer of one note."""
    pairs = paired_with(labels.answers, labels.checks, scorer)
    pairs = pairs[pairs["element"].isin(asked)]
    pairs = pairs.assign(
        label=(pairs["answer"] == DECIDED[0]).astype(float),
        score=(pairs["answer_other"] == DECIDED[0]).astype(float),
    )
    values = ["label", "score"]
    by_element = pairs.groupby(["case_id", "template", "element"])[values].mean()
    return by_element.groupby(["case_id", "template"]).mean().reset_index()


def _scored(
    evaluation: Evaluation, labels: Labels, asked: Sequence[str], scorer: str
) -> pd.DataFrame:
    """Return the scorer's share of elements per case and template, repeats averaged."""
    checks = evaluation.checks
    checks = checks[
        (checks["scorer"] == scorer)
        & (checks["model"] == labels.packet.model)
        & checks["label"].isin(asked)
    ]
    told = said(checks["status"]).dropna()
    has = checks.loc[told.index].assign(value=(told == DECIDED[0]).astype(float))
    by_note = has.groupby(["case_id", "template", "repeat"])["value"].mean()
    return by_note.groupby(["case_id", "template"]).mean().reset_index()


def _corrected(mine: pd.DataFrame, rest: pd.Series, alpha: float, seed: int) -> dict[str, object]:
    missing = dict.fromkeys(["labels low", "labels high", "corrected", "low", "high"], math.nan)
    if mine.empty:
        return {"labels": math.nan, **missing, "remark": "none of its notes is labelled"}
    own = _mean(mine["label"], alpha, seed)
    row = {"labels": own.difference, "labels low": max(0.0, own.low), "labels high": own.high}
    if len(mine) < _FEWEST:
        remark = f"{len(mine)} labelled cases are too few; label at least {_FEWEST}"
        return {**missing, **row, "remark": remark}
    if rest.empty:
        found = {"corrected": own.difference, "low": row["labels low"], "high": own.high}
        return {**row, **found, "remark": "every case is labelled: the mean of the labels"}
    error = _mean(mine["label"] - mine["score"], alpha, seed)
    others = _mean(rest, alpha, seed)
    value = others.difference + error.difference
    low = value - math.hypot(others.difference - others.low, error.difference - error.low)
    high = value + math.hypot(others.high - others.difference, error.high - error.difference)
    value, low, high = (min(1.0, max(0.0, each)) for each in (value, low, high))
    found = {"corrected": value, "low": low, "high": high}
    size = abs(error.difference)
    way = "above" if error.difference > 0 else "below"
    off = (
        f"labels lie {size:.2f} {way} the scorer" if size >= 0.005 else "labels bear the scorer out"
    )
    narrower = high - low < own.high - own.low
    gain = "narrower than the labels alone" if narrower else "the labels alone are narrower"
    return {**row, **found, "remark": f"{off}; {gain}"}


def _mean(values: pd.Series, alpha: float, seed: int) -> Estimate:
    # Rounding removes the noise of averaging, so that equal values are seen to be equal.
    return mean_difference(values.round(12).to_numpy(float), alpha, seed)
