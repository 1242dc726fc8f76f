"""Print how fast all scorers are, and how true: ``python -m tests.benchmarks.scorers``."""

import dataclasses
import json
import time
from collections import Counter
from collections.abc import Sequence

import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa

from soapbench import (
    Case,
    Evaluation,
    Recording,
    billing_arithmetic,
    claims_against_labels,
    distort,
    evaluate,
    fact_recall,
    grounding,
    load_cases,
    load_claims,
    load_slips,
    load_templates,
    originality,
    phi_absence,
    read,
    recall_against_labels,
    shipped,
    slips_found,
    soap_completeness,
)
from soapbench.cases import Claim
from tests.bills import against_bills
from tests.true_notes import true_notes_read

SHORT = 1500
"""Characters of a note of about 350 tokens."""
RECORDING = shipped("datasets", "recordings", "soap_note.jsonl")
HEADS = {"S": "Subjective", "O": "Objective", "A": "Assessment", "P": "Plan"}
CASES = {case.id: case for case in load_cases("balance")}


def main() -> None:
    """Print agreement with labels, distortions noticed, false alarms and speed."""
    for name in ("claims", "claims_later"):
        told = load_claims(shipped("datasets", "labelled", f"{name}.jsonl"))
        for use in ("tune", "report"):
            kept = [note for note in told if note.use == use]
            print(f"\n{name}, {use}: {len(kept)} notes\n{claims_against_labels(kept, CASES)}")
            counts = recall_against_labels(kept, CASES)
            kappa = cohens_kappa(counts.to_numpy(), wt="linear").kappa
            print(f"{counts}\nfact_recall, weighted kappa {kappa:.2f}")
    looked_at_again()
    for use in ("tune", "report"):
        print(f"\n{use}, single claims:\n{single_lines(use)}")
    for told in ("plainly", "freely"):
        for use in ("tune", "report"):
            kept = [note for note in load_slips() if (note.use, note.told) == (use, told)]
            if kept:
                print(f"\nslips told {told}, {use}: {len(kept)} notes\n{slips_found(kept, CASES)}")
    for use in ("tune", "report"):
        print(f"\ntreatment time and units, {use}:\n{against_bills(use)}")
        print(f"\ntrue notes in many layouts, {use}:\n{true_notes_read(use)}")
    print(f"\ntrue claims, barred on purpose:\n{barred_on_purpose()}")
    lines = Recording(RECORDING).lines.values()
    notes = [(CASES[line["case_id"]], line["text"]) for line in lines]
    for name in ("soap_note", "medical_necessity"):
        told = Recording(shipped("datasets", "recordings", f"{name}.jsonl")).lines.values()
        made = distort([(CASES[t["case_id"]], t["text"]) for t in told][::4])
        print(f"\n{name}, notes made untrue:\n{made.round(3)}")
        checks = [c.status for t in told for c in grounding(CASES[t["case_id"]], t["text"]).checks]
        share = checks.count("contradicted") / len(checks)
        print(f"{name}: {share:.4f} of the claims of untouched "
              "notes are called contradicted")  # fmt: skip
    speed(notes)


def looked_at_again() -> None:
    """Print what a further reader says of places that the scorers call contradicted."""
    path = shipped("datasets", "labelled", "claims_look.jsonl")
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    look = {(row["id"], row["start"]): row["outcome"] for row in rows}
    said = [
        look[note.id, check.span[0]]
        for note in load_claims()
        for scorer in (grounding, billing_arithmetic)
        for check in scorer(CASES[note.case_id], note.text).checks
        if check.status == "contradicted" and check.span and (note.id, check.span[0]) in look
    ]
    print(f"\nlooked at again: of {len(said)} called contradicted, {dict(Counter(said))}")


