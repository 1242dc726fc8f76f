"""Cases: what a model is told about one synthetic visit, and the facts that make a claim true.

A case file is JSON Lines, one case a line. Loading holds every case to its contract: no unknown
field, every fact pointing at its own words in an input, unique ids. Whether the numbers are
clinically plausible is `soapbench.reference.implausible`'s question.
"""

import difflib
import hashlib
import html
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, overload

from pydantic import Field, ValidationError, model_validator

from soapbench.errors import DataError
from soapbench.json_lines import json_lines
from soapbench.shipped import locate
from soapbench.validation import Strict, validation_problems

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Canary",
    "Case",
    "CaseSet",
    "Fact",
    "Goal",
    "Intervention",
    "Measure",
    "Minutes",
    "Plan",
    "load_cases",
]

Population = Literal[
    "unilateral_vestibular",
    "bilateral_vestibular",
    "bppv_residual",
    "stroke",
    "parkinson",
    "multiple_sclerosis",
    "traumatic_brain_injury",
    "concussion",
    "cerebellar_ataxia",
    "diabetic_neuropathy",
    "older_adult_falls",
    "knee_arthroplasty",
    "acl_reconstruction",
    "ankle_instability",
    "shoulder",
    "sci_amputee_sitting",
]
Phase = Literal["evaluation", "early", "mid", "progress_report", "discharge"]
Trajectory = Literal["baseline", "improving", "plateau", "regression", "maintenance", "mixed"]
Side = Literal["right", "left", "bilateral"]
Importance = Literal["critical", "major", "minor"]
Gap = Literal["rom", "pain", "balance_test", "baseline", "prom", "falls", "minutes"]
Claim = Literal[
    "plateau",
    "regression",
    "improvement",
    "fall",
    "rom_gain",
    "left_side",
    "right_side",
    "pain",
    "goals_met",
    "change_beyond_error",
]
FactKind = Literal[
    "diagnosis",
    "status",
    "function",
    "quality_of_life",
    "home_program",
    "posture",
    "deficit",
    "gait",
    "response",
    "complexity",
    "prior_function",
    "event",
    "potential",
]
CanaryKind = Literal[
    "NAME_PATIENT", "NAME_RELATIVE", "NAME_CLINICIAN", "FACILITY", "DATE", "AGE_OVER_89",
    "LOCATION", "EMPLOYER", "PHONE", "FAX", "EMAIL", "SSN", "MRN", "PLAN_ID", "ACCOUNT", "LICENSE",
    "VEHICLE", "DEVICE_SERIAL", "URL", "IP", "BIOMETRIC", "PHOTO", "OTHER_ID",
]  # fmt: skip
Text = Annotated[str, Field(min_length=1)]


class _Worded(Strict):
    words: Text
    """The fact as it stands, letter for letter, in one of the case's inputs."""


class Fact(_Worded):
    """One thing the case establishes in words, such as a limitation or a posture."""

    kind: FactKind
    importance: Importance = "major"


class Measure(_Worded):
    """One value of an outcome measure, now and, where known, at the start."""

    name: Text
    """An id of `soapbench.reference.measures()`, such as ``bbs`` or ``rom``."""
    detail: str | None = None
    """What the name leaves open: the motion of a ROM, the condition of an mCTSIB, the muscle."""
    side: Side | None = None
    value: float
    unit: Text
    baseline: float | None = None
    importance: Importance = "critical"


class Intervention(_Worded):
    """One thing done with the patient in the visit."""

    name: Text
    code: Literal["97112", "97110", "97116", "97530", "97140", "97161", "97162", "97163", "97164"]
    minutes: int = Field(gt=0)
    dose: str | None = None
    surface: str | None = None
    cues: str | None = None
    assist: str | None = None


class Minutes(_Worded):
    """Treatment time: minutes under timed codes, all treatment minutes, and units billed."""

    timed: int = Field(ge=0)
    total: int = Field(gt=0)
    units: Mapping[str, int] = {}


class Goal(_Worded):
    """One goal of the plan of care and where it stands."""

    status: Literal["new", "ongoing", "met", "not_met", "revised"]
    measure: str | None = None
    target: float | None = None
    due: str | None = None


