"""Facts of other cases, each retold truly and with a slip: what is read, what is noticed."""

from collections import Counter

import pandas as pd

from soapbench import Case, billing_arithmetic, fact_recall, grounding, load_cases, shipped
from soapbench.json_lines import json_lines

__all__ = ["ROWS", "retold_lines"]

CASES = {case.id: case for case in load_cases(shipped("datasets", "labelled", "other_cases.jsonl"))}
ROWS = [row for _, row in json_lines(shipped("datasets", "labelled", "retold.jsonl"))]


def retold_lines(use: str) -> pd.DataFrame:
    """Return how lines that retell one fact are judged, true ones and ones with a slip.

    Args:
        use: Which half, "tune" or "report".

    Returns:
        One row per part of the fact sheet and ``all``: ``true`` lines, how many of them are
        ``accused``, by a contradiction, and how many are found to have ``carried`` their fact;
        lines with ``slips`` and how many of these are ``found``, also by a contradiction.
    """
    counts: dict[str, Counter[str]] = {}
    for row in ROWS:
        if row["use"] != use:
            continue
        case = CASES[row["case_id"]]
        for part in (row["fact"].partition(".")[0], "all"):
            count = counts.setdefault(part, Counter())
            for text in row["told"]:
                told = {check.label: check.status for check in fact_recall(case, text).checks}
                count["true"] += 1
                count["accused"] += _accused(case, row["fact"], text)
                count["carried"] += told[row["fact"]] == "carried"
            for _, text in row["slips"]:
                count["slips"] += 1
                count["found"] += _accused(case, row["fact"], text)
    columns = ["true", "accused", "carried", "slips", "found"]
    return pd.DataFrame(counts).T[columns].sort_index()


def _accused(case: Case, fact: str, text: str) -> bool:
    checks = grounding(case, text).checks
    if fact == "minutes":
        checks = (*checks, *billing_arithmetic(case, text).checks)
    return any(check.status == "contradicted" for check in checks)
