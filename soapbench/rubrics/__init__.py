"""Rubrics: the elements a note must contain, one TOML table each, with its source.

A rubric author writes cues, examples and near misses; no code. See `Element` for the fields.
"""

import hashlib
import html
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StrictBool, ValidationError, model_validator

from soapbench.cases import Case, Gap
from soapbench.errors import DataError
from soapbench.reading import read
from soapbench.rubrics.cue_kinds import refuse_strange
from soapbench.rubrics.matching import STATUSES, Found, Status, find_elements, in_place
from soapbench.rubrics.weights import Weights, load_weights
from soapbench.validation import Strict, validation_problems

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "STATUSES",
    "WEIGHTS",
    "Element",
    "Found",
    "Rubric",
    "Status",
    "Weights",
    "find_elements",
    "in_place",
    "load_rubric",
]

WEIGHTS = ".weights.csv"
"""How the name of a rubric's weights ends, in place of ``.toml``."""


class Element(Strict):
    """One thing a note must contain, and how to recognise it.

    ``all`` holds groups of cues; a clause meets the element when every group has a cue in it. The
    first group is the element's topic: a clause that has it and lacks the rest is at most partial.
    A cue is

    - a word or phrase, where ``*`` ends any word (``improv*``) and letter case does not matter;
    - the same after ``under:``, looked for in the label or heading the clause is listed under;
    - a quantity such as ``@score``, ``@minutes``, ``@measure:balance``;
    - a pattern in RE2's syntax after ``re:``, tried on the clause in lower case, in which
      ``{name}`` stands for any of the rubric's ``[terms]`` of that name.
    """

    id: str
    title: str
    section: Literal["ADM", "S", "O", "A", "P", "N"]
    core: bool
    article: Literal["asked", "implied", "omitted"]
    source: str
    all: tuple[tuple[str, ...], ...] = Field(min_length=1)
    also: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Further ways to meet it, each a list of groups like ``all``."""
    half: tuple[tuple[str, ...], ...] = ()
    """Groups of cues of which any one counts half, such as ``["tolerated well"]``."""
    near: int = Field(default=0, ge=0, le=6)
    """How many clauses before and after, in the same section, may hold what the topic lacks."""
    several: int = Field(default=1, ge=1, le=6)
    """How many different outcome measures must each carry a value of ``all``; fewer count half."""
    only_after: str | None = None
    """The element that must be claimed for this one to apply."""
    unless: tuple[str, ...] = ()
    """Cues that take a clause out of question, such as an empty generality."""
    anywhere: bool = False
    """It counts in whatever section it stands, as minutes in a billing line below the plan do."""
    number: bool = False
    """It takes a number with its unit or scale; `challenge` empties it."""
    weight: float = Field(default=1.0, gt=0, le=1)
    """How much it counts in a gate; less where the rules are measured to read it badly."""
    negation_ok: bool = False
    """A denial counts: no falls, no pain, no progress."""
    placeholder_ok: bool = False
    """A bracketed blank counts, since the fact would identify the patient."""
    partial: bool = False
    """The topic alone counts half."""
    gap: Gap | None = None
    """What a case may lack, so that saying so is the right answer."""
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _several_of_something(self) -> "Element":
        if self.several > 1 and len(self.all) < 2:
            raise ValueError("several needs two groups in all: the measures, and their values")
        return self

    @model_validator(mode="after")
    def _groups_hold_cues(self) -> "Element":
        if not all(self.ways) or not all(self.groups):
            raise ValueError("all, also and half: a group holds at least one cue, a way one group")
        return self

    @model_validator(mode="after")
    def _cues_are_known(self) -> "Element":
        for cue in (cue for group in self.groups for cue in group):
            refuse_strange(cue)
        return self

    @property
    def ways(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Each way to meet the element: groups of cues, the topic first."""
        return (self.all, *self.also)

    @property
    def topics(self) -> tuple[tuple[str, ...], ...]:
        """The groups of cues without which no clause is about it."""
        return (*(way[0] for way in self.ways), *self.half)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All groups of cues, in whatever part."""
        ways = (group for way in self.ways for group in way)
        return (*ways, *self.half, *([self.unless] if self.unless else []))


class _Head(Strict):
    """What a file says beside its elements."""

    title: str = ""
    sectioned: StrictBool = True
    terms: Mapping[str, Annotated[tuple[str, ...], Field(min_length=1)]] = {}


_HEADINGS = {
    "ADM": "",
    "S": "Subjective:\n",
    "O": "Objective:\n",
    "A": "Assessment:\n",
    "P": "Plan:\n",
    "N": "",
}


@dataclass(frozen=True)
class Rubric:
    """The elements of one kind of note, in order."""

    name: str
    title: str
    sectioned: bool
    """Whether an element counts only in its own section."""
    elements: tuple[Element, ...] = field(hash=False)
    sha256: str
    """Of the file, and of its weights where it has some."""
    weights: Weights | None = None
    """What labelled notes have taught; None leaves it to the cues alone."""

    def __contains__(self, element_id: object) -> bool:
        return any(element.id == element_id for element in self.elements)

    def __getitem__(self, element_id: str) -> Element:
        for element in self.elements:
            if element.id == element_id:
                return element
        raise KeyError(f"no element {element_id!r} in {self.name}")

    def statuses(self, note: str, case: Case | None = None) -> dict[str, Status]:
        """Return the state of each element in a note, by id, in the rubric's order.

        Args:
            note: The text.
            case: What it is about; a gap that the case declares and the note states makes an
                element ``not_applicable``.
        """
        found = find_elements(self, note, case.absent if case else ())
        return {each.element: each.status for each in found}

    def reasons(self, note: str, element_id: str) -> "pd.Series[float]":
        """Return what speaks for and against an element, by sign, the strongest first.

        Looked at is the clause that decided, or the most likely one where none did. The log odds
        that it meets the element are the sum of the signs' weights; ``(any clause)`` is where they
        start.

        Raises:
            DataError: The rubric has no weights for this element.
        """
        import pandas as pd

        if self.weights is None or element_id not in self.weights.starts:
            raise DataError(f"{self.name}: no weights were learnt for {element_id}")
        found = next(f for f in find_elements(self, note, ()) if f.element == element_id)
        odds = list(self.weights.odds(note)[element_id])
        starts = [clause.start for clause in read(note).clauses]
        signs: dict[str, float] = {}
        if odds:
            clause = starts.index(found.span[0]) if found.span else odds.index(max(odds))
            signs = dict(self.weights.reasons(note, clause, element_id))
        return pd.Series({"(any clause)": self.weights.starts[element_id], **signs}, name="weight")

    def placed(self, element_id: str, text: str) -> str:
        """Return a note that holds one line, in the section of an element."""
        return f"{_HEADINGS[self[element_id].section]}- {text}\n"

    def check(self) -> "pd.DataFrame":
        """Return which of the rubric's own examples and near misses come out as they should.

        Returns:
            One row per example and near miss: ``element``, ``kind``, its ``number`` in the table
            from 1, the ``status`` it got in its section, and whether that ``passes``: met for an
            example, anything else for a near miss.
        """
        import pandas as pd

        rows = []
        for element in self.elements:
            for kind, texts in (("example", element.examples), ("near miss", element.near_misses)):
                for number, text in enumerate(texts, start=1):
                    status = self.statuses(self.placed(element.id, text))[element.id]
                    passes = (status == "met") == (kind == "example")
                    rows.append((element.id, kind, number, status, passes))
        frame = pd.DataFrame(rows, columns=["element", "kind", "number", "status", "passes"])
        return frame.astype({"passes": bool})  # also where there are none

    def frame(self) -> "pd.DataFrame":
        """Return one row per element, by id, in the rubric's order."""
        import pandas as pd

        columns = ["id", "title", "section", "core", "article", "source"]
        rows = [{name: getattr(e, name) for name in columns} for e in self.elements]
        return pd.DataFrame(rows, columns=columns).set_index("id")

    def __repr__(self) -> str:
        core = sum(e.core for e in self.elements)
        return f"Rubric({self.name}: {len(self.elements)} elements, {core} core)"

    def _repr_html_(self) -> str:
        return f"<p><b>{html.escape(self.title)}</b></p>{self.frame().to_html(escape=True)}"


