"""Lines about treatment time and units, and how far the reading agrees with their labels."""

import json
from collections import Counter

import pandas as pd

from soapbench import shipped
from soapbench.reading import treatment
from soapbench.scorers.billing import Bill

__all__ = ["against_bills"]


def against_bills(use: str) -> pd.DataFrame:
    """Return how many numbers are labelled, read, and read right, by what they are of.

    Args:
        use: Which half, "tune" or "report".

    Returns:
        Rows ``minutes`` and ``units`` of codes, ``timed`` and ``total`` minutes, and ``all``;
        columns ``labelled``, ``read`` and ``right``.
    """
    counts: dict[str, Counter[str]] = {
        column: Counter() for column in ("labelled", "read", "right")
    }
    path = shipped("datasets", "labelled", "billing.jsonl")
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["use"] == use:
            due, found = _labelled(row), _read(row["text"])
            counts["labelled"].update(kind for kind, _ in due)
            counts["read"].update(kind for kind, _ in found)
            counts["right"].update(kind for (kind, code), n in found.items()
                                   if due.get((kind, code)) == n)  # fmt: skip
    table = pd.DataFrame(counts, index=["minutes", "units", "timed", "total"])
    table.loc["all"] = table.sum()
    return table


def _labelled(row: dict) -> dict[tuple[str, str], int]:
    sums = {(kind, ""): row[kind] for kind in ("timed", "total") if row[kind] is not None}
    codes = {(kind, code): n for kind in ("minutes", "units") for code, n in row[kind].items()}
    return sums | codes


def _read(text: str) -> dict[tuple[str, str], int]:
    bill = Bill.of(treatment(f"Objective:\n{text}\n"))
    sums = {("timed", ""): bill.timed, ("total", ""): bill.total}
    found = {key: billed.value for key, billed in sums.items() if billed}
    found |= {("minutes", code): spent[0] for code, (spent, _) in bill.minutes.items()}
    return found | {("units", code): billed.value for code, billed in bill.units.items()}
