"""Comparing two templates on the same cases, ending in a verdict.

The case is the unit: repeats are averaged inside a case first, then cases are paired.
"""

from __future__ import annotations

import dataclasses
import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soapbench.arms import remarks_on
from soapbench.estimates import holm
from soapbench.evaluation import Evaluation
from soapbench.pairs import one_model, paired, values_of
from soapbench.planning import Spread
from soapbench.verdict import SIGNS, Result, Verdict, in_words, overall, result_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "compare", "compare_pairs"]

_MARGIN = 0.05
_MARGINS = {"phi_absence": 0.0}


@dataclass(frozen=True)
class Comparison:
    """A candidate template against a baseline.

    ``table`` has one row per scorer (or element): ``baseline`` and ``candidate``, the means;
    ``difference``, ``low``, ``high`` of its interval; cases ``better``, ``worse`` and ``same``;
    ``p``, and ``corrected`` p (Holm; missing where the score is not primary); ``margin``;
    ``verdict``; ``more``, how many more cases would probably tell (missing where they told);
    ``effect`` in words; ``method`` of the interval. ``by_case`` has one row per scorer and case:
    the means, their difference, and ``inside``, the variance of repeats inside the case.
    """

    baseline: str
    candidate: str
    model: str
    alpha: float
    repeats: int
    table: pd.DataFrame
    by_case: pd.DataFrame
    remarks: tuple[str, ...]
    """What a reader must know besides: how the two runs differ, what counting cannot rule out."""

    @property
    def cases(self) -> int:
        """How many cases are paired."""
        return int(self.by_case.index.get_level_values("case_id").nunique())

    @property
    def verdict(self) -> Verdict:
        """One verdict on all scores, by `verdict.OVERALL_RULE`."""
        primary = self.table.loc[self.table["corrected"].notna(), "verdict"]
        return overall(set(self.table["verdict"]), set(primary))

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        parts = [f"{in_words(name)} {v}" for name, v in self.table["verdict"].items()]
        if len(parts) > 6:
            counts = self.table["verdict"].value_counts(sort=False).sort_index()
            parts = [f"{verdict}: {n} of {len(parts)} scores" for verdict, n in counts.items()]
        return (
            f"{self.candidate} against {self.baseline} on {self.cases} cases: {self.verdict} "
            f"({'; '.join(parts)})"
        )

    def spread(self, scorer: str) -> Spread:
        """Return how much the differences of a score vary, for `soapbench.planning`.

        Raises:
            ValueError: No such score, or fewer than two cases.
        """
        if scorer not in self.table.index:
            raise ValueError(
                f"no score {scorer!r} in this comparison; it has {list(self.table.index)}"
            )
        rows = self.by_case.loc[scorer]
        if len(rows) < 2:
            raise ValueError("a spread needs at least two cases")
        inside = rows["inside"].mean()
        inside = 0.0 if math.isnan(inside) else float(inside)
        between = float(rows["difference"].var()) - 2 * inside / self.repeats
        return Spread(math.sqrt(max(0.0, between)), math.sqrt(inside))

    def shown(self) -> pd.DataFrame:
        """Return the table as people read it: rounded, the interval as one text."""
        import pandas as pd

        one, other = (label.rpartition("@")[2] for label in (self.baseline, self.candidate))
        versions = [one, other] if one != other else [self.baseline, self.candidate]
        level = f"{1 - self.alpha:.0%} interval"
        counts = ["cases better", "worse", "same"]
        columns = [*versions, "difference", level, *counts, "p (Holm)", "margin", "verdict"]
        rows = [
            [
                f"{row['baseline']:.2f}",
                f"{row['candidate']:.2f}",
                _signed(row["difference"]),
                f"{_signed(row['low'])} to {_signed(row['high'])}",
                row["better"],
                row["worse"],
                row["same"],
                _p_in_words(row["p"], row["corrected"]),
                _exact(row["margin"]),
                row["verdict"],
            ]
            for _, row in self.table.iterrows()
        ]
        names = pd.Index([in_words(name) for name in self.table.index])
        return pd.DataFrame(rows, names, columns).rename_axis(columns="score")

    def __repr__(self) -> str:
        return "\n".join([self.sentence, self.shown().to_string(), *self.remarks])

    def _repr_html_(self) -> str:
        remarks = "".join(f"<li>{html.escape(remark)}</li>" for remark in self.remarks)
        said = html.escape(f"{SIGNS[self.verdict]} {self.sentence}")
        return (
            f"<p class='soapbench-verdict'><b>{said}</b></p>"
            f"{self.shown().to_html()}<ul>{remarks}</ul>"
        )


