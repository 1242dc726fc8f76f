"""A model as judge, for what rules cannot see: closed questions about a note, each with its words.

A judge prompt never asks for a rating. It lists the facts of the case, or puts questions of its
own, and wants for every yes the words of the note that show it. An answer whose words do not stand
in the note does not count. Answers are recorded and replayed like notes, keyed by a hash of the
whole judge prompt, so that neither another note nor another version can get a stale one.

Asking is a step of its own; as a scorer, a judge only replays::

    judge = ModelJudge(load_templates("judge_soap")["v1"], Recording("judge.jsonl"), "some-model")
    notes = [(cases[row.case_id], row.text) for row in evaluation.notes.itertuples()]
    judge.ask(judge.plan(notes), ChatModel("some-model"))
    evaluate(..., scorers={"skilled_need": judge})

What a judge cannot do: words that stand in a note need not bear out the answer, and a yes that a
note talks the judge into may quote the very words that did so. The mark in the note then shows
them. A no quotes nothing, so nothing guards it. No gate counts a judge; see `soapbench.gate`.
"""

import hashlib
import json
import math
import re
import string
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from soapbench.cases import Case
from soapbench.errors import DataError, MissingAnswer, PrivacyError
from soapbench.generation import generate
from soapbench.models import Completion, Model, Request
from soapbench.prompts import PromptTemplate
from soapbench.recording import Key, PlannedRequest, Recording
from soapbench.scorers.base import Check, Score
from soapbench.scorers.phi import find_overlapping, find_phi
from soapbench.scorers.phi.spans import Redacted

__all__ = ["AnswerStatus", "ModelJudge", "facts_of"]

AnswerStatus = Literal["yes", "no", "not_applicable", "unsupported", "unreadable"]
"""What the judge said; or a yes whose words are not in the note; or no answer that can be read."""

_QUESTION = re.compile(r"^- ([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*): ", re.MULTILINE)
_SLOTS = frozenset({"facts", "note", "fence"})
_FENCED = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)
_STATUS: Mapping[tuple[str, bool], AnswerStatus] = {
    ("yes", True): "yes",
    ("yes", False): "unsupported",
    ("no", False): "no",
    ("not_applicable", False): "not_applicable",
}
"""What an answer is by what was said and whether its words stand in the note."""
_HALVES = re.compile("[\ud800-\udfff]")
_LEAST_WORDS = 2
"""A single word stands in many notes and shows little."""
_LEAST_ANSWERED = 0.5
"""A share of fewer answers than this says more about the judge than about the note."""


