"""The two arms of a comparison: in what they differ besides the template.

A difference that may come from a newer model, another server or cut-off answers is said, never
averaged away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from soapbench.evaluation import Evaluation
from soapbench.models import WITH_NOTE
from soapbench.plurals import plural
from soapbench.verdict import in_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["remarks_on"]

_AGE_DAYS = 1
"""Endpoints change under the same name; answers of one day are of one age."""
_MANY = 3
"""From so many versions on, the best of them owes something to luck."""


def remarks_on(evaluation: Evaluation, baseline: str, candidate: str, model: str) -> list[str]:
    """Return what sets the answers of two templates apart, one sentence each."""
    answers = evaluation.completions
    answers = answers[answers["model"] == model]
    arms = [answers[answers["template"] == label] for label in (baseline, candidate)]
    names = (baseline, candidate)
    return [
        *_without_note(names, arms),
        *_cut_off(names, arms),
        *_unpaired(names, arms),
        *_not_scored(evaluation, names, model),
        *_other_server(names, arms),
        *_other_age(names, arms),
        *_tries(evaluation, candidate),
    ]


def _without_note(names: tuple[str, str], arms: list[pd.DataFrame]) -> list[str]:
    counts = [int((~arm["finish_reason"].isin(WITH_NOTE)).sum()) for arm in arms]
    if not any(counts):
        return []
    said = " and ".join(f"{n} of {name}" for n, name in zip(counts, names, strict=True))
    return [
        f"Answers without a note: {said}; each is counted as 0, and as no event where events are "
        "counted."
    ]


def _cut_off(names: tuple[str, str], arms: list[pd.DataFrame]) -> list[str]:
    counts = [int((arm["finish_reason"] == "length").sum()) for arm in arms]
    if not any(counts):
        return []
    said = " and ".join(
        f"{n} of {len(arm)} answers of {name}"
        for n, arm, name in zip(counts, arms, names, strict=True)
    )
    return [f"Cut off at the length limit: {said}; what they lack may stand after the cut."]


def _unpaired(names: tuple[str, str], arms: list[pd.DataFrame]) -> list[str]:
    cases = [set(arm["case_id"]) for arm in arms]
    remarks = []
    if alone := len(cases[0] ^ cases[1]):
        remarks.append(f"Left out: {plural(alone, 'case')} that only one of the two answered.")
    repeats = [arm.groupby("case_id").size() for arm in arms]
    spans = [f"{r.min()}" if r.min() == r.max() else f"{r.min()} to {r.max()}" for r in repeats]
    if spans[0] != spans[1]:
        remarks.append(f"Repeats differ: {spans[0]} of {names[0]}, {spans[1]} of {names[1]}.")
    return remarks


def _not_scored(evaluation: Evaluation, names: tuple[str, str], model: str) -> list[str]:
    scores = evaluation.scores[evaluation.scores["model"] == model]
    notes = evaluation.notes[evaluation.notes["model"] == model]["template"].value_counts()
    counts = scores.groupby("scorer")["template"].value_counts().unstack(fill_value=0)
    remarks = []
    for scorer, row in counts.iterrows():
        lost = [int(notes.get(name, 0) - row.get(name, 0)) for name in names]
        if any(lost):
            said = " and ".join(f"{n} notes of {name}" for n, name in zip(lost, names, strict=True))
            remarks.append(f"{in_words(scorer)} could not tell: {said}; these are left out.")
    return remarks


def _other_server(names: tuple[str, str], arms: list[pd.DataFrame]) -> list[str]:
    if not all("fingerprint" in arm for arm in arms):
        return []
    seen = [set(arm["fingerprint"].dropna()) for arm in arms]
    if seen[0] == seen[1]:
        return []
    return [
        f"The server's fingerprint is not the same for {names[0]} and {names[1]}: the model behind "
        "the name may have changed between them."
    ]


def _other_age(names: tuple[str, str], arms: list[pd.DataFrame]) -> list[str]:
    import pandas as pd

    if not all("created" in arm for arm in arms):
        return []
    ages = [
        pd.to_datetime(arm["created"].dropna(), utc=True, format="ISO8601").median() for arm in arms
    ]
    if any(pd.isna(age) for age in ages):
        return []
    days = abs(ages[0] - ages[1]).days
    if days < _AGE_DAYS:
        return []
    return [
        f"The answers of {names[0]} and {names[1]} are {plural(days, 'day')} apart in age; ask "
        "both anew in one run to rule out a changed model."
    ]


def _tries(evaluation: Evaluation, candidate: str) -> list[str]:
    remarks = []
    tries = evaluation.manifest.get("tries", {}).get(candidate.partition("@")[0], 0)
    if tries >= _MANY:
        remarks.append(
            f"{tries} versions of this prompt were tried on these cases; the best of several owes "
            "something to luck, so confirm it on cases held back."
        )
    if looks := evaluation.manifest.get("looks"):
        times = "once" if looks == 1 else f"{looks} times"
        remarks.append(f"These cases were held back and have been looked at {times}.")
    return remarks
