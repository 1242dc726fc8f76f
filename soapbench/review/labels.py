"""Labels: what reviewers answered on a packet's page, brought back and held against each other."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from soapbench.errors import DataError
from soapbench.evaluation import Evaluation
from soapbench.review import people, trust
from soapbench.review.packet import Packet, Place, digest, load_packet, notes_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "Labels", "read_labels"]

Answer = Literal["has it", "has it not", "cannot tell"]
_NAME = re.compile(r"[^\W_][\w .'-]{0,39}")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _CaseLabels(_Strict):
    case: str
    preference: Literal["A", "B", "no difference"] | None
    elements: Mapping[Place, Mapping[str, Answer]]
    remark: str
    seconds: Annotated[int, Field(ge=0)] | None


class _LabelFile(_Strict):
    kind: Literal["soapbench labels"]
    packet: str
    reviewer: str
    cases: tuple[_CaseLabels, ...]


@dataclass(frozen=True)
class Labels:
    """What reviewers answered about a packet.

    ``answers`` has one row per question about an element that was answered: reviewer, case_id,
    template, element, answer. ``by_case`` has one row per reviewer and case: reviewer, case_id,
    ``preferred`` (a template, or "no difference"; missing where open), ``place`` (the note
    preferred, A or B), ``seconds`` where the timer was on, and ``remark``, which nothing prints:
    a reviewer may have quoted a note after all. ``checks`` has what the scorers said of the
    elements asked about: scorer, case_id, template, element, status; empty without an evaluation.
    """

    packet: Packet
    answers: pd.DataFrame
    by_case: pd.DataFrame
    checks: pd.DataFrame

    def reviewers(self) -> pd.DataFrame:
        """Return how each reviewer worked, and what of it is odd.

        Returns:
            One row per reviewer: ``answered`` of the questions ``asked``, preferences included;
            the shares of "has it" and "cannot tell" among the answers about elements; how often
            the note shown as ``A`` and as ``B`` was preferred; ``seconds`` per case, where timed;
            and ``odd``, in words: the same answer throughout, one place preferred more often than
            chance explains, "has it" said more or less often than by the others.
        """
        return people.reviewers(self.packet, self.answers, self.by_case)

    def preference(self, alpha: float = 0.05, seed: int = 0) -> pd.DataFrame:
        """Return which version is preferred; ties are kept.

        The case is the unit: under ``all``, reviewers are averaged inside a case first.

        Returns:
            One row per reviewer, ``all`` last: in how many ``cases`` each version was preferred or
            neither; ``difference``, the mean of 1 for the second version, -1 for the first and 0
            for neither, in [-1, 1]; ``low``, ``high`` of its interval; ``p``.
        """
        return people.preference(self.packet, self.by_case, alpha, seed)

    def between_reviewers(self, alpha: float = 0.05) -> pd.DataFrame:
        """Return how far each two reviewers agree, per element, on all elements, and in preference.

        "Cannot tell" and open questions are left out.

        Returns:
            One row per pair and element: ``labels`` both gave; ``same``, the share in which they
            agree; Cohen's ``kappa`` and Gwet's ``AC1``, each with the ``low`` and ``high`` of its
            interval over cases. What is not defined is missing.
        """
        return people.between_reviewers(self.packet, self.answers, self.by_case, alpha)

    def against_scorer(
        self, scorer: str = "payer_completeness", alpha: float = 0.05
    ) -> pd.DataFrame:
        """Return how far each reviewer and a scorer agree, per element and on all elements.

        What the scorer calls ``met`` counts as "has it" and all else as "has it not"; what it
        calls ``not_applicable``, "cannot tell" and open questions are left out.

        Returns:
            One row per reviewer and element, all reviewers together last: ``labels``; how many
            ``both`` say "has it", ``reviewer only``, ``scorer only``, ``neither``; and agreement
            as in `between_reviewers`.

        Raises:
            ValueError: There is no such scorer, or the labels were read without an evaluation.
        """
        return trust.against_scorer(self.answers, self.checks, self.packet, scorer, alpha)

    def trust(self, scorer: str = "payer_completeness", alpha: float = 0.05) -> pd.DataFrame:
        """Return for which elements a scorer can be trusted, and why.

        Returns:
            One row per element: ``labels``, the ``cases`` they are of, ``same``, ``AC1`` with
            ``low`` and ``high``, the ``verdict`` by `trust.RULE`, and its ``reason``. Verdicts are
            not corrected for being several: of twenty elements one may be misjudged.

        Raises:
            ValueError: As in `against_scorer`.
        """
        return trust.trust(self.answers, self.checks, self.packet, scorer, alpha)

    @property
    def sentence(self) -> str:
        """Which version is preferred, in words."""
        return people.in_words(self.packet, self.preference())

    @property
    def remarks(self) -> list[str]:
        """What is odd about a reviewer's answers."""
        odd = self.reviewers()["odd"]
        return [f"{name}: {words}" for name, words in odd.items() if words]

    def __repr__(self) -> str:
        table = people.shown(self.between_reviewers())
        parts = [self._title, self.sentence, *self.remarks]
        parts += [table.to_string()] if len(table) else []
        parts += [self._trusted.to_string()] if len(self.checks) else []
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        table = people.shown(self.between_reviewers())
        remarks = "".join(f"<li>{html.escape(remark)}</li>" for remark in self.remarks)
        parts = [f"<p>{html.escape(self._title)}</p><p><b>{html.escape(self.sentence)}</b></p>"]
        parts += [f"<ul>{remarks}</ul>"] if remarks else []
        parts += [table.to_html()] if len(table) else []
        parts += [self._trusted.to_html()] if len(self.checks) else []
        return "".join(parts)

    @property
    def _title(self) -> str:
        table = self.reviewers()
        return (
            f"Labels({self.packet.id[:8]}: {len(table)} reviewers, {len(self.packet.cases)} cases, "
            f"{table['answered'].sum()} of {table['asked'].sum()} answers)"
        )

    @property
    def _trusted(self) -> pd.DataFrame:
        known = sorted(self.checks["scorer"].unique())
        scorer = "payer_completeness" if "payer_completeness" in known else known[0]
        return self.trust(scorer)[["labels", "verdict", "reason"]]


