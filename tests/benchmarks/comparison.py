"""Print how fast a large comparison is: ``python -m tests.benchmarks.comparison``."""

import time

import numpy as np
import pandas as pd

from soapbench import Evaluation, compare

CASES, REPEATS, LABELS = 1000, 5, 60


def large() -> Evaluation:
    """Return an evaluation of two versions with that many cases, repeats and elements."""
    rng = np.random.default_rng(0)
    notes = pd.MultiIndex.from_product(
        [[f"c{i:04}" for i in range(CASES)], ["p@v1", "p@v2"], ["m"], range(REPEATS)],
        names=["case_id", "template", "model", "repeat"],
    ).to_frame(index=False)
    labels = pd.DataFrame({"label": [f"E{i}" for i in range(LABELS)]})
    checks = notes.merge(labels, how="cross").assign(scorer="payer_completeness")
    checks["status"] = np.where(rng.random(len(checks)) < 0.7, "met", "missing")
    scores = notes.assign(scorer="payer_completeness", value=rng.random(len(notes)))
    return Evaluation(notes.assign(text="", finish_reason="stop"), scores, checks, {})


def main() -> None:
    """Print the seconds a comparison of every element takes, the first of a process and a next."""
    evaluation = large()
    for when in ("first", "next"):
        start = time.perf_counter()
        compare(evaluation, "p@v1", "p@v2", elements="payer_completeness")
        print(f"{CASES} cases x {REPEATS} repeats x {LABELS} elements, {when}: "
              f"{time.perf_counter() - start:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
