"""Packets: pairs of notes for people to judge, without saying which version wrote which."""

from __future__ import annotations

import codecs
import dataclasses
import hashlib
import html
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from soapbench.cases import Case
from soapbench.errors import DataError
from soapbench.evaluation import Evaluation
from soapbench.page import render, visible
from soapbench.pairs import one_model
from soapbench.privacy import redacted
from soapbench.rubrics import Element, load_rubric
from soapbench.scorers import redact as without
from soapbench.validation import Strict, validation_problems

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Packet", "Place", "digest", "load_packet", "notes_of", "write_packet"]

Place = Literal["A", "B"]
_HERE = Path(__file__).parent


class Shown(Strict):
    """One case of a packet: which template's note stands where, and the hash of each note."""

    case_id: str
    places: Mapping[Place, str]
    """The template of note A and of note B."""
    notes: Mapping[str, str]
    """The SHA-256 of each template's note, as it was before anything was redacted."""


class Packet(Strict):
    """The key of a packet: what its page asks, and what it hides. It stays with the author."""

    id: str
    """A hash of all that the page shows."""
    rubric: str
    elements: tuple[str, ...]
    templates: tuple[str, str]
    model: str
    repeat: int
    cases: tuple[Shown, ...]

    @property
    def asked(self) -> int:
        """How many questions the page asks: each element of each note, and a preference a case."""
        return len(self.cases) * (2 * len(self.elements) + 1)

    def __repr__(self) -> str:
        one, other = self.templates
        return (
            f"Packet({self.id[:8]}: {len(self.cases)} cases, {one} and {other}, "
            f"{len(self.elements)} elements)"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def write_packet(
    evaluation: Evaluation,
    cases: Sequence[Case],
    page: str | Path,
    *,
    templates: tuple[str, str],
    rubric: str,
    seed: int,
    questions: Sequence[str] | None = None,
    repeat: int = 0,
    model: str | None = None,
    redact: bool | None = None,
) -> Packet:
    """Write a page on which people judge two notes per case blindly, and the key beside it.

    The page is one offline file to send. The key, ``packet.key.json`` beside ``packet.html``, says
    which template wrote which note: it stays with the author, and `read_labels` needs it. Each
    template is note A in half of the cases. The page holds no label, seed or score; whoever knows
    how a version writes may still recognise it.

    Args:
        evaluation: The run whose notes are shown.
        cases: Some of its cases, in the order to be shown; drawn without a look at their scores,
            if labels are to stand for the others.
        page: The HTML file to write.
        templates: The two labels to compare, such as ``("soap_note@v2", "soap_note@v3")``.
        rubric: The rubric whose elements are asked about.
        seed: Decides which note is A; the same seed gives the same page.
        questions: Ids of the elements to ask about; the core ones if not given.
        repeat: Which of the notes on a case.
        model: Whose notes, where the evaluation holds several models.
        redact: Replace identifiers by their class; unless given, where any case plants some.

    Raises:
        ValueError: A case, note, template or element is not there, or not twice.
        DataError: A key of another packet stands in the way.
    """
    page = Path(page)
    name = one_model(evaluation, model)
    elements = _elements(rubric, questions)
    _once("templates", templates)
    _once("cases", [case.id for case in cases])
    texts = _texts(evaluation, cases, templates, name, repeat)
    if redact is None:
        redact = any(case.canaries for case in cases)
    notes = _without_identifiers(evaluation, cases, texts, name, repeat) if redact else texts
    places = _places(len(cases), templates, seed)
    contents = [
        _content(case, notes[case.id], where, redact)
        for case, where in zip(cases, places, strict=True)
    ]
    packet = Packet(
        id=digest(json.dumps([[(e.id, e.title) for e in elements], contents]))[:16],
        rubric=rubric,
        elements=tuple(element.id for element in elements),
        templates=templates,
        model=name,
        repeat=repeat,
        cases=tuple(
            Shown(case_id=c.id, places=where, notes={t: digest(texts[c.id][t]) for t in templates})
            for c, where in zip(cases, places, strict=True)
        ),
    )
    _write(page, packet, _html(packet, contents, elements, redact))
    return packet


def load_packet(path: str | Path) -> Packet:
    """Return the packet whose key a file holds.

    Raises:
        DataError: The file is no key of a packet.
    """
    path = Path(path)
    try:
        packet = Packet.model_validate_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except FileNotFoundError:
        raise DataError(
            f"{path.name}: no such file; the key lies beside the packet's page"
        ) from None
    except ValidationError as error:
        raise DataError(
            f"{path.name}: no key of a packet ({validation_problems(error)}); give the "
            ".key.json that write_packet wrote beside the page"
        ) from None
    mine = set(packet.templates)
    if any({*shown.places.values()} != mine or set(shown.notes) != mine for shown in packet.cases):
        raise DataError(
            f"{path.name}: no key of a packet (a case shows other templates than {sorted(mine)}); "
            "give the .key.json as write_packet wrote it"
        )
    return packet


def notes_of(evaluation: Evaluation, packet: Packet) -> pd.DataFrame:
    """Return the completions that a packet shows, as the evaluation holds them."""
    notes = evaluation.notes
    return notes[
        (notes["model"] == packet.model)
        & (notes["repeat"] == packet.repeat)
        & notes["template"].isin(packet.templates)
        & notes["case_id"].isin([shown.case_id for shown in packet.cases])
    ]


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _elements(rubric: str, questions: Sequence[str] | None) -> list[Element]:
    every = load_rubric(rubric)
    if questions is None:
        return [element for element in every.elements if element.core]
    known = [element.id for element in every.elements]
    if not set(questions) <= set(known):
        raise ValueError(f"questions are ids of elements of {every.name}; it has {known}")
    _once("questions", questions)
    return [every[question] for question in questions]


def _once(what: str, names: Sequence[str]) -> None:
    if not names or len(set(names)) < len(names):
        raise ValueError(f"{what}: name at least one, and each of them once")


def _texts(
    evaluation: Evaluation,
    cases: Iterable[Case],
    templates: Sequence[str],
    model: str,
    repeat: int,
) -> dict[str, dict[str, str]]:
    """Return each case's note by template."""
    notes = evaluation.notes
    notes = notes[(notes["model"] == model) & (notes["repeat"] == repeat)]
    texts = notes.set_index(["case_id", "template"])["text"].to_dict()
    for case in cases:
        if evaluation.manifest["cases"].get(case.id) != case.sha256:
            raise ValueError(f"case {case.id!r} is not one that this evaluation was run on")
        for template in templates:
            if (case.id, template) not in texts:
                raise ValueError(
                    f"no note of {template!r} on case {case.id!r}, repeat {repeat}: it was refused "
                    f"or empty, or is not among the templates "
                    f"{sorted(evaluation.completions['template'].unique())} and "
                    f"{evaluation.manifest['repeats']} repeats of the evaluation"
                )
    return {case.id: {t: texts[case.id, t] for t in templates} for case in cases}


def _without_identifiers(
    evaluation: Evaluation,
    cases: Sequence[Case],
    texts: Mapping[str, Mapping[str, str]],
    model: str,
    repeat: int,
) -> dict[str, dict[str, str]]:
    """Return each case's notes without what a rule, a scorer or the case calls an identifier."""

    def mine(frame: pd.DataFrame) -> pd.DataFrame:
        shown = (frame["model"] == model) & (frame["repeat"] == repeat)
        return frame[shown & frame["case_id"].isin(list(texts))]

    some = dataclasses.replace(
        evaluation, completions=mine(evaluation.completions), checks=mine(evaluation.checks)
    )
    templates = list(texts[cases[0].id])
    return _texts(redacted(some, cases), cases, templates, model, repeat)


def _content(
    case: Case, notes: Mapping[str, str], where: Mapping[Place, str], redact: bool
) -> dict[str, Any]:
    """Return what the page shows of a case."""
    facts: Mapping[str, str] = case.inputs
    if redact:
        facts = {slot: without(text, canaries=case.canaries) for slot, text in facts.items()}
    return {
        "id": case.id,
        "facts": {slot: visible(text) for slot, text in facts.items()},
        "notes": {place: visible(notes[label]) for place, label in where.items()},
    }


def _places(count: int, templates: tuple[str, str], seed: int) -> list[dict[Place, str]]:
    """Return which template is A and which B in each case, each first in half of them."""
    turned = [bool(i % 2) for i in range(count)]
    random.Random(seed).shuffle(turned)
    one, other = templates
    return [{"A": other, "B": one} if turn else {"A": one, "B": other} for turn in turned]


def _html(
    packet: Packet, contents: list[dict[str, Any]], elements: Sequence[Element], redact: bool
) -> str:
    import jinja2

    script, style, template = (
        (_HERE / f"packet.{kind}").read_text(encoding="utf-8") for kind in ("js", "css", "html")
    )
    body = jinja2.Environment(autoescape=True).from_string(template)
    return render(
        f"Blinded packet {packet.id[:8]}",
        body.render(
            id=packet.id, cases=contents, elements=elements, asked=packet.asked, redacted=redact
        ),
        style=style,
        scripts=[script],
    )


def _write(page: Path, packet: Packet, text: str) -> None:
    if page.is_dir():
        raise DataError(f"{page}: a folder; give a file")
    key = page.with_suffix(".key.json")
    if key.exists() and load_packet(key) != packet:
        raise DataError(
            f"{key.name}: the key of another packet, whose labels cannot be read without it; "
            "give this page another name"
        )
    page.parent.mkdir(parents=True, exist_ok=True)
    # The page first: where it cannot be written, no key is left behind.
    page.write_text(text, encoding="utf-8")
    key.write_text(packet.model_dump_json(indent=1) + "\n", encoding="utf-8")