def read_labels(
    paths: Iterable[str | Path],
    packet: Packet | str | Path,
    evaluation: Evaluation | None = None,
) -> Labels:
    """Return what any number of reviewers answered about one packet.

    Args:
        paths: The files that reviewers saved, one each; half-filled ones are of use.
        packet: The packet, or its key.
        evaluation: The run it was written from; needed to hold scorers against the labels.

    Raises:
        DataError: A file is no label file, belongs to another packet, names what the packet does
            not hold, or two are of one reviewer; names the file and what to do.
        ValueError: No file is given, or the evaluation holds other notes than the packet showed.
    """
    import pandas as pd

    packet = packet if isinstance(packet, Packet) else load_packet(packet)
    files: dict[str, tuple[Path, _LabelFile]] = {}
    for path in map(Path, [paths] if isinstance(paths, (str, Path)) else paths):
        file = _read(path, packet)
        if (name := file.reviewer.casefold()) in files:
            raise DataError(
                f"{path.name}: of the same reviewer as {files[name][0].name}; give one file per "
                "reviewer, the latest of each"
            )
        files[name] = path, file
    if not files:
        raise ValueError("no label file given; name at least one that a reviewer saved")
    answers: list[dict[str, object]] = []
    by_case: list[dict[str, object]] = []
    for _, file in files.values():
        for case in file.cases:
            places = next(shown.places for shown in packet.cases if shown.case_id == case.case)
            row = {"reviewer": file.reviewer, "case_id": case.case}
            for place, given in case.elements.items():
                answers += [
                    {**row, "template": places[place], "element": element, "answer": answer}
                    for element, answer in given.items()
                ]
            preferred = places.get(case.preference, case.preference)  # type: ignore[arg-type]
            by_case.append(
                {
                    **row,
                    "preferred": preferred,
                    "place": case.preference if case.preference in get_args(Place) else None,
                    "seconds": case.seconds,
                    "remark": case.remark,
                }
            )
    return Labels(
        packet,
        _frame(answers, ["reviewer", "case_id", "template", "element", "answer"]),
        _frame(by_case, ["reviewer", "case_id", "preferred", "place", "seconds", "remark"]),
        pd.DataFrame(columns=_CHECKS) if evaluation is None else _checks(evaluation, packet),
    )


def _frame(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns)
    keys = [c for c in ("reviewer", "case_id", "template", "element") if c in columns]
    if "seconds" in columns:
        frame["seconds"] = frame["seconds"].astype("Int64")
    return frame.sort_values(keys, ignore_index=True)


def _read(path: Path, packet: Packet) -> _LabelFile:
    try:
        file = _LabelFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise DataError(
            f"{path.name}: no label file{_where(error)}; give it as the packet's page saved it"
        ) from None
    if not _NAME.fullmatch(file.reviewer):
        raise DataError(
            f"{path.name}: its reviewer has no name of letters and digits, 40 at most; open the "
            "packet again, write initials, and save once more"
        )
    if file.packet != packet.id:
        raise DataError(
            f"{path.name}: labels of another packet than {packet.id[:8]}; read them with the key "
            "that was written beside their page"
        )
    named = [case.case for case in file.cases]
    asked = {e for case in file.cases for given in case.elements.values() for e in given}
    strange = set(named) - {shown.case_id for shown in packet.cases}
    if strange or len(set(named)) < len(named) or asked - set(packet.elements):
        raise DataError(
            f"{path.name}: answers about a case or an element that the packet does not hold, or "
            "twice about one; give the file as the packet's page saved it"
        )
    return file


def _where(error: ValidationError) -> str:
    """Return where a file is wrong, in words of ours alone: it may hold anything."""
    known = {*_LabelFile.model_fields, *_CaseLabels.model_fields, *get_args(Place)}
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    steps = [str(s) for s in first["loc"] if isinstance(s, int) or s in known]
    return f", wrong at {'.'.join(steps)}" if steps else ""


_CHECKS = ["scorer", "case_id", "template", "element", "status"]


def _checks(evaluation: Evaluation, packet: Packet) -> pd.DataFrame:
    """Return what each scorer that reads the packet's elements said of its notes."""
    notes = notes_of(evaluation, packet).set_index(["case_id", "template"])["text"]
    for shown in packet.cases:
        for template, known in shown.notes.items():
            text = notes.get((shown.case_id, template))
            if text is None or digest(text) != known:
                raise ValueError(
                    f"the evaluation holds another note of {template} on case {shown.case_id!r} "
                    "than the packet showed; give the run that the packet was written from"
                )
    checks = evaluation.checks[evaluation.checks["label"].isin(packet.elements)]
    checks = checks[(checks["model"] == packet.model) & (checks["repeat"] == packet.repeat)]
    checks = checks.rename(columns={"label": "element"}).merge(notes.index.to_frame(index=False))
    once = ~checks.duplicated(["scorer", "case_id", "template", "element"], keep=False)
    return checks.loc[once, _CHECKS].reset_index(drop=True)