@dataclass(frozen=True)
class ModelJudge:
    """The share of closed questions about a note that a model answers with yes.

    A question is a line of the template such as ``- A-SKILL: Does the note ...?``; the slot
    ``$facts`` asks one more for each fact of the case, named by its place on the sheet, such as
    ``measures.0``. One check per question, at the words that were quoted; its status is one of
    `AnswerStatus`. What is not applicable, unsupported or unreadable does not count. Where more
    than half of the questions are unsupported or unreadable, or none can be counted, the note gets
    checks and no score.

    The note and the facts are sent with every identifier replaced by its class, those the writing
    model made up too; what the rules take for one by mistake is hidden from the judge as well.

    Args:
        template: A version of a judge prompt, with the slots ``note`` and ``fence`` and, where it
            asks about the case, ``facts``.
        recording: Where answers are kept and replayed from.
        model: The judging model's name.
        parameters: Its parameters; a low temperature, so that it answers alike each time.

    Raises:
        DataError: The template lacks a slot, has an unknown one, or asks nothing.
    """

    template: PromptTemplate
    recording: Recording
    model: str
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"temperature": 0})

    def __post_init__(self) -> None:
        slots, label = self.template.slots, self.template.label
        if not {"note", "fence"} <= slots <= _SLOTS:
            raise DataError(
                f"{label} is no judge prompt: it has the slots {sorted(slots)}; a judge fills "
                "note and fence, and facts where it asks about the case"
            )
        asked = _QUESTION.findall(self.template.text)
        if len(set(asked)) < len(asked):
            raise DataError(f"{label}: a question's id stands twice; give each an id of its own")
        if not asked and "facts" not in slots:
            raise DataError(
                f"{label} asks nothing: write '- SOME-ID: Does the note ...?' or $facts"
            )

    def plan(
        self,
        notes: Iterable[tuple[Case | None, str]],
        allow_identifiers: Collection[str] = (),
    ) -> list[PlannedRequest]:
        """Return one request per note, for `ask` or `soapbench.write_batch`.

        Args:
            notes: Each note with its case; None for a note without one, where no facts are asked.
            allow_identifiers: Classes that the guard lets through. Identifiers are replaced before
                it looks; what it still sees is rarely one, such as a word in capitals.

        Raises:
            PrivacyError: A prompt seems to hold an identifier even so; nothing has been sent.
        """
        planned: dict[Key, PlannedRequest] = {}
        for case, note in notes:
            request, name = self._request(_Hidden.of(case, note)), _name(case)
            found = {span.kind for span in find_phi(request.messages[0]["content"])}
            if kinds := sorted(found - set(allow_identifiers)):
                raise PrivacyError(
                    f"a note of {name!r}: what looks like {kinds} is left in the prompt of "
                    f"{self.template.label}; nothing was sent. Leave the note out or, if it is no "
                    f"identifier, pass allow_identifiers={kinds}"
                )
            each = PlannedRequest(name, self.template.label, 0, request)
            planned.setdefault(each.key, each)
        return list(planned.values())

    def ask(self, planned: Iterable[PlannedRequest], model: Model, concurrency: int = 8) -> int:
        """Ask what the recording does not hold, record it, and return how many that were.

        Args:
            planned: As `plan` gives it.
            model: Any callable from a request to a completion; it is asked for ``self.model``.
            concurrency: How many requests are in flight at most.

        Raises:
            ModelError: The model cannot be asked; what was answered is recorded.
        """
        missing = {each.key: each for each in planned if each.key not in self.recording}
        if missing:
            with self.recording:
                generate(list(missing.values()), model, self.recording, concurrency)
        return len(missing)

    def __call__(self, case: Case | None, note: str) -> Score:
        """Return the share of yes, with one check per question, from the recording alone.

        Raises:
            MissingAnswer: The recording does not hold the answer.
        """
        hidden = _Hidden.of(case, note)
        answers = _read(self._recorded(hidden))
        checks = tuple(
            _check(question, answers.get(question), hidden, self.template.label)
            for question in self.questions(case)
        )
        said = [check.status for check in checks]
        yes, no, spared = (said.count(status) for status in ("yes", "no", "not_applicable"))
        enough = yes + no and yes + no + spared >= _LEAST_ANSWERED * len(said)
        return Score(yes / (yes + no) if enough else math.nan, checks)

    def questions(self, case: Case | None) -> list[str]:
        """Return the ids of what is asked about a note of a case."""
        asked = _QUESTION.findall(self.template.text)
        return [*asked, *(self._facts(case) if "facts" in self.template.slots else [])]

    def _facts(self, case: Case | None) -> dict[str, str]:
        if case is None:
            raise ValueError(f"{self.template.label} asks about a case's facts: give the case")
        return facts_of(case)

    def _recorded(self, hidden: "_Hidden") -> Completion:
        key = self._request(hidden).id, 0
        if key in self.recording:
            return self.recording[key]
        lines = self.recording.lines.values()
        known = sorted({f"{line['model']} {line['parameters']}" for line in lines})
        raise MissingAnswer(
            f"{self.recording.path.name}: no answer of {self.model} {dict(self.parameters)} to "
            f"{self.template.label} on a note of {_name(hidden.case)!r}; it holds "
            f"answers of {known}. The note, the case or the judge prompt may have changed since; "
            "record it with judge.ask(judge.plan(notes), model)"
        )

    def _request(self, hidden: "_Hidden") -> Request:
        slots = {"note": hidden.text, "fence": _fence(hidden.text)}
        if "facts" in self.template.slots:
            # As JSON a fact stays on its line, whatever it holds.
            slots["facts"] = "\n".join(
                f"- {label}: {json.dumps(hidden.also(words), ensure_ascii=False)}"
                for label, words in self._facts(hidden.case).items()
            )
        text = string.Template(self.template.text).substitute(slots)
        return Request(self.model, ({"role": "user", "content": text},), dict(self.parameters))

    def __repr__(self) -> str:
        asked = f"{self.template.label} {self.template.sha256[:8]}"
        return f"ModelJudge({asked}, {self.model} {dict(self.parameters)})"


