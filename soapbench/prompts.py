"""Prompts: each a folder of versions whose bytes are what the model is sent.

``prompts/<name>/prompt.toml`` says what the prompt is for and why each version came to be;
``prompts/<name>/v2.md`` is version two, letter for letter, with slots such as
``$clinical_findings``. A slot that is unknown, missing or unused is an error at load.
"""

import datetime
import difflib
import hashlib
import html
import os
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from soapbench.cases import Case
from soapbench.errors import DataError
from soapbench.page import visible
from soapbench.shipped import locate
from soapbench.validation import Strict, validation_problems

__all__ = ["Prompt", "PromptTemplate", "TemplateDiff", "diff", "load_templates"]


class _Version(Strict):
    parent: str | None = None
    date: datetime.date
    slots: tuple[str, ...]
    why: str


class _PromptFile(Strict):
    title: str
    purpose: str
    rubric: str
    slots: Mapping[str, str]
    versions: Mapping[str, _Version]


@dataclass(frozen=True)
class PromptTemplate:
    """One version of one prompt."""

    name: str
    version: str
    text: str
    slots: frozenset[str]
    parent: str | None
    date: datetime.date
    why: str

    @property
    def label(self) -> str:
        """Name and version, such as ``soap_note@v2``."""
        return f"{self.name}@{self.version}"

    @property
    def sha256(self) -> str:
        """The hash of the template's bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def render(self, case: Case) -> str:
        """Return the prompt for a case, its slots filled from the case's inputs.

        Raises:
            DataError: The case has no input for a slot.
        """
        if missing := sorted(self.slots - set(case.inputs)):
            raise DataError(
                f"case {case.id!r} has no input for the slots {missing} of {self.label}; "
                f"it has {sorted(case.inputs)}"
            )
        return string.Template(self.text).substitute(case.inputs)

    def __repr__(self) -> str:
        return f"PromptTemplate({self.label}, {len(self.text.split())} words)"

    def _repr_html_(self) -> str:
        return (
            f"<p><b>{html.escape(self.label)}</b></p>"
            f"<pre style='white-space:pre-wrap'>{html.escape(self.text)}</pre>"
        )


@dataclass(frozen=True)
class Prompt(Sequence[PromptTemplate]):
    """The versions of one prompt, oldest first, found by position, version or label."""

    name: str
    title: str
    purpose: str
    rubric: str
    versions: tuple[PromptTemplate, ...]

    def __len__(self) -> int:
        return len(self.versions)

    @overload
    def __getitem__(self, key: int | str) -> PromptTemplate: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[PromptTemplate]: ...
    def __getitem__(self, key: int | str | slice) -> PromptTemplate | Sequence[PromptTemplate]:
        if not isinstance(key, str):
            return self.versions[key]
        for template in self.versions:
            if key in (template.version, template.label):
                return template
        raise KeyError(f"no version {key!r} of {self.name}; it has {self._labels()}")

    def _labels(self) -> list[str]:
        return [template.version for template in self.versions]

    def __repr__(self) -> str:
        return f"Prompt({self.name}: {', '.join(self._labels())})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(t.version)}</td><td>{html.escape(t.parent or '')}</td>"
            f"<td style='text-align:left'>{html.escape(t.why)}</td></tr>"
            for t in self.versions
        )
        return (
            f"<p><b>{html.escape(self.title)}</b>. {html.escape(self.purpose)}</p><table>"
            "<thead><tr><th>version</th><th>parent</th><th style='text-align:left'>why</th></tr>"
            f"</thead><tbody>{rows}</tbody></table>"
        )


def _slots_of(where: str, text: str) -> frozenset[str]:
    template = string.Template(text)
    if not template.is_valid():
        raise DataError(f"{where}: a '$' stands alone; write '$$' for a dollar sign")
    return frozenset(template.get_identifiers())


def _text(where: str, path: Path) -> str:
    """Return what a file holds, each byte of it but the mark that some editors put first."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