class Plan(_Worded):
    """How often and how long treatment goes on, and what comes next."""

    frequency: str | None = None
    duration: str | None = None
    next_step: str | None = None


class Count(_Worded):
    """A count the patient reports, such as falls since the last visit."""

    value: int = Field(ge=0)


class Pain(_Worded):
    """Pain on the 0 to 10 numeric scale, with where or when."""

    value: float = Field(ge=0, le=10)
    baseline: float | None = Field(default=None, ge=0, le=10)


class Canary(Strict):
    """A synthetic identifier planted in an input, to see whether it comes through."""

    kind: CanaryKind
    text: Text


class Case(Strict):
    """One synthetic visit: what the model is told, and what makes a claim about it true."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    population: Population
    phase: Phase
    trajectory: Trajectory
    side: Side | None = None
    visit: int = Field(ge=1)
    payer_rule: Literal["cms", "ama"]
    provider: Literal["PT", "PT+PTA"] = "PT"
    inputs: Mapping[str, Text]
    other_words: Mapping[str, Text] = {}
    """Inputs that tell the same facts as another clinician would; see `reworded`."""
    facts: tuple[Fact, ...] = ()
    measures: tuple[Measure, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    minutes: Minutes | None = None
    goals: tuple[Goal, ...] = ()
    falls: Count | None = None
    pain: Pain | None = None
    plan: Plan | None = None
    absent: tuple[Gap, ...] = ()
    must_not_claim: tuple[Claim, ...] = ()
    look_alikes: tuple[Text, ...] = ()
    """Words in the inputs that look like identifiers and are none, such as ``4/5``."""
    canaries: tuple[Canary, ...] = ()

    @model_validator(mode="after")
    def _words_stand_in_inputs(self) -> "Case":
        for field, words in self._quoted():
            if not any(words in text for text in self.inputs.values()):
                raise ValueError(
                    f"{field}: its words stand in none of the inputs {sorted(self.inputs)}; "
                    "copy them letter for letter from one of them"
                )
        return self

    @model_validator(mode="after")
    def _other_words_are_for_inputs(self) -> "Case":
        if strange := sorted(set(self.other_words) - set(self.inputs)):
            raise ValueError(f"other_words: no inputs {strange}; known are {sorted(self.inputs)}")
        return self

    def _quoted(self) -> Iterator[tuple[str, str]]:
        for field in ("facts", "measures", "interventions", "goals"):
            for i, fact in enumerate(getattr(self, field)):
                yield f"{field}.{i}.words", fact.words
        for field in ("minutes", "falls", "pain", "plan"):
            if (fact := getattr(self, field)) is not None:
                yield f"{field}.words", fact.words
        for i, text in enumerate(self.look_alikes):
            yield f"look_alikes.{i}", text
        for i, canary in enumerate(self.canaries):
            yield f"canaries.{i}.text", canary.text

    def reworded(self) -> "Case":
        """Return the case told in its other words; what makes a claim true stays.

        Raises:
            ValueError: The case has no other words.
        """
        if not self.other_words:
            raise ValueError(f"case {self.id!r} has no other_words to be told in")
        # Facts keep pointing at the words they were first told in, so it is not validated again.
        return self.model_copy(update={"inputs": {**self.inputs, **self.other_words}})

    @property
    def sha256(self) -> str:
        """The hash of the case's canonical JSON."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def __repr__(self) -> str:
        return f"Case({self.id}: {self.population}, {self.phase}, {self.trajectory})"

    def _repr_html_(self) -> str:
        """Return the inputs, one under the other: what the model can be told."""
        rows = "".join(
            f"<dt><b>{html.escape(slot)}</b></dt>"
            f"<dd style='white-space:pre-wrap'>{html.escape(text)}</dd>"
            for slot, text in sorted(self.inputs.items())
        )
        return f"<p><b>{html.escape(self.id)}</b></p><dl>{rows}</dl>"


