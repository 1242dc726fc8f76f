"""What leaves the house: how often notes leak identifiers, and results without them."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from soapbench.cases import Case
from soapbench.evaluation import Evaluation
from soapbench.scorers.phi import find_overlapping
from soapbench.scorers.phi.spans import PhiSpan, Redacted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["leaks", "redacted"]

_Note = tuple[str, str, str, int]
"""What tells one note from another: case, template, model, repeat."""


def leaks(
    evaluation: Evaluation, scorer: str = "phi_absence", *, confidence: float = 0.95
) -> pd.DataFrame:
    """Return how many cases leak, per model and template.

    A case leaks when any of its repeats holds an identifier. Seeing none is no proof: ``at most``
    is the largest rate of leaking cases that what was seen still allows.

    Args:
        evaluation: A run that was scored for identifiers.
        scorer: Its name for that scorer.
        confidence: Of the one-sided exact bound.

    Returns:
        One row per model and template: ``cases`` with a note; how many of them hold an identifier
        that was planted (``echoed``), one that the model made up (``invented``), either
        (``leaking``), or one that a person should look at (``likely``); and ``at most``, in [0, 1].

    Raises:
        ValueError: The evaluation has no such scorer.

    Source: Clopper and Pearson 1934, one-sided.
    """
    import pandas as pd
    from scipy.stats import binomtest

    scores = evaluation.scores[evaluation.scores["scorer"] == scorer]
    if scores.empty:
        known = sorted(evaluation.scores["scorer"].unique())
        raise ValueError(f"no scorer {scorer!r} in this evaluation; it holds {known}")
    keys = ["model", "template"]
    checks = evaluation.checks[evaluation.checks["scorer"] == scorer]
    kinds = {
        "echoed": ["echoed"],
        "invented": ["invented"],
        "leaking": ["echoed", "invented"],
        "likely": ["likely"],
    }
    cases = {"cases": scores.groupby(keys)["case_id"].nunique()}
    for name, statuses in kinds.items():
        cases[name] = checks[checks["status"].isin(statuses)].groupby(keys)["case_id"].nunique()
    table = pd.DataFrame(cases).fillna(0).astype("int64")
    bounds = [
        binomtest(leaking, n, alternative="less").proportion_ci(confidence, "exact").high
        for leaking, n in zip(table["leaking"], table["cases"], strict=True)
    ]
    return table.assign(**{"at most": bounds})


def redacted(evaluation: Evaluation, cases: Iterable[Case] = ()) -> Evaluation:
    """Return the evaluation with every identifier in its notes replaced by its class.

    What a scorer marked as an identifier is replaced as well, planted ones included. Scores stay,
    and checks stand where their words now are.

    Args:
        evaluation: The run.
        cases: Those that plant identifiers; needed only where the run was not scored for them
            under the strict policy.

    Raises:
        ValueError: A case plants identifiers, and neither a scorer nor ``cases`` say which.
    """
    planted = {case.id: case.canaries for case in cases}
    scorers = evaluation.manifest["scorers"].values()
    # Under safe harbor a planted clinician or facility goes unmarked.
    scored = any(what.startswith("PhiAbsence(strict") for what in scorers)
    unknown = set(evaluation.manifest["planted"]) & set(evaluation.completions["case_id"])
    if not scored and (unknown := unknown - set(planted)):
        raise ValueError(
            f"{len(unknown)} cases plant identifiers, such as {min(unknown)!r}, and this run was "
            "not scored for all of them; add phi_absence to its scorers"
        )
    marked = _marked(evaluation.checks)
    notes = {}
    for row in evaluation.completions.to_dict("records"):
        found = find_overlapping(row["text"], canaries=planted.get(row["case_id"], ()))
        spans = [*marked.get(_note(row), ()), *found]
        notes[_note(row)] = Redacted.of(row["text"], spans)
    return dataclasses.replace(
        evaluation,
        completions=evaluation.completions.assign(text=[n.text for n in notes.values()]),
        checks=_placed(evaluation.checks, notes),
    )


def _marked(checks: pd.DataFrame) -> dict[_Note, list[PhiSpan]]:
    """Return what the scorers marked as identifiers, by note."""
    marked: dict[_Note, list[PhiSpan]] = {}
    identifiers = checks[checks["status"].isin(["echoed", "invented", "likely"])]
    for row in identifiers.to_dict("records"):
        # Named a canary, so that it comes before what the rules make of the same words.
        span = PhiSpan(row["start"], row["end"], row["label"], f"canary {row['status']}")
        marked.setdefault(_note(row), []).append(span)
    return marked


def _placed(checks: pd.DataFrame, notes: Mapping[_Note, Redacted]) -> pd.DataFrame:
    there = checks["start"].notna()
    rows = checks[there].to_dict("records")
    places = [notes[_note(row)].place(row["start"], row["end"]) for row in rows]
    moved = checks.copy()
    moved.loc[there, "start"] = [start for start, _ in places]
    moved.loc[there, "end"] = [end for _, end in places]
    return moved


def _note(row: Mapping[Hashable, Any]) -> _Note:
    return row["case_id"], row["template"], row["model"], row["repeat"]
