"""Every request of a run, guarded before anything is sent."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, get_args

from soapbench.cases import CanaryKind, Case
from soapbench.errors import MissingAnswer, PrivacyError
from soapbench.models import Model, Setting
from soapbench.prompts import PromptTemplate
from soapbench.recording import PlannedRequest, Recording
from soapbench.scorers.phi import find_phi

__all__ = ["model_names", "plan_requests", "setting_named", "settings_of", "undeclared"]


_NAMELESS = ("<lambda>", "partial")
"""What Python calls functions that have no name of their own."""


def settings_of(model: Model | Setting | None, recording: Recording | None) -> list[Setting]:
    """Return how a model is asked, or for None every way the recording was made.

    A function that is a model may have ``name`` and ``parameters``; what a recording holds under
    its name is its answer, also once the function was changed. A setting, of which a recording
    is replayed, stands for itself.

    Raises:
        ValueError: Neither a model nor a recording; or a recording, and a model without a name.
        MissingAnswer: No model, and the recording is empty.
    """
    if model is not None and not isinstance(model, Setting):
        name = getattr(model, "name", getattr(model, "__name__", type(model).__name__))
        if recording is not None and name in _NAMELESS and not hasattr(model, "setting"):
            raise ValueError(
                "a recording tells models apart by their names, and this one has none: write it "
                "with `def`, or give it a `name`; one that is changed needs a new one"
            )
        plain = Setting(name, getattr(model, "parameters", {}))
        return [getattr(model, "setting", plain)]
    if recording is None:
        raise ValueError("give a model to ask, a recording to replay, or both")
    if not len(recording):
        lacks = "holds no answer" if recording.path.exists() else "no such file"
        raise MissingAnswer(f"{recording.path.name}: {lacks}; run once with a model")
    return recording.settings() if model is None else [model]


def model_names(settings: Iterable[Setting]) -> dict[str, Setting]:
    """Return settings by what each model is called: with its parameters where it has several."""
    settings = {setting.key: setting for setting in settings}.values()
    several = Counter(setting.model for setting in settings)
    return {
        setting.model
        if several[setting.model] == 1
        else f"{setting.model} {json.dumps(setting.shown, sort_keys=True)}": setting
        for setting in settings
    }


def setting_named(recording: Recording, model: str | None) -> Setting:
    """Return how the model of a recording was asked whose answers count: one named, or the only.

    Raises:
        ValueError: The recording does not hold it, or holds several and none is named.
        MissingAnswer: The recording is empty.
    """
    known = model_names(settings_of(None, recording))
    if model is None and len(known) == 1:
        (only,) = known.values()
        return only
    if model is None or model not in known:
        raise ValueError(f"name one model of the recording; it holds {sorted(known)}")
    return known[model]


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
        ValueError: ``allow_identifiers`` names no class, ``repeats`` is below 1, or two cases or
            templates are called the same.
        DataError: A case has no input for a template's slot.
        PrivacyError: A rendered prompt holds an identifier that its case does not declare; nothing
            has been sent.
    """
    if not isinstance(repeats, int) or repeats < 1:
        raise ValueError(f"repeats {repeats!r}: a whole number, at least 1")
    _refuse_unknown(allow_identifiers)
    cases, templates = list(cases), list(templates)
    _once("case", [case.id for case in cases])
    _once("template", [template.label for template in templates])
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


def _once(kind: str, names: Sequence[str]) -> None:
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise ValueError(
            f"{kind} {twice[0]!r} is given more than once; notes are told apart by it: give each "
            f"{kind} once, or evaluate them apart"
        )


def _refuse_unknown(allow_identifiers: Collection[str]) -> None:
    kinds = get_args(CanaryKind)
    if unknown := sorted(set(allow_identifiers) - set(kinds)):
        raise ValueError(f"no class of identifier {unknown}; the classes are {sorted(kinds)}")


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
    kinds = _kinds(case, text, allow_identifiers)
    if not kinds:
        return
    slots = [s for s in sorted(template.slots) if _kinds(case, case.inputs[s], allow_identifiers)]
    where = f"the slots {slots} of" if slots else "the words of"
    raise PrivacyError(
        f"case {case.id!r}: what looks like {kinds} stands in {where} {template.label}; "
        "nothing was sent. Replace it by a placeholder such as [Patient Name], declare it as a "
        f"canary of the case, or, if it is none, pass allow_identifiers={kinds}, on the command "
        f"line --allow {' '.join(kinds)}"
    )


def _kinds(case: Case, words: str, allow_identifiers: Collection[str]) -> list[str]:
    """Return the classes of what looks like an identifier and is not declared by the case."""
    spans = find_phi(words, canaries=case.canaries)
    return sorted({span.kind for span in spans if not span.echoed} - set(allow_identifiers))


def undeclared(case: Case, allow_identifiers: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the classes of what looks like an identifier and is not declared, by a case's field.

    Looked at is every text of the case, whether or not a template sends it. The words of a fact
    are left out: they stand in an input as well.

    Args:
        case: The case.
        allow_identifiers: As for `plan_requests`.

    Raises:
        ValueError: ``allow_identifiers`` names no class.
    """
    _refuse_unknown(allow_identifiers)
    told = case.model_dump(mode="json", exclude={"id", "canaries", "look_alikes"})
    found = {
        field: _kinds(case, text, allow_identifiers)
        for field, text in _texts(told)
        if not field.endswith(".words")
    }
    return {field: kinds for field, kinds in found.items() if kinds}


def _texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text in a value, with the field it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, (dict, list)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in parts:
            yield from _texts(part, f"{field}.{name}" if field else str(name))