@dataclass(frozen=True)
class CaseSet(Sequence[Case]):
    """Cases in order, found by position or by id; shown as a table."""

    cases: tuple[Case, ...]
    held_back: bool = False
    """Whether they were kept apart for a last look; `evaluate` then records the look."""

    def __len__(self) -> int:
        return len(self.cases)

    @overload
    def __getitem__(self, key: int | str) -> Case: ...
    @overload
    def __getitem__(self, key: slice) -> "CaseSet": ...
    def __getitem__(self, key: int | str | slice) -> "Case | CaseSet":
        if isinstance(key, slice):
            return CaseSet(self.cases[key], self.held_back)
        if isinstance(key, int):
            return self.cases[key]
        for case in self.cases:
            if case.id == key:
                return case
        near = difflib.get_close_matches(key, [case.id for case in self.cases], 3, 0.5)
        meant = f"; perhaps {near}" if near else ""
        raise KeyError(f"no case {key!r} among these {len(self)}{meant}")

    def split(self, seed: int, held_back: float = 0.3) -> tuple["CaseSet", "CaseSet"]:
        """Return the cases to work on, and those held back, each in the set's order.

        The part held back is spread over the populations. Try versions on the first part; look at
        the second once, with the version you settled on. Few cases cannot say `no worse` of
        events, such as identifiers, which takes 29: confirm a score with ``primary`` of `compare`.

        Args:
            seed: The same seed holds back the same cases.
            held_back: Their share, in (0, 1).

        Raises:
            ValueError: The share would leave one of the parts empty.
        """
        every = len(self)
        count = round(held_back * every)
        if not 0 < count < every:
            few = f"take one from {1 / every:.2g} to {1 - 1 / every:.2g}" if every > 1 else ""
            raise ValueError(
                f"a share of {held_back} of {every} cases leaves a part empty; "
                f"{few or 'take more cases'}"
            )
        shuffled = sorted(self.cases, key=lambda case: case.id)
        random.Random(seed).shuffle(shuffled)
        spread = sorted(shuffled, key=lambda case: case.population)
        start = random.Random(seed).random()
        kept = {spread[int((i + start) * len(self) / count)].id for i in range(count)}
        return (
            CaseSet(tuple(case for case in self.cases if case.id not in kept)),
            CaseSet(tuple(case for case in self.cases if case.id in kept), held_back=True),
        )

    def frame(self) -> "pd.DataFrame":
        """Return one row per case, by id: population, phase, trajectory and how much it holds."""
        import pandas as pd

        rows = [
            {
                "case_id": case.id,
                "population": case.population,
                "phase": case.phase,
                "trajectory": case.trajectory,
                "visit": case.visit,
                "measures": len(case.measures),
                "timed minutes": case.minutes.timed if case.minutes else pd.NA,
                "absent": ", ".join(case.absent),
            }
            for case in self.cases
        ]
        columns = [
            "case_id", "population", "phase", "trajectory", "visit", "measures", "timed minutes",
            "absent",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns).set_index("case_id").sort_index()

    def __repr__(self) -> str:
        return f"CaseSet({len(self)} cases{', held back' if self.held_back else ''})"

    def _repr_html_(self) -> str:
        return f"<p>{len(self)} cases</p>{self.frame().to_html(escape=True)}"


def load_cases(name: str | Path) -> CaseSet:
    """Return the cases of a file, in the file's order.

    Args:
        name: A shipped set (``"balance"``, ``"canaries"``) or the path of a JSON Lines file.

    Raises:
        DataError: The file is missing, or lines are no valid cases; names file, line and field of
            each.
    """
    path = locate(name, "datasets", "cases", suffix=".jsonl")
    cases: list[Case] = []
    seen: dict[str, int] = {}
    wrong: list[str] = []
    for number, row in json_lines(path):
        where = f"{path.name}:{number}"
        try:
            case = Case.model_validate(row)
        except ValidationError as error:
            wrong.append(f"{where}: {validation_problems(error)}")
            continue
        if case.id in seen:
            wrong.append(
                f"{where}: case id {case.id!r} is already used on line "
                f"{seen[case.id]}; give this case an id of its own"
            )
        seen.setdefault(case.id, number)
        cases.append(case)
    if wrong:
        raise DataError("\n".join(wrong))
    if not cases:
        raise DataError(f"{path.name}: holds no case; write one JSON object a line")
    return CaseSet(tuple(cases))