def _name(case: Case | None) -> str:
    return case.id if case else "no case"


def facts_of(case: Case) -> dict[str, str]:
    """Return the words of each fact of a case by its place on the sheet, such as ``goals.1``."""
    listed = {
        f"{kind}.{i}": fact.words
        for kind in ("facts", "measures", "interventions", "goals")
        for i, fact in enumerate(getattr(case, kind))
    }
    single = {kind: getattr(case, kind) for kind in ("minutes", "pain", "falls", "plan")}
    return listed | {kind: fact.words for kind, fact in single.items() if fact is not None}


@dataclass(frozen=True)
class _Hidden:
    """A note as the judge sees it, its identifiers replaced, and the way back to the note."""

    case: Case | None
    text: str
    back: Redacted

    @classmethod
    def of(cls, case: Case | None, note: str) -> "_Hidden":
        there = _redacted(case, note)
        swapped = tuple((c, d, a, b) for a, b, c, d in there.replaced)
        return cls(case, there.text, Redacted(note, swapped))

    def also(self, words: str) -> str:
        """Return other words of the case, hidden alike."""
        return _redacted(self.case, words).text

    def place(self, quote: str) -> tuple[int, int] | None:
        """Return where a quote stands in the note, however its spaces and lines run."""
        found = _find(self.text, quote)
        return self.back.place(*found) if found else None


def _redacted(case: Case | None, text: str) -> Redacted:
    # Half a surrogate pair is no text and cannot be sent; a mark in its place keeps offsets.
    text = _HALVES.sub("\ufffd", text)
    return Redacted.of(text, find_overlapping(text, canaries=case.canaries if case else ()))


def _fence(note: str) -> str:
    # A hash of the note cannot be written into the note, so no note can end its own fence.
    return f"note-{hashlib.sha256(note.encode()).hexdigest()[:16]}"


def _find(note: str, quote: str) -> tuple[int, int] | None:
    words = quote.split()
    if len(words) < _LEAST_WORDS:
        return None
    starts = [match.start() for match in re.finditer(r"\S+", note)]
    plain, places, at = note.split(), [], 0
    for word in plain:
        places.append(at)
        at += len(word) + 1

    def back(offset: int) -> int:
        i = bisect_right(places, offset) - 1
        return starts[i] + offset - places[i]

    wanted = " ".join(words)
    found = " ".join(plain).find(wanted)
    return None if found < 0 else (back(found), back(found + len(wanted) - 1) + 1)


def _read(completion: Completion) -> dict[str, tuple[str, str]]:
    """Return answer and quote by question; without those that cannot be read or are told twice."""
    fenced = _FENCED.fullmatch(completion.text.strip())
    try:
        rows = json.loads(fenced[1] if fenced else completion.text)["answers"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    answers: dict[str, tuple[str, str]] = {}
    twice = set()
    for row in rows if isinstance(rows, Sequence) else ():
        if not isinstance(row, dict):
            continue
        question, answer, quote = (row.get(name, "") for name in ("id", "answer", "quote"))
        if not all(isinstance(each, str) for each in (question, answer, quote)):
            continue
        if question in answers:
            twice.add(question)
        answers[question] = answer, quote
    return {question: told for question, told in answers.items() if question not in twice}


def _check(question: str, answer: tuple[str, str] | None, hidden: _Hidden, rule: str) -> Check:
    said, quote = answer or ("", "")
    span = hidden.place(quote) if said == "yes" else None
    return Check(question, _STATUS.get((said, span is not None), "unreadable"), span, rule)