def compare(
    evaluation: Evaluation,
    baseline: str,
    candidate: str,
    margins: Mapping[str, float] | None = None,
    *,
    model: str | None = None,
    elements: str | None = None,
    primary: Sequence[str] | None = None,
    clusters: Mapping[str, str] | None = None,
    alpha: float = 0.05,
    seed: int = 0,
) -> Comparison:
    """Return how a candidate template does against a baseline, per scorer or per element.

    A verdict is `worse` when the interval of the mean difference lies below 0, `better` when it
    lies above 0 and the corrected p-value is at most ``alpha``, `no worse` when its lower end lies
    above minus the margin, else `not enough cases`. A scorer with margin 0 counts cases with an
    event: `worse` as soon as one case has one that had none, `no worse` once so many cases
    have a note that none seen rules out a rate of 10 %. With fewer than six cases nothing else is
    decided. That a score got worse is not corrected for looking at several, and needs no least
    size: harm is not to be made harder to see. Of a score that is all or nothing in every case it
    may be said with a p-value above ``alpha``: the interval decides, and the exact test is more
    cautious where few cases changed. Among a rubric's elements, of which one looks worse
    by chance more often than not, it is corrected, and a remark names those that are worse by
    themselves alone.

    Args:
        evaluation: The run that holds both templates on the same cases.
        baseline: Label of the template to compare with, such as ``"soap_note@v1"``.
        candidate: Label of the template under test.
        margins: Per scorer, the drop that would not matter; 0.05 where not given, 0 for
            ``phi_absence``.
        model: Which model's notes, where the evaluation holds several.
        elements: A completeness scorer, such as ``"payer_completeness"``: one row per element of
            its rubric, 1 where it is met, instead of one per scorer.
        primary: The scorers on which `better` may rest; all where not given. Holm's correction
            runs over them.
        clusters: Per case id, what it shares with others, such as its population; intervals then
            allow for likeness inside a cluster.
        alpha: One minus the confidence of the intervals, from 0.01 to 0.2.
        seed: Of the bootstrap; the same seed gives the same numbers.

    Raises:
        ValueError: A template, model, scorer or case is not in the evaluation, the two are one or
            share no case, or a margin or alpha is out of range.
    """
    pair = (baseline, candidate, model)
    (comparison,) = compare_pairs(
        evaluation,
        [pair],
        margins,
        elements=elements,
        primary=primary,
        clusters=clusters,
        alpha=alpha,
        seed=seed,
    )
    return comparison


def compare_pairs(
    evaluation: Evaluation,
    pairs: Sequence[tuple[str, str, str | None]],
    margins: Mapping[str, float] | None = None,
    *,
    elements: str | None = None,
    primary: Sequence[str] | None = None,
    clusters: Mapping[str, str] | None = None,
    alpha: float = 0.05,
    seed: int = 0,
) -> list[Comparison]:
    """Return one comparison per baseline, candidate and model; Holm's correction runs over all.

    Args and errors as in `compare`.
    """
    margins = {**_MARGINS, **(margins or {})}
    _in_range(margins, primary, alpha)
    if not pairs:
        raise ValueError("nothing to compare; name at least one candidate or model")
    values = values_of(evaluation, elements)
    _all_known("scorer", [*(primary or ()), *(set(margins) - set(_MARGINS))], values["scorer"])
    compared = []
    for baseline, candidate, name in pairs:
        model = one_model(evaluation, name)
        _all_known("template", [baseline, candidate], evaluation.completions["template"])
        if baseline == candidate:
            raise ValueError(f"baseline and candidate are both {baseline!r}; name two versions")
        counted = [scorer for scorer, margin in margins.items() if margin == 0]
        by_case = paired(evaluation, values, baseline, candidate, model, counted)
        results = _results(by_case, margins, clusters, alpha, seed)
        by_case = by_case.drop(columns="noted")
        compared.append((baseline, candidate, model, by_case, results))
    every = [r for *_, results in compared for r in results]
    corrected = _holm([r for r in every if primary is None or r.scorer in primary])
    harm = _holm(every) if elements else {}
    return [
        _comparison(
            evaluation,
            (baseline, candidate, model),
            by_case,
            [
                dataclasses.replace(r, corrected=corrected.get(id(r)), harm=harm.get(id(r)))
                for r in results
            ],
            alpha,
        )
        for baseline, candidate, model, by_case, results in compared
    ]