def _read_prompt_file(folder: Path) -> _PromptFile:
    path = folder / "prompt.toml"
    where = f"{folder.name}/{path.name}"
    if folder.is_file():
        raise DataError(
            f"{folder}: a file; give the folder that holds {path.name} and the versions"
        )
    if not path.is_file():
        raise DataError(f"{where}: missing; it names the title, slots and versions")
    try:
        return _PromptFile.model_validate(tomllib.loads(_text(where, path)))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where}: not TOML: {error}") from None
    except ValidationError as error:
        raise DataError(f"{where}: {validation_problems(error)}") from None


def _read_version(folder: Path, prompt: _PromptFile, name: str) -> PromptTemplate:
    version, path = prompt.versions[name], folder / f"{name}.md"
    where = f"{folder.name}/{path.name}"
    if not path.is_file():
        raise DataError(f"{where}: missing, though prompt.toml lists version {name!r}")
    text = _text(where, path)
    used, declared = _slots_of(where, text), frozenset(version.slots)
    if unknown := sorted(declared - set(prompt.slots)):
        raise DataError(f"{folder.name}/prompt.toml: version {name}: no such slots: {unknown}")
    if undeclared := sorted(used - declared):
        raise DataError(
            f"{where}: unknown slots {undeclared}; prompt.toml declares {version.slots}"
        )
    if unused := sorted(declared - used):
        raise DataError(f"{where}: unused slots {unused}; use them or take them out of prompt.toml")
    if version.parent is not None and version.parent not in prompt.versions:
        raise DataError(f"{folder.name}/prompt.toml: version {name}: no parent {version.parent!r}")
    return PromptTemplate(folder.name, name, text, used, version.parent, version.date, version.why)


def load_templates(name: str | Path) -> Prompt:
    """Return the versions of a prompt, in the order `prompt.toml` lists them.

    Args:
        name: A shipped prompt (``"soap_note"``, ``"medical_necessity"``) or a folder of your own.

    Raises:
        DataError: A file is missing, a slot is unknown, missing or unused, or a parent unknown.
    """
    folder = locate(name, "prompts")
    if folder.name in ("", ".."):  # the folder's name is the prompt's
        folder = Path(os.path.abspath(folder))
    prompt = _read_prompt_file(folder)
    if stray := sorted({p.stem for p in folder.glob("*.md")} - set(prompt.versions)):
        raise DataError(f"{folder.name}: {stray} not listed under [versions] in prompt.toml")
    versions = tuple(_read_version(folder, prompt, version) for version in prompt.versions)
    if never := sorted(set(prompt.slots) - {slot for t in versions for slot in t.slots}):
        raise DataError(f"{folder.name}/prompt.toml: no version uses the slots {never}")
    return Prompt(folder.name, prompt.title, prompt.purpose, prompt.rubric, versions)


@dataclass(frozen=True)
class TemplateDiff:
    """What changed from one template to another, line by line."""

    before: str
    after: str
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        # Translucent backgrounds read on light and dark pages; the sign in the margin stays, so
        # that colour is never the only mark.
        tint = {"+": "rgba(46,160,67,.22)", "-": "rgba(248,81,73,.22)", "@": "rgba(130,130,130,.2)"}
        spans = [
            f"<span style='display:block;background:{tint.get(line[:1], 'none')}'>"
            f"{html.escape(line) or ' '}</span>"
            for line in self.lines
        ]
        return f"<pre style='white-space:pre-wrap;line-height:1.4'>{''.join(spans)}</pre>"


def diff(before: PromptTemplate, after: PromptTemplate) -> TemplateDiff:
    """Return the unified diff of two templates, shown coloured in a notebook.

    A line that differs in nothing one can see is in it too: a carriage return and its like show as
    signs, and a last line that no line feed ends says so.
    """
    lines = difflib.unified_diff(
        _lines(before.text), _lines(after.text), before.label, after.label, lineterm=""
    )
    shown = (visible(line).replace("\r", "␍") for line in lines)
    return TemplateDiff(before.label, after.label, tuple(shown))


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*lines, f"{last} (no line end)"] if last else lines
