"""Labels: what reviewers answered about a packet, held against each other and the scorers."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from soapbench.errors import DataError
from soapbench.evaluation import Evaluation
from soapbench.review import people, trust
from soapbench.review.files import LabelFile, read_file
from soapbench.review.packet import Packet, Place, digest, load_packet, notes_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Labels", "read_labels"]


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

        What a scorer calls ``met``, or a judge answers with ``yes``, counts as "has it", and all
        else as "has it not". What does not apply, what a judge left without words of the note,
        "cannot tell" and open questions are left out.

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

        Verdicts are not corrected for being several: of twenty elements one may be misjudged. A
        scorer that agrees 19 times in 20, on what every second note has, is trusted in about three
        of four simulated studies with 24 cases, in nine of ten with 32, and in none with 12.

        Returns:
            One row per element: ``labels``, the ``cases`` they are of, ``same``, ``AC1`` with
            ``low`` and ``high``, the ``verdict`` by `trust.RULE`, and its ``reason``.

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
        return "\n".join(
            [
                self._title,
                self.sentence,
                *self.remarks,
                *(table.to_string() for table in self._tables),
            ]
        )

    def _repr_html_(self) -> str:
        import pandas as pd

        remarks = "".join(f"<li>{html.escape(remark)}</li>" for remark in self.remarks)
        with pd.option_context("display.max_colwidth", None):
            tables = [table.to_html() for table in self._tables]
        return "".join(
            [
                f"<p>{html.escape(self._title)}</p><p><b>{html.escape(self.sentence)}</b></p>",
                f"<ul>{remarks}</ul>" if remarks else "",
                *tables,
            ]
        )

    @property
    def _title(self) -> str:
        table = self.reviewers()
        return (
            f"Labels({self.packet.id[:8]}: {len(table)} reviewer{'s' * (len(table) > 1)}, "
            f"{len(self.packet.cases)} cases, {table['answered'].sum()} of "
            f"{table['asked'].sum()} answers)"
        )

    @property
    def _tables(self) -> list[pd.DataFrame]:
        """Agreement among reviewers, and what a scorer is worth, as far as there is any."""
        tables = [people.shown(self.between_reviewers())]
        if len(self.checks):
            known = sorted(self.checks["scorer"].unique())
            scorer = "payer_completeness" if "payer_completeness" in known else known[0]
            tables.append(self.trust(scorer)[["labels", "verdict", "reason"]])
        return [table for table in tables if len(table)]


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
    paths = [paths] if isinstance(paths, (str, Path)) else paths
    files = _one_each(map(Path, paths), packet)
    answers = [row for file in files for row in _answers(file, packet)]
    by_case = [row for file in files for row in _by_case(file, packet)]
    return Labels(
        packet,
        _frame(answers, ["reviewer", "case_id", "template", "element", "answer"]),
        _frame(by_case, ["reviewer", "case_id", "preferred", "place", "seconds", "remark"]),
        pd.DataFrame(columns=_CHECKS) if evaluation is None else _checks(evaluation, packet),
    )


def _one_each(paths: Iterable[Path], packet: Packet) -> list[LabelFile]:
    files: list[LabelFile] = []
    names: dict[str, str] = {}
    for path in paths:
        file = read_file(path, packet)
        name = file.reviewer.casefold()
        if name in names:
            raise DataError(
                f"{path.name}: of the same reviewer as {names[name]}; give one file per reviewer, "
                "the latest of each"
            )
        names[name] = path.name
        files.append(file)
    if not files:
        raise ValueError("no label file given; name at least one that a reviewer saved")
    return files


def _answers(file: LabelFile, packet: Packet) -> Iterator[dict[str, object]]:
    places = {shown.case_id: shown.places for shown in packet.cases}
    for case in file.cases:
        for place, given in case.elements.items():
            for element, answer in given.items():
                yield {
                    "reviewer": file.reviewer,
                    "case_id": case.case,
                    "template": places[case.case][place],
                    "element": element,
                    "answer": answer,
                }


def _by_case(file: LabelFile, packet: Packet) -> Iterator[dict[str, object]]:
    places = {shown.case_id: shown.places for shown in packet.cases}
    for case in file.cases:
        named = {str(place): label for place, label in places[case.case].items()}
        yield {
            "reviewer": file.reviewer,
            "case_id": case.case,
            "preferred": named.get(case.preference, case.preference) if case.preference else None,
            "place": case.preference if case.preference in get_args(Place) else None,
            "seconds": case.seconds,
            "remark": case.remark,
        }


def _frame(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=columns)
    if "seconds" in columns:
        frame["seconds"] = frame["seconds"].astype("Int64")
    keys = [c for c in ("reviewer", "case_id", "template", "element") if c in columns]
    return frame.sort_values(keys, ignore_index=True)


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
    # A scorer that says several things of one element does not read elements.
    once = ~checks.duplicated(["scorer", "case_id", "template", "element"], keep=False)
    return checks.loc[once, _CHECKS].reset_index(drop=True)
