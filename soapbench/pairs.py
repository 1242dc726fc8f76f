"""Pairs: one value per case and template, repeats averaged inside the case first.

Where events are counted, a case has one when any of its repeats has. An answer without a note,
such as a refusal, counts as the worst value, 0, and where events are counted as none; it never
drops a pair.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from soapbench.evaluation import Evaluation

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["one_model", "paired", "values_of"]


def one_model(evaluation: Evaluation, model: str | None) -> str:
    """Return the model that is meant: the one named, or the only one there is.

    Raises:
        ValueError: The evaluation does not hold it, or holds several and none is named.
    """
    known = sorted(evaluation.completions["model"].unique())
    if model is None and len(known) == 1:
        return str(known[0])
    if model is None or model not in known:
        raise ValueError(f"name one model of this evaluation; it holds {known}")
    return model


def values_of(evaluation: Evaluation, elements: str | None) -> pd.DataFrame:
    """Return one value per note and scorer; or per note and element, 1 where it is met.

    Args:
        evaluation: The run.
        elements: A completeness scorer, whose elements then stand in the column ``scorer``.

    Raises:
        ValueError: The evaluation has no such scorer with one check per element.
    """
    if elements is None:
        return evaluation.scores
    checks = evaluation.checks[evaluation.checks["scorer"] == elements]
    keys = ["case_id", "template", "model", "repeat", "label"]
    if checks.empty or checks.duplicated(keys).any():
        raise ValueError(
            f"{elements!r} has no elements in this evaluation; name a completeness scorer of "
            f"{sorted(evaluation.scores['scorer'].unique())}"
        )
    checks = checks[checks["status"] != "not_applicable"]
    met = (checks["status"] == "met").astype("float64")
    return checks[keys].rename(columns={"label": "scorer"}).assign(value=met)


def paired(
    evaluation: Evaluation,
    values: pd.DataFrame,
    baseline: str,
    candidate: str,
    model: str,
    counted: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row per scorer and case that both templates answered.

    Args:
        evaluation: The run.
        values: As `values_of` gives them.
        baseline: Label of the one template.
        candidate: Label of the other.
        model: Whose notes.
        counted: The scorers that count events.

    Returns:
        ``baseline`` and ``candidate``, the mean of the case's repeats, or their least where events
        are counted; ``difference``; ``inside``, the variance of repeats inside the case, missing
        with a single repeat; ``noted``, whether the candidate has a note of the case.

    Raises:
        ValueError: The two share no case.
    """
    import pandas as pd

    arms = [baseline, candidate]
    keys = ["scorer", "case_id", "template"]
    mine = values[(values["model"] == model) & values["template"].isin(arms)]
    lost = evaluation.unanswered
    lost = lost[(lost["model"] == model) & lost["template"].isin(arms)][keys[1:]]
    worst = pd.DataFrame({"scorer": sorted(mine["scorer"].unique())})
    worst["value"] = worst["scorer"].isin(list(counted)).astype("float64")
    rows = pd.concat([mine[[*keys, "value"]], lost.merge(worst, how="cross")])
    groups = rows.astype(dict.fromkeys(keys, "category")).groupby(keys, observed=True)["value"]
    found = pd.DataFrame(groups.agg(["mean", "var", "min"]).unstack("template"))
    found = found.reindex(columns=pd.MultiIndex.from_product([["mean", "var", "min"], arms]))
    event = pd.Series(found.index.get_level_values("scorer").isin(list(counted)), found.index)
    means = found["mean"].where(~event, found["min"])
    pairs = pd.DataFrame({"baseline": means[baseline], "candidate": means[candidate]})
    # Rounding removes the noise of averaging, so that equal means compare as equal.
    pairs["difference"] = (pairs["candidate"] - pairs["baseline"]).round(12)
    pairs["inside"] = found[[("var", arm) for arm in arms]].mean(axis=1)
    written = mine.loc[mine["template"] == candidate, "case_id"].unique()
    pairs["noted"] = pairs.index.get_level_values("case_id").isin(written)
    pairs = pairs.dropna(subset="difference")
    if pairs.empty:
        raise ValueError(f"{baseline} and {candidate} share no case in this evaluation")
    scorers, cases = (pairs.index.get_level_values(key).astype(str) for key in keys[:2])
    return pairs.set_index(pd.MultiIndex.from_arrays([scorers, cases], names=keys[:2]))