def load_rubric(name: str | Path, weighted: bool = True) -> Rubric:
    """Return a rubric.

    Args:
        name: A shipped rubric (``"soap_note"``, ``"medical_necessity"``) or a TOML file. A file of
            weights beside it, as ``soapbench learn`` writes, is read with it.
        weighted: False leaves such weights aside.

    Raises:
        DataError: The file is missing or a folder, a key or an element is invalid, or its weights
            cannot be read; names file, element and field.
    """
    path = Path(name)
    if isinstance(name, str) and path.name == name and not path.suffix:
        path = Path(__file__).with_name(f"{name}.toml")
    if not path.exists() and isinstance(name, str) and Path(name).is_file():
        raise DataError(f"{name}: a rubric's file ends in .toml; rename it")
    if not path.exists():
        known = sorted(p.stem for p in Path(__file__).parent.glob("*.toml"))
        # A path is no name: it may be spelled like one and still stand for a file alone.
        names = f", or one of {known}" if isinstance(name, str) else ""
        raise DataError(f"{name}: no such rubric; give a TOML file{names}")
    if path.is_dir():
        raise DataError(f"{path}: a folder; give a file")
    weights = path.with_suffix(WEIGHTS)
    taught = weights.stat().st_mtime_ns if weighted and weights.is_file() else None
    return _load(path, path.stat().st_mtime_ns, taught)


