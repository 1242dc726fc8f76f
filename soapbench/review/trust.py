"""A scorer held against reviewers: how far they agree on each element, and what that is worth."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Literal

from soapbench.review.packet import Packet
from soapbench.review.people import ALL, DECIDED, agreements

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULE", "Verdict", "against_scorer", "paired_with", "said", "trust"]

Verdict = Literal["trust", "do not trust", "reviewers differ", "too few labels to tell"]

_SUBSTANTIAL = 0.61
"""Where Landis and Koch 1977 begin to call agreement substantial."""

RULE = (
    "reviewers differ if the interval of AC1 among reviewers lies below 0.61; else trust if the "
    "interval of AC1 between scorer and reviewers lies at or above 0.61 and that of kappa above 0; "
    "do not trust if that of AC1 lies below 0.61; else too few labels to tell"
)
"""How agreement becomes a verdict. Kappa must be above 0 because AC1 is high, too, for a scorer
that always says the same of an element that nearly all notes have."""


_HAS = frozenset(["met", "yes"])
_SILENT = frozenset(["not_applicable", "unsupported", "unreadable"])
"""What a scorer says where it says nothing of the note: a rule's, and those of a model judge."""


def said(statuses: pd.Series) -> pd.Series:
    """Return what a scorer's statuses say in the words of reviewers; missing where nothing."""
    words = statuses.map(lambda status: DECIDED[0] if status in _HAS else DECIDED[1])
    return words.where(~statuses.isin(_SILENT))


def paired_with(answers: pd.DataFrame, checks: pd.DataFrame, scorer: str) -> pd.DataFrame:
    """Return each decided answer (``answer``) beside what a scorer says (``answer_other``).

    Raises:
        ValueError: There is no such scorer.
    """
    mine = checks[checks["scorer"] == scorer]
    if mine.empty:
        known = sorted(checks["scorer"].unique())
        raise ValueError(
            f"no scorer {scorer!r} that reads these elements; there are {known}; labels need the "
            "evaluation that the packet was written from"
        )
    told = mine.assign(answer_other=said(mine["status"])).dropna(subset="answer_other")
    decided = answers[answers["answer"].isin(DECIDED)]
    keys = ["case_id", "template", "element"]
    return decided.merge(told[[*keys, "answer_other"]], on=keys)


def against_scorer(
    answers: pd.DataFrame, checks: pd.DataFrame, packet: Packet, scorer: str, alpha: float
) -> pd.DataFrame:
    """Return how far each reviewer and a scorer agree; see `Labels.against_scorer`."""
    import pandas as pd

    pairs = paired_with(answers, checks, scorer)
    rows: dict[tuple[Hashable, str], dict[str, float]] = {}
    for name, mine in [*pairs.groupby("reviewer"), (ALL, pairs)]:
        for element in (*packet.elements, ALL):
            some = mine if element == ALL else mine[mine["element"] == element]
            rows[name, element] = _confusion(some) | agreements(some, DECIDED, alpha)
    index = pd.MultiIndex.from_tuples(rows, names=["reviewer", "element"])
    columns = ["labels", "both", "reviewer only", "scorer only", "neither"]
    table = pd.DataFrame(list(rows.values()), index=index)
    return table[[*columns, *(c for c in table if c not in columns)]]


def _confusion(pairs: pd.DataFrame) -> dict[str, float]:
    mine, theirs = (pairs[column] == DECIDED[0] for column in ("answer", "answer_other"))
    return {
        "both": int((mine & theirs).sum()),
        "reviewer only": int((mine & ~theirs).sum()),
        "scorer only": int((~mine & theirs).sum()),
        "neither": int((~mine & ~theirs).sum()),
    }


def trust(
    answers: pd.DataFrame, checks: pd.DataFrame, packet: Packet, scorer: str, alpha: float
) -> pd.DataFrame:
    """Return for which elements a scorer can be trusted; see `Labels.trust`."""
    import pandas as pd

    pairs = paired_with(answers, checks, scorer)
    rows = {}
    for element in packet.elements:
        mine = pairs[pairs["element"] == element]
        found = _confusion(mine) | agreements(mine, DECIDED, alpha)
        among = agreements(_among(answers[answers["element"] == element]), DECIDED, alpha)
        verdict = _verdict(found, among)
        rows[element] = {
            "labels": found["labels"],
            "cases": mine["case_id"].nunique(),
            "same": found["same"],
            "AC1": found["AC1"],
            "low": found["AC1 low"],
            "high": found["AC1 high"],
            "verdict": verdict,
            "reason": _reason(verdict, found, among),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("element")


def _among(answers: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of answers that two reviewers gave to one question, once."""
    decided = answers[answers["answer"].isin(DECIDED)]
    keys = ["case_id", "template", "element"]
    pairs = decided.merge(decided, on=keys, suffixes=("", "_other"))
    return pairs[pairs["reviewer"] < pairs["reviewer_other"]]


def _verdict(found: dict[str, float], among: dict[str, float]) -> Verdict:
    # A missing coefficient makes every comparison false.
    if among["AC1 high"] < _SUBSTANTIAL:
        return "reviewers differ"
    if found["AC1 low"] >= _SUBSTANTIAL and found["kappa low"] > 0:
        return "trust"
    return "do not trust" if found["AC1 high"] < _SUBSTANTIAL else "too few labels to tell"


def _reason(verdict: Verdict, found: dict[str, float], among: dict[str, float]) -> str:
    if verdict == "reviewers differ":
        return (
            f"they agree on {among['same']:.0%} of what two of them answered: settle what counts "
            "before any scorer is held against it"
        )
    labels, has = int(found["labels"]), int(found["both"] + found["reviewer only"])
    if not labels:
        return "nobody has answered, or no answer is one the scorer gives"
    same = int(found["both"] + found["neither"])
    agree = f"scorer and reviewers agree on {same} of {labels}"
    missed = f"{int(found['reviewer only'])} missed, {int(found['scorer only'])} seen wrongly"
    if verdict != "too few labels to tell":
        return f"{agree}; {missed}"
    if has in (0, labels):
        rest = "found in all" if has else "found in none"
        return f"{agree}, but it was {rest}: that the scorer would notice the other is not seen"
    least = min(has, labels - has)
    seen = "have" if has == least else "lack"
    return f"{agree}; {missed}; {least} {seen} it"
