"""How far a model judge agrees with readers, beside the rules and the readers themselves."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from soapbench.cases import Case
from soapbench.claim_labels import LabelledClaims
from soapbench.labels import LabelledNote
from soapbench.recording import PlannedRequest
from soapbench.rubrics import load_rubric
from soapbench.scorers import ModelJudge, fact_recall

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["judge_against_labels", "judged_facts_against_labels", "plan_labelled"]

_Answers = Sequence[tuple[bool, bool | None, bool]]
"""What the readers say, the judge (None where its answer does not count), and the rules."""


def plan_labelled(
    judge: ModelJudge,
    notes: Iterable[LabelledNote | LabelledClaims],
    cases: Mapping[str, Case] | None = None,
) -> list[PlannedRequest]:
    """Return one request per labelled note, each under the id of its note.

    Args:
        judge: Who is asked.
        notes: Labelled notes.
        cases: The cases of notes that have one, by id.

    Raises:
        PrivacyError: As `ModelJudge.plan`.
    """
    planned = []
    for note in notes:
        case = cases[note.case_id] if cases and isinstance(note, LabelledClaims) else None
        planned += [
            dataclasses.replace(each, case_id=note.id) for each in judge.plan([(case, note.text)])
        ]
    return planned


def judge_against_labels(judge: ModelJudge, notes: Iterable[LabelledNote]) -> pd.DataFrame:
    """Return how far a judge agrees with readers, per question named like a labelled element.

    Yes is held against ``met``. Questions without an element of their name are left out: nobody
    labelled what they ask.

    Args:
        judge: A judge that needs no case; its recording holds an answer to every note.
        notes: Labelled notes of one rubric.

    Returns:
        One row per question: ``notes``; ``met`` by the readers, ``yes`` by the judge, and ``both``;
        ``not counted``, the answers that were unsupported or unreadable; of those that count,
        ``same``, the share on which judge and readers agree, in [0, 1], and ``at least``, the least
        share that this allows (one-sided, 95 %); and Cohen's kappa with the readers: ``kappa`` of
        the judge, ``rules`` of the rules on the same notes, ``readers`` of the first reader with
        the second. A kappa is missing where one side says the same of every note.

    Raises:
        MissingAnswer: The recording lacks an answer.

    Source: Clopper and Pearson 1934 for the bound; Cohen 1960 for kappa.
    """
    import pandas as pd

    notes = list(notes)
    found = [load_rubric(note.rubric).statuses(note.text) for note in notes]
    said = [{check.label: check.status for check in judge(None, n.text).checks} for n in notes]
    rows = {}
    for question in judge.questions(None):
        if not all(question in note.labels for note in notes):
            continue
        answers = [
            (note.labels[question] == "met", _counted(told[question]), rules[question] == "met")
            for note, told, rules in zip(notes, said, found, strict=True)
        ]
        readers = [
            (note.first[question] == "met", note.second[question] == "met")
            for note in notes
            if note.second is not None
        ]
        rows[question] = {**_agreement(answers), "readers": _kappa(readers)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("question")


def judged_facts_against_labels(
    judge: ModelJudge, notes: Iterable[LabelledClaims], cases: Mapping[str, Case]
) -> pd.DataFrame:
    """Return how far a judge that is asked about facts agrees with readers, per kind of fact.

    Yes is held against a fact that the note carries whole; ``rules`` is `fact_recall` likewise.

    Args:
        judge: A judge whose template has the slot ``facts``.
        notes: Notes with labelled facts.
        cases: Their cases, by id.

    Returns:
        As `judge_against_labels`, one row per kind of fact with ``all`` last, without ``readers``.

    Raises:
        MissingAnswer: The recording lacks an answer.
    """
    import pandas as pd

    kinds: dict[str, list[tuple[bool, bool | None, bool]]] = {}
    for note in notes:
        case = cases[note.case_id]
        said = {check.label: check.status for check in judge(case, note.text).checks}
        rules = {check.label: check.status for check in fact_recall(case, note.text).checks}
        for fact in sorted(said.keys() & note.facts.keys()):
            answer = note.facts[fact] == "yes", _counted(said[fact]), rules[fact] == "carried"
            for kind in (fact.partition(".")[0], "all"):
                kinds.setdefault(kind, []).append(answer)
    order = sorted(kinds, key=lambda kind: (kind == "all", kind))
    rows = {kind: _agreement(kinds[kind]) for kind in order}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("fact")


def _counted(status: str) -> bool | None:
    return None if status in ("unsupported", "unreadable") else status == "yes"


def _agreement(answers: _Answers) -> dict[str, float]:
    from scipy.stats import binomtest

    pairs = [(label, said) for label, said, _ in answers if said is not None]
    same = sum(label == said for label, said in pairs)
    share = least = math.nan
    if pairs:
        told = binomtest(same, len(pairs), alternative="greater")
        share, least = same / len(pairs), float(told.proportion_ci(0.95, "exact").low)
    return {
        "notes": len(answers),
        "met": sum(label for label, _, _ in answers),
        "yes": sum(said for _, said in pairs),
        "both": sum(label and said for label, said in pairs),
        "not counted": len(answers) - len(pairs),
        "same": share,
        "at least": least,
        "kappa": _kappa(pairs),
        "rules": _kappa([(label, rule) for label, _, rule in answers]),
    }


def _kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa; NaN where one side never varies."""
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    if any(len({pair[side] for pair in pairs}) < 2 for side in (0, 1)):
        return math.nan
    table = np.zeros((2, 2))
    for one, other in pairs:
        table[int(one), int(other)] += 1
    return float(cohens_kappa(table, return_results=False))
