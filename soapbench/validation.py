"""What pydantic finds wrong in a file, as its author reads it."""

from pydantic import ValidationError

__all__ = ["validation_problems"]

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field known here; check its spelling",
    "string_pattern_mismatch": "may hold small letters and digits, with single hyphens between",
    "model_type": "is no object in braces, { and }",
}
"""What pydantic says in words of programmers, by its kind of error."""


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
