"""What pydantic finds wrong in a file, as its author reads it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from soapbench.errors import DataError
from soapbench.json_lines import json_lines

__all__ = ["Strict", "rows_of", "validation_problems"]


class Strict(BaseModel):
    """What people write in files: no field but those known, and no value of it in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


_Row = TypeVar("_Row")

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field known here; check its spelling",
    "string_pattern_mismatch": "may hold small letters and digits, with single hyphens between",
    "model_type": "is no object in braces, { and }",
    "dataclass_type": "is no object in braces, { and }",
}
"""What pydantic says in words of programmers, by its kind of error."""


def rows_of(kind: type[_Row], path: Path, what: str) -> Iterator[tuple[str, _Row]]:
    """Yield the rows of a JSON Lines file as dataclasses of one kind, each with where it stands.

    What a row holds beside the kind's fields is left out.

    Raises:
        DataError: A line is no JSON, or no ``what``: a field is missing or of another kind.
    """
    adapter: TypeAdapter[_Row] = TypeAdapter(kind)
    for number, row in json_lines(path):
        where = f"{path.name}:{number}"
        try:
            yield where, adapter.validate_python(row)
        except ValidationError as error:
            raise DataError(f"{where}: no {what}; {validation_problems(error)}") from None


def validation_problems(error: ValidationError) -> str:
    """Return what pydantic found wrong, by field, without the values it found."""
    parts = []
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    places = [problem["loc"] for problem in problems]
    for problem in problems:
        at = problem["loc"]
        if any(other[: len(at)] == at and other != at for other in places):
            continue  # what is wrong inside says it better
        where = ".".join(str(step) for step in problem["loc"])
        text = _WORDS.get(problem["type"], problem["msg"]).removeprefix("Value error, ")
        text = text.replace("tuple", "list").replace("Tuple", "List")  # as files have them
        parts.append(f"{where}: {text}" if where else text.removeprefix("is "))
    return "; ".join(parts)
