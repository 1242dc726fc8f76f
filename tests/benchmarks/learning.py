"""Print what weights add on notes nobody showed them: ``python -m tests.benchmarks.learning``.

Each set of notes that the cues were not tuned on is left out in turn, weights are learnt from all
that is left, and the set is read with the cues alone and with both.
"""

import re
import sys
from dataclasses import replace

import pandas as pd

from soapbench import against_labels, learn, load_labelled, load_lines, load_rubric
from soapbench.rubrics import Rubric


def main(path: str | None = None) -> None:
    """Print precision, recall and F1 per rubric, and per element with weights."""
    notes, lines = load_labelled(path), load_lines()
    for name in ("medical_necessity", "soap_note"):
        rubric = load_rubric(name)
        mine = [note for note in notes if note.rubric == name and note.use == "tune"]
        sets = sorted({_set(note.id) for note in mine if "-new" in note.id})
        counts: dict[str, list[pd.DataFrame]] = {"cues alone": [], "with weights": []}
        for out in sets:
            left = [note for note in mine if _set(note.id) != out]
            kept = [note for note in mine if _set(note.id) == out]
            taught = replace(rubric, weights=learn(rubric, left, lines))
            for way, with_ in (
                ("cues alone", replace(rubric, weights=None)),
                ("with weights", taught),
            ):
                counts[way].append(_counted(kept, with_))
        for way, tables in counts.items():
            total = sum(tables[1:], tables[0])
            shares = _shares(total)
            print(name, f"{len(sets)} sets,", way, shares.mean().round(3).to_dict())
        print(shares.round(2).to_string())


def _set(note_id: str) -> str:
    return re.sub(r"-?\d+$", "", note_id)


def _counted(kept: list, rubric: Rubric) -> pd.DataFrame:
    table = against_labels(kept, rubric)
    right = (table["recall"] * table["notes"]).where(table["notes"] > 0, 0)
    return pd.DataFrame({"notes": table["notes"], "found": table["found"], "right": right})


def _shares(total: pd.DataFrame) -> pd.DataFrame:
    both = total["notes"] + total["found"]
    return total.assign(
        precision=total["right"] / total["found"],
        recall=total["right"] / total["notes"],
        F1=2 * total["right"] / both,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
