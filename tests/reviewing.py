"""A run whose notes hold known elements, a packet of it, and label files of planned reviewers."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from soapbench import Case, Check, Completion, Evaluation, Packet, Score, evaluate, load_templates
from soapbench.review.packet import Shown

ELEMENTS = ("S-FALLS", "O-BAL", "O-CUE", "P-GOAL")
OLD, NEW = "soap_note@v1", "soap_note@v2"
TEMPLATES = load_templates("soap_note")[:2]


def by_name(case: Case, note: str) -> Score:
    """A scorer that is always right: a note of this run names the elements it has."""
    checks = tuple(Check(e, "met" if f"has {e}." in note else "missing") for e in ELEMENTS)
    return Score(sum(c.status == "met" for c in checks) / len(checks), checks)


def always_met(case: Case, note: str) -> Score:
    """A scorer that sees everything everywhere."""
    return Score(1.0, tuple(Check(e, "met") for e in ELEMENTS))


def contrary(case: Case, note: str) -> Score:
    """A scorer that is always wrong."""
    checks = tuple(Check(e, "missing" if f"has {e}." in note else "met") for e in ELEMENTS)
    return Score(sum(c.status == "met" for c in checks) / len(checks), checks)


def run_of(
    make_case: Callable[..., Case], count: int, note: Callable[[int, str], str] | None = None
) -> tuple[Evaluation, list[Case]]:
    """Return a run of two templates on so many cases, and the cases.

    Args:
        make_case: The fixture.
        count: How many cases.
        note: The note of a case's number and a template; by default each element is there or not
            by a coin's fall.
    """
    cases = [
        make_case(id=f"c-{i}", inputs={**make_case().inputs, "clinical_findings": f"Case {i}."})
        for i in range(count)
    ]
    note = note or coin_note
    texts = {t.render(c): note(i, t.label) for i, c in enumerate(cases) for t in TEMPLATES}

    def model(request: Any) -> Completion:
        return Completion(texts[request.messages[0]["content"]], "m")

    scorers = {"right": by_name, "blind": always_met, "contrary": contrary}
    return evaluate(cases, TEMPLATES, model, scorers, repeats=1), cases


def coin_note(number: int, template: str) -> str:
    """Return a note with each element or not, the same one for the same case and template."""
    chance = random.Random(f"{number} {template}")
    held = [e for e in ELEMENTS if chance.random() < 0.5]
    return f"Note {number}. " + " ".join(f"It has {element}." for element in held)


def truth(run: Evaluation) -> Callable[[str, str, str], str]:
    """Return what an honest reviewer answers about a case, a template and an element."""
    texts = run.completions.set_index(["case_id", "template"])["text"]

    def answer(case_id: str, template: str, element: str) -> str:
        return "has it" if f"has {element}." in texts[case_id, template] else "has it not"

    return answer


def place_of(shown: Shown, template: str) -> str:
    """Return where a template's note stands."""
    return next(place for place, label in shown.places.items() if label == template)


def label_file(
    folder: Path,
    packet: Packet,
    name: str,
    answer: Callable[[str, str, str], str | None],
    prefer: Callable[[Shown], str | None] = lambda shown: None,
    /,
    **changes: Any,
) -> Path:
    """Write a label file as the page does, and return its path."""
    cases = []
    for shown in packet.cases:
        given = {
            place: {e: answer(shown.case_id, label, e) for e in packet.elements}
            for place, label in shown.places.items()
        }
        elements = {
            place: {e: said for e, said in each.items() if said} for place, each in given.items()
        }
        cases.append(
            {
                "case": shown.case_id,
                "preference": prefer(shown),
                "elements": elements,
                "remark": "",
                "seconds": None,
            }
        )
    file = {"kind": "soapbench labels", "packet": packet.id, "reviewer": name, "cases": cases}
    path = folder / f"labels-{name}.json"
    path.write_text(json.dumps({**file, **changes}))
    return path
