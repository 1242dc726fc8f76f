"""Whether repeats of the same prompt say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soapbench.evaluation import Evaluation

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agreement"]


def agreement(evaluation: Evaluation, scorer: str) -> pd.DataFrame:
    """Return how often repeats of a case agree, per template and label.

    Args:
        evaluation: A run with at least two repeats.
        scorer: A key of the scorers the evaluation ran with; one whose labels do not recur within
            a note, such as a completeness scorer.

    Returns:
        One row per template and label: `agreement`, the mean over cases of the share of repeats
        with the commonest status, in [1/repeats, 1]; `unanimous`, the share of cases in which all
        repeats agree, in [0, 1]; `cases`, how many cases have at least two notes.

    Raises:
        ValueError: No such scorer, or fewer than two repeats.
    """
    import pandas as pd

    checks = evaluation.checks[evaluation.checks["scorer"] == scorer]
    if checks.empty:
        known = sorted(evaluation.checks["scorer"].unique())
        raise ValueError(f"no checks of scorer {scorer!r} in this evaluation; it holds {known}")
    groups = checks.groupby(["template", "label", "model", "case_id"])["status"]
    notes = groups.size()
    if notes.max() < 2:
        raise ValueError("agreement needs at least two repeats; evaluate with repeats=2 or more")
    commonest = groups.agg(lambda statuses: statuses.value_counts().iloc[0])
    share = (commonest / notes)[notes >= 2]
    by_label = share.groupby(["template", "label"])
    return pd.DataFrame(
        {
            "agreement": by_label.mean(),
            "unanimous": by_label.agg(lambda shares: float((shares == 1).mean())),
            "cases": by_label.size(),
        }
    )
