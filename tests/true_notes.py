"""True notes in many layouts: what of them is read, what is accused."""

import json
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from soapbench import Case, billing_arithmetic, fact_recall, grounding, load_cases, shipped

__all__ = ["true_notes_read"]

NUMBERS = ("measures", "pain", "falls", "minutes")
"""The parts of a fact sheet that are numbers, all of which these notes tell."""
CASES = {case.id: case for case in load_cases("balance")}


def true_notes_read(
    use: str, name: str = "true_notes.jsonl", cases: Mapping[str, Case] = CASES
) -> pd.DataFrame:
    """Return how much of true notes is read, and how much of them is called false.

    Args:
        use: Which half, "tune" or "report".
        name: The labelled file.
        cases: The notes' cases, by id.

    Returns:
        One row per part of the fact sheet, and ``accused``: counts of facts ``carried``, of those
        carried in ``part`` and ``left out``; for ``accused``, how many claims are called
        ``contradicted`` and ``unsupported``.
    """
    counts: dict[str, Counter[str]] = {part: Counter() for part in (*NUMBERS, "accused")}
    path = shipped("datasets", "labelled", name)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["use"] == use:
            case, note = cases[row["case_id"]], row["text"]
            for check in fact_recall(case, note).checks:
                part = check.label.partition(".")[0]
                counts.get(part, Counter()).update([check.status])
            for check in (*grounding(case, note).checks, *billing_arithmetic(case, note).checks):
                if check.status in ("contradicted", "unsupported"):
                    counts["accused"].update([check.status])
    columns = ["carried", "part", "left out", "contradicted", "unsupported"]
    return pd.DataFrame(counts).T.reindex(columns=columns).fillna(0).astype(int)
