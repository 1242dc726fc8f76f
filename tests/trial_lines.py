"""Lines in manners that their writers thought common: which are blamed, which slips are noticed."""

import pandas as pd

from soapbench import Case, billing_arithmetic, grounding, load_cases, shipped
from soapbench.json_lines import json_lines

__all__ = ["CASES", "ROWS", "trial_lines"]

CASES: dict[str, Case] = {
    case.id: case
    for case in (
        *load_cases("balance"),
        *load_cases(shipped("datasets", "labelled", "other_cases.jsonl")),
    )
}
ROWS = [row for _, row in json_lines(shipped("datasets", "labelled", "trial_lines.jsonl"))]


def trial_lines(use: str) -> pd.DataFrame:
    """Return how lines are judged, true ones and ones with one thing wrong.

    Args:
        use: Which half, "tune" or "report".

    Returns:
        One row per outcome that the writers meant: ``lines``; how many are called
        ``contradicted``, and how many ``noticed``, called that or unsupported.
    """
    rows = []
    for row in ROWS:
        if row["use"] == use:
            case, text = CASES[row["case_id"]], row["text"]
            checks = (*grounding(case, text).checks, *billing_arithmetic(case, text).checks)
            said = {check.status for check in checks}
            rows.append(
                {
                    "outcome": row["outcome"],
                    "lines": 1,
                    "contradicted": "contradicted" in said,
                    "noticed": bool(said & {"contradicted", "unsupported"}),
                }
            )
    return pd.DataFrame(rows).groupby("outcome").sum()
