"""The file that a packet's page saves: its contract, and reading one that may hold anything."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError

from soapbench.errors import DataError
from soapbench.review.packet import Packet, Place
from soapbench.validation import Strict

__all__ = ["Answer", "CaseLabels", "LabelFile", "read_file"]

Answer = Literal["has it", "has it not", "cannot tell"]
_LONGEST_S = 10_000_000
"""A page left open for months; more is no time that anybody took."""
_NAME = re.compile(r"[^\W_][\w .'-]{0,39}")


class CaseLabels(Strict):
    """What a reviewer answered about one case; what is open is missing."""

    case: str
    preference: Literal["A", "B", "no difference"] | None
    elements: Mapping[Place, Mapping[str, Answer]]
    remark: str
    seconds: Annotated[int, Field(ge=0, le=_LONGEST_S)] | None


class LabelFile(Strict):
    """What one reviewer answered about a packet."""

    kind: Literal["soapbench labels"]
    packet: str
    reviewer: str
    cases: Annotated[tuple[CaseLabels, ...], Field(min_length=1)]


def read_file(path: Path, packet: Packet) -> LabelFile:
    """Return what a file holds, if it answers this packet and nothing else.

    Raises:
        DataError: It does not; names the file, what is wrong, and what to do, and quotes nothing.
    """
    try:
        file = LabelFile.model_validate_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except FileNotFoundError:
        raise DataError(f"{path.name}: no such file; give one that a reviewer saved") from None
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
    """Return where a file is wrong, in words of our own alone."""
    known = {*LabelFile.model_fields, *CaseLabels.model_fields, *get_args(Place)}
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    steps = [str(s) for s in first["loc"] if isinstance(s, int) or s in known]
    return f", wrong at {'.'.join(steps)}" if steps else ""
