"""Print how good and how fast the element rules are: ``python -m tests.benchmarks.elements``."""

import json
import re
import resource
import time
from collections.abc import Sequence

import pandas as pd

from soapbench import (
    Recording,
    against_labels,
    between_readers,
    challenge,
    load_labelled,
    load_rubric,
    read,
    shipped,
)
from soapbench.challenge import worded
from soapbench.labels import LabelledNote
from soapbench.rubrics import Rubric, find_elements

NAMES = ("soap_note", "medical_necessity")


def main() -> None:
    """Print agreement on each half, the challenge, speed, and memory."""
    notes = load_labelled()
    rubrics = [load_rubric(name) for name in NAMES]
    readers = pd.concat([between_readers(notes, r) for r in rubrics])
    print("readers:", readers.mean().round(3).to_dict())
    for use in ("tune", "report"):
        kept = [note for note in notes if note.use == use]
        table = pd.concat([against_labels(kept, r) for r in rubrics])
        print(f"\n{use}: {len(kept)} notes,", table.iloc[:, 3:].mean().round(3).to_dict())
        right = (table["recall"] * table["notes"]).sum()
        print("of all elements together: precision", round(right / table["found"].sum(), 3),
              "recall", round(right / table["notes"].sum(), 3))  # fmt: skip
        print(table.round(2).to_string() if use == "report" else "")
    broken = pd.concat(
        [challenge([n.text for n in kept if n.rubric == r.name], r) for r in rubrics]
    )
    shares = broken[["noticed", "spilled"]].mul(broken["breaks"], axis=0)
    print("challenge, report:", int(broken["breaks"].sum()), "breaks,",
          (shares.sum() / broken["breaks"].sum()).round(3).to_dict())  # fmt: skip
    print(in_other_words([note for note in notes if note.use == "report"], rubrics).to_string())
    speed()


def in_other_words(notes: Sequence[LabelledNote], rubrics: Sequence[Rubric]) -> pd.DataFrame:
    """Return how often breaks are noticed that are told in wordings for tuning, and in others.

    Each break is told once in a wording of either kind, of each lot; slots and instructions stand
    on lines of their own.
    """
    path = shipped("datasets", "labelled", "wordings.jsonl")
    wordings = pd.DataFrame([json.loads(line) for line in path.read_text().splitlines()])
    alone = wordings["way"].isin(["left blank", "instruction echoed"])
    wordings.loc[alone, "words"] = "\n\n" + wordings["words"] + "\n\n"
    breaks = {
        f"{way}, {use}, {lot}": worded(way, list(told))
        for (way, use, lot), told in wordings.groupby(["way", "use", "lot"])["words"]
    }
    tables = [challenge([n.text for n in notes if n.rubric == r.name], r, breaks) for r in rubrics]
    table = pd.concat(tables).drop(columns="spilled").reset_index()
    table["noticed"] *= table["breaks"]
    total = table.groupby("way")[["breaks", "noticed"]].sum().astype(int)
    return total.assign(share=(total["noticed"] / total["breaks"]).round(3))


def speed() -> None:
    """Print notes of about 350 tokens a second, beside a plain scan of the same texts."""
    lines = Recording(shipped("datasets", "recordings", "soap_note.jsonl")).lines.values()
    texts = [line["text"][:1500] for line in lines]
    rubrics = [load_rubric(name) for name in NAMES]
    # The tables of patterns fill as texts come: first from other notes, so that none is read twice.
    other = Recording(shipped("datasets", "recordings", "medical_necessity.jsonl")).lines.values()
    told = [line["text"] for line in other]
    first = scan(told[:100], rubrics)
    scan(told[100:], rubrics)
    ours = scan(texts, rubrics)
    words = re.compile(
        "|".join(sorted({w for text in texts[:20] for w in text.split() if w.isalpha()}))
    )
    start = time.process_time()
    for text in texts:
        words.findall(text)
    plain = time.process_time() - start
    many = words.pattern.count("|") + 1
    print(f"read and both rubrics: {len(texts) / ours:.0f} notes a second,", end=" ")
    print(f"{100 / first:.0f} of the first hundred of a process, which are whole")
    print(f"that is {ours / plain:.1f} times a plain scan for {many} words")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for i in range(100_000 // len(texts)):
        for text in texts[:: max(1, len(texts) // 40)]:
            find_elements(rubrics[0], f"{i} {text}", ())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"memory after {100_000 // len(texts) * 40:,} more notes: {(after - before) / 1024:+.0f} MB"
    )


def scan(texts: Sequence[str], rubrics: Sequence[Rubric]) -> float:
    """Return how many seconds the reading of texts takes, and the elements of each rubric."""
    start = time.process_time()
    for text in texts:
        read(text)
        for rubric in rubrics:
            find_elements(rubric, text, ())
    return time.process_time() - start


if __name__ == "__main__":
    main()
