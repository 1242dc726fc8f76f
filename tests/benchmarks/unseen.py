"""Print what the rules make of what they were not made from: ``python -m tests.benchmarks.unseen``.

Notes that weights were not learnt from, and notes about other cases than the project's.
"""

import json
from collections import defaultdict

import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa

from soapbench import (
    LabelledNote,
    against_labels,
    grounding,
    load_cases,
    load_claims,
    load_labelled,
    load_rubric,
    load_slips,
    recall_against_labels,
    shipped,
    slips_found,
)
from tests.retold_lines import retold_lines
from tests.trial_lines import trial_lines
from tests.true_notes import true_notes_read

OTHERS = {
    case.id: case for case in load_cases(shipped("datasets", "labelled", "other_cases.jsonl"))
}


def main() -> None:
    """Print agreement with labels set by set; alarms, slips found and facts seen, half by half."""
    sets: dict[str, list[LabelledNote]] = defaultdict(list)
    for note in load_labelled(shipped("datasets", "labelled", "elements_fresh.jsonl")):
        sets[note.id.rstrip("0123456789")].append(note)
        sets[f"all of {note.rubric}"].append(note)
    print(pd.DataFrame({name: together(notes) for name, notes in sorted(sets.items())}).T.round(3))
    slips = load_slips(shipped("datasets", "labelled", "other_slips.jsonl"))
    for use in ("tune", "report"):
        print(f"\ntrue notes about other cases, {use}: {judged(use)} claims judged")
        print(true_notes_read(use, "other_true_notes.jsonl", OTHERS))
        print(slips_found([note for note in slips if note.use == use], OTHERS))
        print(f"one fact in a line\n{retold_lines(use)}")
        print(f"lines in manners thought common\n{trial_lines(use)}")
        told = load_claims(shipped("datasets", "labelled", "other_facts.jsonl"))
        seen = recall_against_labels([note for note in told if note.use == use], OTHERS)
        kappa = cohens_kappa(seen.to_numpy(), wt="linear").kappa
        print(f"facts of other cases\n{seen}\nfact_recall, weighted kappa {kappa:.2f}")


def together(notes: list[LabelledNote]) -> dict[str, float]:
    """Return precision, recall and F1 of ``met`` over all elements of notes of one rubric."""
    table = against_labels(notes, load_rubric(notes[0].rubric))
    right = (table["recall"] * table["notes"]).sum()
    found, labelled = table["found"].sum(), table["notes"].sum()
    return {
        "notes": len(notes),
        "precision": right / found,
        "recall": right / labelled,
        "F1": 2 * right / (found + labelled),
        "mean F1 of elements": table["F1"].mean(),
    }


def judged(use: str) -> int:
    """Return how many claims `grounding` judges in the true notes of a half."""
    path = shipped("datasets", "labelled", "other_true_notes.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [row for row in rows if row["use"] == use]
    return sum(len(grounding(OTHERS[row["case_id"]], row["text"]).checks) for row in kept)


if __name__ == "__main__":
    main()
