"""Whether notes of the same visit say the same: over repeats, and over ways to tell the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soapbench.evaluation import Evaluation
from soapbench.reading import read, values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agreement", "phrasing", "uniformity", "value_agreement"]


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
        ValueError: No such scorer, one whose labels recur, or fewer than two repeats.
    """
    checks = evaluation.checks[evaluation.checks["scorer"] == scorer]
    if checks.empty:
        known = sorted(evaluation.checks["scorer"].unique())
        raise ValueError(f"no checks of scorer {scorer!r} in this evaluation; it holds {known}")
    if checks.duplicated(["case_id", "template", "model", "repeat", "label"]).any():
        raise ValueError(
            f"{scorer!r} has several checks of one label in a note; name a completeness scorer"
        )
    return _agreement(checks.rename(columns={"status": "said"}))


def _agreement(told: pd.DataFrame) -> pd.DataFrame:
    """Return how far repeats agree in what is ``said`` under each ``label``."""
    import pandas as pd

    groups = told.groupby(["template", "label", "model", "case_id"])["said"]
    notes = groups.size()
    if notes.max() < 2:
        raise ValueError("agreement needs at least two repeats; evaluate with repeats=2 or more")
    commonest = groups.agg(lambda said: said.value_counts().iloc[0])
    share = (commonest / notes)[notes >= 2]
    by_label = share.groupby(["template", "label"])
    return pd.DataFrame(
        {
            "agreement": by_label.mean(),
            "unanimous": by_label.agg(lambda shares: float((shares == 1).mean())),
            "cases": by_label.size(),
        }
    )


def value_agreement(evaluation: Evaluation) -> pd.DataFrame:
    """Return how often repeats of a case give the same values today for a measure.

    A repeat that gives none, while another does, says something else.

    Returns:
        One row per template and measure, with the columns of `agreement`.

    Raises:
        ValueError: Fewer than two repeats.
    """
    import pandas as pd

    keys = ["template", "model", "case_id"]
    rows = [
        {
            **{key: getattr(row, key) for key in (*keys, "repeat")},
            "label": value.measure,
            "said": value.value,
        }
        for row in evaluation.notes.itertuples()
        for value in values(str(row.text))
        if value.when == "now"
    ]
    told = pd.DataFrame(rows, columns=[*keys, "repeat", "label", "said"])
    said = told.groupby([*keys, "label", "repeat"])["said"].agg(_in_order)
    # Each repeat of a case counts for every measure that any repeat of it gives.
    asked = evaluation.notes[[*keys, "repeat"]]
    measures = told[[*keys, "label"]].drop_duplicates()
    every = measures.merge(asked, on=keys)
    return _agreement(every.merge(said.reset_index(), how="left").fillna({"said": "none"}))


def uniformity(evaluation: Evaluation) -> pd.DataFrame:
    """Return how alike the shape of a case's notes is over its repeats, per template.

    Returns:
        Over the cases with at least two notes: ``words``, the mean length; ``spread``, the mean of
        the standard deviation of length in shares of the mean; ``same order``, the share of cases
        whose notes all have the same sections in the same order.

    Raises:
        ValueError: Fewer than two repeats.
    """
    import pandas as pd

    notes = evaluation.notes
    notes = notes.assign(
        words=[len(str(text).split()) for text in notes["text"]],
        order=[_order(str(text)) for text in notes["text"]],
    )
    cases = notes.groupby(["template", "model", "case_id"])
    if cases.size().max() < 2:
        raise ValueError("uniformity needs at least two repeats; evaluate with repeats=2 or more")
    by_case = pd.DataFrame(
        {
            "words": cases["words"].mean(),
            "spread": cases["words"].std() / cases["words"].mean(),
            "same order": cases["order"].nunique() == 1,
        }
    )
    return by_case[cases.size() >= 2].groupby("template").mean()


def _in_order(said: pd.Series) -> str:
    return " ".join(f"{value:g}" for value in sorted(set(said)))


def _order(note: str) -> str:
    """Return the sections of a note, each where it first stands."""
    names = (section.name for section in read(note).sections if section.name != "ADM")
    return " ".join(dict.fromkeys(names))


def phrasing(one: Evaluation, other: Evaluation, scorer: str) -> pd.DataFrame:
    """Return how much notes depend on how the same facts are worded.

    Args:
        one: A run on cases as they are.
        other: A run on the same cases told in other words, as `Case.reworded` gives them.
        scorer: A completeness scorer both ran with.

    Returns:
        One row per template, over what both answered by the same model: ``same``, the share of
        elements that are in the same state whichever way the case was told, over pairs of notes;
        ``within``, the same share between repeats of the first wording, which no dependence on
        wording could exceed, missing with a single repeat; ``difference``, the mean over cases of
        the change of the score from the one to the other.

    Raises:
        ValueError: The two are one, or share no case, template and model.
    """
    import pandas as pd

    if one is other:
        raise ValueError("the two evaluations are one; give one on cases told in other words")

    keys = ["template", "model", "case_id"]
    label = [*keys, "label"]
    sides = [
        e.checks[e.checks["scorer"] == scorer][[*label, "repeat", "status"]] for e in (one, other)
    ]
    across = sides[0].merge(sides[1], on=label)
    if across.empty:
        raise ValueError("the two evaluations share no case, template and model with that scorer")
    shared = sides[0].merge(across[keys].drop_duplicates(), on=keys)
    within = shared.merge(shared, on=label)
    within = within[within["repeat_x"] < within["repeat_y"]]
    same = [
        pairs.assign(same=pairs["status_x"] == pairs["status_y"]).groupby("template")["same"].mean()
        for pairs in (across, within)
    ]
    scores = [e.scores[e.scores["scorer"] == scorer] for e in (one, other)]
    by_case = [s.groupby(keys)["value"].mean() for s in scores]
    change = (by_case[1] - by_case[0]).groupby("template").mean()
    return pd.DataFrame({"same": same[0], "within": same[1], "difference": change}).dropna(
        subset="same"
    )