@cache
def _load(path: Path, _changed: int, taught: int | None) -> Rubric:
    data, beside = path.read_bytes(), path.with_suffix(WEIGHTS)
    weights = load_weights(beside) if taught is not None else None
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: not TOML in UTF-8: {error}") from None
    except RecursionError:
        raise DataError(f"{path.name}: nested too deep; write one table per element") from None
    tables = {key: row for key, row in table.items() if isinstance(row, dict) and key != "terms"}
    head = _head(path.name, {key: row for key, row in table.items() if key not in tables})
    elements = tuple(
        _element(path.name, key, _with_terms(f"{path.name}: [{key}]", row, head.terms))
        for key, row in tables.items()
    )
    if not elements:
        raise DataError(f"{path.name}: holds no element; write one table per element, [MY-ID]")
    known = {element.id for element in elements}
    for element in elements:
        if element.only_after is not None and element.only_after not in known:
            raise DataError(
                f"{path.name}: [{element.id}] only_after: no element {element.only_after!r}; known "
                f"are {sorted(known)}"
            )
    if strange := set(weights.starts if weights else ()) - known:
        raise DataError(
            f"{beside.name}: {sorted(strange)} are no elements of {path.name}; make it anew with "
            "soapbench learn"
        )
    return Rubric(
        name=path.stem,
        title=head.title or path.stem,
        sectioned=head.sectioned,
        elements=elements,
        sha256=hashlib.sha256(data + (beside.read_bytes() if weights else b"")).hexdigest(),
        weights=weights,
    )


def _with_terms(where: str, part: Any, terms: Mapping[str, Sequence[str]]) -> Any:
    """Return a table with each ``{name}`` in a pattern replaced by that name's terms."""
    if isinstance(part, dict):
        return {key: _with_terms(where, value, terms) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_terms(where, value, terms) for value in part]
    if not (isinstance(part, str) and part.startswith("re:")):
        return part
    while match := _TERM.search(part):
        if match[1] not in terms:
            raise DataError(f"{where}: no term {match[1]!r}; known are {sorted(terms)}")
        if len(part) > _LONGEST:
            raise DataError(f"{where}: term {match[1]!r} names itself, or is too long")
        part = part[: match.start()] + f"(?:{'|'.join(terms[match[1]])})" + part[match.end() :]
    return part


_TERM = re.compile(r"\{([a-z_]+)\}")
_LONGEST = 20_000
"""Characters of a pattern with its terms."""


def _head(file: str, row: Mapping[str, object]) -> _Head:
    try:
        return _Head.model_validate(row)
    except ValidationError as error:
        raise DataError(
            f"{file}: {validation_problems(error)}; beside its elements, one table each, a rubric "
            "has title, sectioned and terms"
        ) from None


def _element(file: str, key: str, row: Mapping[str, object]) -> Element:
    if "id" in row:
        raise DataError(f"{file}: [{key}] id: is no field; the table's name is the element's id")
    try:
        return Element.model_validate({"id": key, **row})
    except ValidationError as error:
        raise DataError(f"{file}: [{key}] {validation_problems(error)}") from None
