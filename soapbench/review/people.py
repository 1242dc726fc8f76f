"""Reviewers held against each other: preference, agreement, and what is odd about one of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from soapbench.estimates import mean_difference
from soapbench.review.agreement import ac1, kappa
from soapbench.review.packet import Packet

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "DECIDED",
    "agreements",
    "between_reviewers",
    "in_words",
    "preference",
    "reviewers",
    "shown",
]

ALL = "all"
DECIDED = ("has it", "has it not")
"""The answers that say something of a note."""
_TIE = "no difference"
_QUESTION = ["case_id", "template", "element"]
_ODD = 0.05


def reviewers(packet: Packet, answers: pd.DataFrame, by_case: pd.DataFrame) -> pd.DataFrame:
    """Return how each reviewer worked; see `Labels.reviewers`."""
    import pandas as pd

    rows = {}
    for name, cases in by_case.groupby("reviewer"):
        mine = answers[answers["reviewer"] == name]
        places = cases["place"].value_counts()
        rows[name] = {
            "answered": len(mine) + int(cases["preferred"].notna().sum()),
            "asked": packet.asked,
            "has it": (mine["answer"] == "has it").mean(),
            "cannot tell": (mine["answer"] == "cannot tell").mean(),
            "A": int(places.get("A", 0)),
            "B": int(places.get("B", 0)),
            "seconds": cases["seconds"].median(),
        }
    # As many looks as reviewers, so that each must be that much odder.
    limit = _ODD / len(rows)
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("reviewer")
    odd = [
        "; ".join(
            [
                *_monotone(answers[answers["reviewer"] == name]),
                *_placed(int(row["A"]), int(row["B"]), limit),
                *_inclined(str(name), answers, limit),
            ]
        )
        for name, row in table.iterrows()
    ]
    return table.assign(odd=odd)


def _monotone(mine: pd.DataFrame) -> list[str]:
    if mine["answer"].nunique() != 1 or mine["case_id"].nunique() < 2:
        return []
    return [f"answers “{mine['answer'].iloc[0]}” {len(mine)} times of {len(mine)}"]


def _placed(first: int, second: int, limit: float) -> list[str]:
    """Return whether one place is preferred more often than chance explains.

    Each version is first in half of the cases, so that no version explains it.
    """
    from scipy.stats import binomtest

    if not first + second or binomtest(first, first + second).pvalue > limit:
        return []
    place, times = ("first", first) if first > second else ("second", second)
    return [f"prefers the note shown {place}, {times} times of {first + second}"]


def _inclined(name: str, answers: pd.DataFrame, limit: float) -> list[str]:
    """Return whether a reviewer says "has it" more, or less, often than each of the others.

    Held against all the others at once, a single odd one would make everybody else look odd.
    """
    decided = answers[answers["answer"].isin(DECIDED)]
    names = [each for each in sorted(decided["reviewer"].unique()) if each != name]
    found = [_leaning(_both(decided, name, each, _QUESTION), limit) for each in names]
    for way, direction in (("more", 1), ("less", -1)):
        if found and all(each * direction > 0 for each in found):
            least = min(abs(each) for each in found)
            others = "each of the others" if len(names) > 1 else "the other"
            by = f"{least:.0%} at least" if len(names) > 1 else f"{least:.0%}"
            return [f"says “has it” {way} often than {others}, by {by}"]
    return []


def _leaning(both: pd.DataFrame, limit: float) -> float:
    """Return how much more often the one says "has it"; 0 where chance explains it."""
    import numpy as np

    has, other = (both[column] == DECIDED[0] for column in ("answer", "answer_other"))
    by_case = (has.astype(float) - other.astype(float)).groupby(both["case_id"]).mean()
    if by_case.empty:
        return 0.0
    found = mean_difference(np.asarray(by_case.round(12), dtype=np.float64), limit)
    return 0.0 if found.low <= 0 <= found.high else found.difference


def preference(
    packet: Packet, by_case: pd.DataFrame, alpha: float = 0.05, seed: int = 0
) -> pd.DataFrame:
    """Return which version is preferred; see `Labels.preference`."""
    import pandas as pd

    one, other = packet.templates
    values = by_case["preferred"].map({one: -1.0, other: 1.0, _TIE: 0.0})
    given = by_case.assign(value=values).dropna(subset="value")
    together = given.groupby("case_id", as_index=False)["value"].mean()
    rows = {}
    for name, cases in [*given.groupby("reviewer"), (ALL, together)]:
        leaning = cases["value"].round(12)
        row: dict[str, object] = {
            "cases": len(cases),
            one: int((leaning < 0).sum()),
            other: int((leaning > 0).sum()),
            _TIE: int((leaning == 0).sum()),
        }
        if len(cases):
            found = mean_difference(leaning.to_numpy(float), alpha, seed)
            row |= {
                "difference": found.difference,
                "low": found.low,
                "high": found.high,
                "p": found.p,
            }
        rows[name] = row
    columns = ["cases", one, other, _TIE, "difference", "low", "high", "p"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("reviewer")


def in_words(packet: Packet, table: pd.DataFrame) -> str:
    """Return the preference of all reviewers together, in words."""
    one, other = packet.templates
    row = table.loc[ALL]
    if not row["cases"]:
        return f"Nobody has said yet which of {one} and {other} is better."
    interval = f"{row['difference']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})"
    even = f"{row[_TIE]:.0f} even"
    counts = f"{row[other]:.0f} cases for {other}, {row[one]:.0f} for {one}, {even}"
    if row["low"] > 0:
        return f"{other} is preferred to {one}: {interval}; {counts}."
    if row["high"] < 0:
        return f"{one} is preferred to {other}: {interval} for the latter; {counts}."
    return f"Neither {one} nor {other} is clearly preferred: {interval} for the latter; {counts}."


def between_reviewers(
    packet: Packet, answers: pd.DataFrame, by_case: pd.DataFrame, alpha: float = 0.05
) -> pd.DataFrame:
    """Return how far each two reviewers agree; see `Labels.between_reviewers`."""
    import pandas as pd

    decided = answers[answers["answer"].isin(DECIDED)]
    preferred = by_case.dropna(subset="preferred").rename(columns={"preferred": "answer"})
    names = sorted(by_case["reviewer"].unique())
    rows = {}
    for one, other in itertools.combinations(names, 2):
        both = _both(decided, one, other, _QUESTION)
        for element in packet.elements:
            mine = both[both["element"] == element]
            rows[one, other, element] = agreements(mine, DECIDED, alpha)
        rows[one, other, ALL] = agreements(both, DECIDED, alpha)
        both = _both(preferred, one, other, ["case_id"])
        rows[one, other, "preference"] = agreements(both, (*packet.templates, _TIE), alpha)
    index = pd.MultiIndex.from_tuples(rows, names=["one", "other", "element"]) if rows else None
    return pd.DataFrame(list(rows.values()), index=index)


def _both(frame: pd.DataFrame, one: str, other: str, keys: list[str]) -> pd.DataFrame:
    mine, yours = (frame.loc[frame["reviewer"] == name, [*keys, "answer"]] for name in (one, other))
    return mine.merge(yours, on=keys, suffixes=("", "_other"))


def agreements(pairs: pd.DataFrame, answers: Sequence[str], alpha: float) -> dict[str, float]:
    """Return how far ``answer`` and ``answer_other`` agree, over ``case_id``."""
    one, other = pairs["answer"].tolist(), pairs["answer_other"].tolist()
    row = {"labels": len(pairs), "same": (pairs["answer"] == pairs["answer_other"]).mean()}
    for name, coefficient in (("kappa", kappa), ("AC1", ac1)):
        found = coefficient(one, other, pairs["case_id"].tolist(), answers, alpha)
        row |= {name: found.value, f"{name} low": found.low, f"{name} high": found.high}
    return row


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of agreement as people read it: rounded, each interval as one text."""
    import pandas as pd

    rows = [
        {
            "labels": int(row["labels"]),
            "same": "" if math.isnan(row["same"]) else f"{row['same']:.0%}",
            **{name: _interval(row, name) for name in ("kappa", "AC1")},
        }
        for _, row in table.iterrows()
    ]
    return pd.DataFrame(rows, index=table.index)


def _interval(row: pd.Series, name: str) -> str:
    if math.isnan(row[name]):
        return "not defined"
    return f"{row[name]:.2f} ({row[f'{name} low']:.2f} to {row[f'{name} high']:.2f})"
