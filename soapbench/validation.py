"""What pydantic finds wrong in a file, as its author reads it."""

from pydantic import ValidationError

__all__ = ["validation_problems"]


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
        text = problem["msg"].removeprefix("Value error, ")
        text = text.replace("tuple", "list").replace("Tuple", "List")  # as files have them
        parts.append(f"{where}: {text}" if where else text)
    return "; ".join(parts)