def _holm(results: Sequence[Result]) -> dict[int, float]:
    """Return the p-value of each result, by its identity, corrected for all of them."""
    return dict(zip(map(id, results), holm([r.estimate.p for r in results]), strict=True))


def _in_range(margins: Mapping[str, float], primary: object, alpha: float) -> None:
    if wrong := sorted(name for name, margin in margins.items() if not 0 <= margin < 1):
        raise ValueError(f"margins of {wrong}: a margin is a drop, at least 0 and below 1")
    if not 0.01 <= alpha <= 0.2:
        raise ValueError(f"alpha {alpha}: it is one minus the confidence, from 0.01 to 0.2")
    if primary is not None and (isinstance(primary, str) or not primary):
        raise ValueError("primary is a list of at least one scorer, or left out for all")


def _all_known(kind: str, names: Sequence[str], column: pd.Series) -> None:
    known = sorted(column.unique())
    for name in names:
        if name not in known:
            raise ValueError(f"no {kind} {name!r} in this evaluation; it holds {known}")


def _results(
    by_case: pd.DataFrame,
    margins: Mapping[str, float],
    clusters: Mapping[str, str] | None,
    alpha: float,
    seed: int,
) -> list[Result]:
    """Return one result per scorer, before any correction."""
    results = []
    for name, cases in by_case.groupby(level="scorer", observed=True):
        before, after = cases["baseline"].to_numpy(float), cases["candidate"].to_numpy(float)
        groups = _clusters_of(cases.index.get_level_values("case_id"), clusters)
        margin = margins.get(str(name), _MARGIN)
        noted = cases["noted"].tolist()
        results.append(result_of(str(name), before, after, margin, alpha, seed, groups, noted))
    return results


def _clusters_of(cases: pd.Index, clusters: Mapping[str, str] | None) -> list[str] | None:
    if clusters is None:
        return None
    if unknown := sorted(set(cases) - set(clusters)):
        raise ValueError(f"clusters do not name the cases {unknown[:5]} ({len(unknown)} in all)")
    return [clusters[case] for case in cases]


def _comparison(
    evaluation: Evaluation,
    pair: tuple[str, str, str],
    by_case: pd.DataFrame,
    results: list[Result],
    alpha: float,
) -> Comparison:
    baseline, candidate, model = pair
    notes = evaluation.completions
    notes = notes[(notes["model"] == model) & notes["template"].isin([baseline, candidate])]
    # A rubric's elements say theirs in the table, under `more` and `effect`.
    remarks = [remark for r in results if r.harm is None for remark in r.remarks]
    if alone := [r.scorer for r in results if r.alone]:
        remarks.append(f"Worse by themselves, not when corrected for all: {', '.join(alone)}.")
    return Comparison(
        baseline,
        candidate,
        model,
        alpha=alpha,
        repeats=int(notes.groupby(["template", "case_id"]).size().median()),
        table=_table(results),
        by_case=by_case,
        remarks=(*remarks, *remarks_on(evaluation, baseline, candidate, model)),
    )


def _table(results: list[Result]) -> pd.DataFrame:
    import pandas as pd

    rows = {
        r.scorer: {
            "baseline": r.baseline,
            "candidate": r.candidate,
            "difference": r.estimate.difference,
            "low": r.estimate.low,
            "high": r.estimate.high,
            "better": r.better,
            "worse": r.worse,
            "same": r.same,
            "p": r.estimate.p,
            "corrected": math.nan if r.corrected is None else r.corrected,
            "margin": r.margin,
            "verdict": r.verdict,
            "more": r.more,
            "effect": r.effect,
            "method": r.estimate.method,
        }
        for r in results
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scorer")
    return table.astype({"more": "Int64"})


def _p_in_words(p: float, corrected: float) -> str:
    """Return a corrected p-value; of a score that is not primary its own, which says so."""
    alone = " alone" if math.isnan(corrected) else ""
    p = p if alone else corrected
    return f"<0.001{alone}" if p < 0.001 else f"{p:.3f}{alone}"


def _exact(margin: float) -> str:
    """Return a margin with two digits, or with as many as it has."""
    return f"{margin:.2f}" if math.isclose(margin, round(margin, 2)) else f"{margin:g}"


def _signed(number: float) -> str:
    """Return a number with two digits and its sign; what rounds to nothing has a plus."""
    return f"{round(number, 2) + 0.0:+.2f}"
