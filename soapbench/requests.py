"""Every request of a run, guarded before anything is sent."""

from collections.abc import Collection, Iterable
from typing import get_args

from soapbench.cases import CanaryKind, Case
from soapbench.errors import MissingAnswer, PrivacyError
from soapbench.models import Model, Setting
from soapbench.prompts import PromptTemplate
from soapbench.recording import PlannedRequest, Recording
from soapbench.scorers.phi import find_phi

__all__ = ["plan_requests", "settings_of"]


def settings_of(model: Model | None, recording: Recording | None) -> list[Setting]:
    """Return how a model is asked, or for None every way the recording was made.

    A function that is a model may have ``name`` and ``parameters``.

    Raises:
        ValueError: Neither a model nor a recording.
        MissingAnswer: No model, and the recording is empty.
    """
    if model is not None:
        name = getattr(model, "name", getattr(model, "__name__", type(model).__name__))
        plain = Setting(name, getattr(model, "parameters", {}))
        return [getattr(model, "setting", plain)]
    if recording is None:
        raise ValueError("give a model to ask, a recording to replay, or both")
    if not len(recording):
        raise MissingAnswer(f"{recording.path.name}: holds no answer; run once with a model")
    return recording.settings()


def plan_requests(
    cases: Iterable[Case],
    templates: Iterable[PromptTemplate],
    setting: Setting,
    repeats: int = 3,
    allow_identifiers: Collection[str] = (),
    recording: Recording | None = None,
) -> list[PlannedRequest]:
    """Return every request of a run: each template for each case, ``repeats`` times.

    What is planned here is what is sent, and what a batch file holds: every prompt that is sent has
    passed the guard.

    Args:
        cases: What to write notes about.
        templates: The versions to ask.
        setting: How the model is asked, such as the ``setting`` of a `ChatModel`.
        repeats: How often each prompt is asked.
        allow_identifiers: Classes, such as ``"DATE"``, that the guard lets through undeclared.
        recording: What it answers is not sent, and so not guarded again.

    Raises:
        ValueError: ``allow_identifiers`` names no class, or ``repeats`` is below 1.
        DataError: A case has no input for a template's slot.
        PrivacyError: A rendered prompt holds an identifier that its case does not declare; nothing
            has been sent.
    """
    if repeats < 1:
        raise ValueError(f"{repeats} repeats: ask each prompt at least once")
    kinds = get_args(CanaryKind)
    if unknown := sorted(set(allow_identifiers) - set(kinds)):
        raise ValueError(f"no class of identifier {unknown}; the classes are {sorted(kinds)}")
    _guard_messages(setting, allow_identifiers)
    known = recording if recording is not None else ()
    planned = []
    for template in templates:
        for case in cases:
            text = template.render(case)
            request = setting.request(text)
            asked = [PlannedRequest(case.id, template.label, i, request) for i in range(repeats)]
            if any(each.key not in known for each in asked):
                _guard(case, template, text, allow_identifiers)
            planned += asked
    return planned


def _guard_messages(setting: Setting, allow_identifiers: Collection[str]) -> None:
    for message in setting.messages:
        kinds = {span.kind for span in find_phi(message["content"])} - set(allow_identifiers)
        if kinds:
            raise PrivacyError(
                f"what looks like {sorted(kinds)} stands in the {message['role']} message sent "
                f"before every prompt to {setting.model}; nothing was sent"
            )


def _guard(
    case: Case, template: PromptTemplate, text: str, allow_identifiers: Collection[str]
) -> None:
    def undeclared(words: str) -> set[str]:
        spans = find_phi(words, canaries=case.canaries)
        return {s.kind for s in spans if not s.echoed} - set(allow_identifiers)

    kinds = undeclared(text)
    if not kinds:
        return
    slots = [slot for slot in sorted(template.slots) if undeclared(case.inputs[slot])]
    where = f"the slots {slots} of" if slots else "the words of"
    raise PrivacyError(
        f"case {case.id!r}: what looks like {sorted(kinds)} stands in {where} {template.label}; "
        "nothing was sent. Replace it by a placeholder such as [Patient Name], declare it as a "
        f"canary of the case, or, if it is none, pass allow_identifiers={sorted(kinds)}"
    )