def single_lines(use: str) -> pd.DataFrame:
    """Return what `grounding` makes of claims that stand alone, by what they should be.

    ``fine`` is what is neither contradicted nor unsupported; ``inferred`` was a threshold's claim
    that is published and holds.
    """
    path = shipped("datasets", "labelled", "claim_lines.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = []
    for row in (row for row in rows if row["use"] == use):
        checks = grounding(
            CASES[row["case_id"]], f"{HEADS[row['section']]}:\n{row['text']}\n"
        ).checks
        said = {check.status for check in checks}
        said |= {"published"} if any(c.rule == "grounding/published" for c in checks) else set()
        worst = next((o for o in ("contradicted", "unsupported") if o in said), "fine")
        if worst == "fine" and row["outcome"] == "inferred" and "published" in said:
            worst = "inferred"
        pairs.append((row["outcome"], worst))
    frame = pd.DataFrame(pairs, columns=["labelled", "said"])
    return frame.groupby(["labelled", "said"]).size().unstack("said", fill_value=0)


def barred_on_purpose() -> pd.DataFrame:
    """Return how often what notes may say of a case's course is noticed once the case bars it.

    Notes of improving cases mostly tell of improvement, those of a regression of that: as models
    word it, not as somebody words it who knows the rules. Not every note says so in general words.
    """
    courses: dict[str, Claim] = {
        "improving": "improvement", "regression": "regression", "plateau": "plateau"
    }  # fmt: skip
    rows = []
    for name in ("soap_note", "medical_necessity"):
        path = shipped("datasets", "recordings", f"{name}.jsonl")
        for told in Recording(path).lines.values():
            case = CASES[told["case_id"]]
            if case.trajectory in courses:
                barred = case.model_copy(update={"must_not_claim": (courses[case.trajectory],)})
                rules = {check.rule for check in grounding(barred, told["text"]).checks}
                rows.append((name, case.trajectory, "grounding/must_not_claim" in rules))
    frame = pd.DataFrame(rows, columns=["prompt", "course", "noticed"])
    return frame.groupby(["prompt", "course"])["noticed"].agg(["size", "mean"]).round(2)


def speed(notes: list[tuple[Case, str]]) -> None:
    """Print notes a second for all scorers, whole notes and short ones, and where the time goes."""
    # Half the notes each way, so that no line is seen twice for being cut.
    short = [(case, note[:SHORT]) for case, note in notes[::2]]
    # The tables of patterns fill as texts come: first from other notes.
    other = Recording(shipped("datasets", "recordings", "medical_necessity.jsonl")).lines.values()
    _spent([(CASES[line["case_id"]], line["text"]) for line in other])
    for name, those in (("short", short), ("whole", notes[1::2])):
        spent = _spent(those)
        length = sum(len(note) for _, note in those) / len(those)
        print(f"all scorers, {name} notes of {length:,.0f} characters: "
              f"{len(those) / sum(spent.values()):.0f} notes a second")  # fmt: skip
        for step, seconds in spent.items():
            print(f"  {step:22}{1000 * seconds / len(those):6.2f} ms a note")
    soap = load_templates("soap_note")
    run = evaluate(list(CASES.values()), soap, None, {}, 3, RECORDING)
    start = time.process_time()
    originality(_thousand(run))
    print(f"originality of 1,000 notes: {time.process_time() - start:.1f} s")


def _spent(notes: Sequence[tuple[Case, str]]) -> dict[str, float]:
    """Return the seconds of each scorer over notes read for the first time.

    What several scorers need of a note counts for the first of them, the reading by itself.
    """
    scorers = {"reading": _reading, **soap_completeness, "phi_absence": phi_absence,
               "grounding": grounding, "fact_recall": fact_recall,
               "billing_arithmetic": billing_arithmetic}  # fmt: skip
    spent = dict.fromkeys(scorers, 0.0)
    for case, note in notes:
        for name, scorer in scorers.items():
            start = time.process_time()
            scorer(case, note)
            spent[name] += time.process_time() - start
    return spent


def _reading(_case: Case, note: str) -> None:
    read(note)


def _thousand(run: Evaluation) -> Evaluation:
    """Return 1,000 notes of one template, the recorded ones under more names of cases."""
    frames = [
        run.completions.assign(
            case_id=run.completions["case_id"] + run.completions["template"] + str(i),
            template="p@v1",
        )
        for i in range(3)
    ]
    return dataclasses.replace(run, completions=pd.concat(frames).head(1000))


if __name__ == "__main__":
    main()
