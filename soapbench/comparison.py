"""Comparing two templates on the same cases, ending in a verdict.

The case is the unit: repeats are averaged inside a case first, then cases are paired. An answer
without a note, such as a refusal, counts as the worst value, 0, and is reported.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from soapbench.evaluation import Evaluation
from soapbench.planning import zero_event_bound

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["OVERALL_RULE", "Comparison", "Verdict", "compare", "in_words"]

Verdict = Literal["better", "no worse", "worse", "not enough cases"]

OVERALL_RULE = (
    "worse if any score is worse; else not enough cases if any score has not enough; else better "
    "if any score is better; else no worse"
)
"""How the verdicts on single scores become one."""

_FEWEST = 6
"""With fewer pairs not even a sign test in which all agree reaches 0.05."""


def in_words(scorer: object) -> str:
    """Return a scorer's name as people read it: ``phi_absence`` is "PHI absence"."""
    return str(scorer).replace("_", " ").replace("phi ", "PHI ")


@dataclass(frozen=True)
class Comparison:
    """A candidate template against a baseline.

    ``table`` has one row per scorer: mean of each template, difference, low and high of its
    interval, how many cases are better, worse and the same, margin, verdict. ``by_case`` has one
    row per scorer and case. ``unanswered`` counts answers without a note, per template.
    """

    baseline: str
    candidate: str
    model: str
    cases: int
    alpha: float
    table: pd.DataFrame
    by_case: pd.DataFrame
    unanswered: Mapping[str, int]

    @property
    def verdict(self) -> Verdict:
        """One verdict on all scores, by `OVERALL_RULE`."""
        verdicts = set(self.table["verdict"])
        order: tuple[Verdict, ...] = ("worse", "not enough cases", "better")
        return next((verdict for verdict in order if verdict in verdicts), "no worse")

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        parts = [f"{in_words(name)} {v}" for name, v in self.table["verdict"].items()]
        return (
            f"{self.candidate} against {self.baseline} on {self.cases} cases: {self.verdict} "
            f"({'; '.join(parts)})"
        )

    def shown(self) -> pd.DataFrame:
        """Return the table as people read it: rounded, the interval as one text."""
        import pandas as pd

        level = f"{1 - self.alpha:.0%} interval"
        rows = {
            in_words(name): {
                self.baseline.split("@")[-1]: f"{row['baseline']:.2f}",
                self.candidate.split("@")[-1]: f"{row['candidate']:.2f}",
                "difference": f"{row['difference']:+.2f}",
                level: f"{row['low']:+.2f} to {row['high']:+.2f}",
                "cases better": row["better"],
                "worse": row["worse"],
                "same": row["same"],
                "margin": f"{row['margin']:.2f}",
                "verdict": row["verdict"],
            }
            for name, row in self.table.iterrows()
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    @property
    def remarks(self) -> list[str]:
        """What a reader must know besides: what was counted, and what counting cannot rule out."""
        remarks = []
        if missing := {t: n for t, n in self.unanswered.items() if n}:
            remarks.append(f"Answers without a note, counted as 0: {missing}.")
        counted = self.table[self.table["margin"] == 0]
        for name in counted.index[counted["worse"] == 0]:
            bound = zero_event_bound(self.cases, 1 - self.alpha)
            remarks.append(
                f"{in_words(name)} has margin 0 and is judged by count: none of "
                f"{self.cases} cases got worse, which still allows a rate of {bound:.1%}."
            )
        return remarks

    def __repr__(self) -> str:
        return "\n".join([self.sentence, self.shown().to_string(), *self.remarks])

    def _repr_html_(self) -> str:
        remarks = "".join(f"<p>{html.escape(remark)}</p>" for remark in self.remarks)
        return f"<p><b>{html.escape(self.sentence)}</b></p>{self.shown().to_html()}{remarks}"


def compare(
    evaluation: Evaluation,
    baseline: str,
    candidate: str,
    margins: Mapping[str, float] | None = None,
    *,
    model: str | None = None,
    alpha: float = 0.05,
    seed: int = 0,
) -> Comparison:
    """Return how a candidate template does against a baseline, per scorer.

    The interval is the bias-corrected and accelerated bootstrap of the mean paired difference. A
    verdict is `better` when the interval lies above 0, `worse` when it lies below 0, `no worse`
    when its lower end lies above minus the margin, else `not enough cases`. A scorer with margin 0
    is judged on counts: `worse` as soon as one case is worse. With fewer than six cases nothing is
    decided.

    Args:
        evaluation: The run that holds both templates on the same cases.
        baseline: Label of the template to compare with, such as ``"soap_note@v1"``.
        candidate: Label of the template under test.
        margins: Per scorer, the drop that would not matter; 0.05 where not given, 0 for
            ``phi_absence``.
        model: Which model's notes, where the evaluation holds several.
        alpha: One minus the confidence of the intervals.
        seed: Of the bootstrap; the same seed gives the same numbers.

    Raises:
        ValueError: A template or model is not in the evaluation, or they share no case.
    """
    import pandas as pd

    model = _one_model(evaluation, model)
    by_case = _pairs(evaluation, baseline, candidate, model)
    margins = {"phi_absence": 0.0, **(margins or {})}
    rows = {
        scorer: _row(group["difference"].to_numpy(), margins.get(str(scorer), 0.05), alpha, seed)
        for scorer, group in by_case.groupby("scorer")
    }
    means = by_case.groupby("scorer")[["baseline", "candidate"]].mean()
    table = means.join(pd.DataFrame.from_dict(rows, orient="index")).rename_axis("scorer")
    without = evaluation.unanswered
    lost = without[without["model"] == model]["template"].tolist()
    return Comparison(
        baseline,
        candidate,
        model,
        cases=int(by_case.index.get_level_values("case_id").nunique()),
        alpha=alpha,
        table=table,
        by_case=by_case,
        unanswered={label: lost.count(label) for label in (baseline, candidate)},
    )


def _one_model(evaluation: Evaluation, model: str | None) -> str:
    known = sorted(evaluation.completions["model"].unique())
    if model is None and len(known) == 1:
        return str(known[0])
    if model is None or model not in known:
        raise ValueError(f"name one model of this evaluation; it holds {known}")
    return model


def _pairs(evaluation: Evaluation, baseline: str, candidate: str, model: str) -> pd.DataFrame:
    import pandas as pd

    known = sorted(evaluation.completions["template"].unique())
    for label in (baseline, candidate):
        if label not in known:
            raise ValueError(f"no template {label!r} in this evaluation; it holds {known}")
    keys = ["case_id", "template", "model", "repeat"]
    asked = evaluation.completions[keys].merge(
        pd.DataFrame({"scorer": sorted(evaluation.scores["scorer"].unique())}), how="cross"
    )
    values = asked.merge(evaluation.scores, how="left", on=[*keys, "scorer"])
    values = values[values["model"] == model].fillna({"value": 0.0})
    wide = values.groupby(["scorer", "case_id", "template"])["value"].mean().unstack("template")
    pairs = wide[[baseline, candidate]].dropna()
    if pairs.empty:
        raise ValueError(f"{baseline} and {candidate} share no case in this evaluation")
    pairs.columns = pd.Index(["baseline", "candidate"])
    # Rounding removes the noise of averaging, so that equal means compare as equal.
    return pairs.assign(difference=(pairs["candidate"] - pairs["baseline"]).round(12))


def _row(differences: np.ndarray, margin: float, alpha: float, seed: int) -> dict[str, object]:
    low, high = _interval(differences, alpha, seed)
    worse = int((differences < 0).sum())
    return {
        "difference": float(differences.mean()),
        "low": low,
        "high": high,
        "better": int((differences > 0).sum()),
        "worse": worse,
        "same": int((differences == 0).sum()),
        "margin": margin,
        "verdict": _verdict(len(differences), low, high, worse, margin),
    }


def _interval(differences: np.ndarray, alpha: float, seed: int) -> tuple[float, float]:
    if len(differences) < 2:
        return -1.0, 1.0
    import numpy as np

    mean = float(differences.mean())
    if np.ptp(differences) == 0:
        # Resampling equal values shows no spread, yet cases not seen may differ: the bound on
        # events never seen, each as bad or as good as a score can be.
        unseen = zero_event_bound(len(differences), 1 - alpha / 2)
        return mean * (1 - unseen) - unseen, mean * (1 - unseen) + unseen
    from scipy.stats import bootstrap

    result = bootstrap(
        (differences,),
        np.mean,
        confidence_level=1 - alpha,
        method="BCa",
        rng=np.random.default_rng(seed),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def _verdict(cases: int, low: float, high: float, worse: int, margin: float) -> Verdict:
    if margin == 0 and worse:
        return "worse"
    if cases < _FEWEST:
        return "not enough cases"
    if low > 0:
        return "better"
    if high < 0:
        return "worse"
    if margin == 0 or low > -margin:
        return "no worse"
    return "not enough cases"
