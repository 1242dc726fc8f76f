"""Where the prompts, datasets and notebooks that come with soapbench lie.

In a checkout they are the top-level folders; an installed wheel carries copies inside the package.
"""

from pathlib import Path

from soapbench.errors import DataError

__all__ = ["locate", "shipped"]

_PACKAGE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """Return the path of something that comes with soapbench, such as ``("datasets", "cases")``."""
    inside = _PACKAGE / "_shipped"
    root = inside if inside.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)


def locate(name: str | Path, *folder: str, suffix: str = "") -> Path:
    """Return the path that ``name`` stands for: a shipped thing by bare name, else a path.

    A bare name means the same in every working directory: what lies there under the name of a
    shipped thing is given as a path, such as ``"./balance"``.

    Args:
        name: A bare name such as ``"balance"``, or a path.
        folder: Where the shipped things of this kind lie, such as ``"datasets", "cases"``.
        suffix: The ending of a shipped file of this kind; empty for a folder.

    Raises:
        DataError: Nothing is there; the message lists the shipped names.
    """
    lying = (path for path in shipped(*folder).glob(f"*{suffix}") if path.name[0] not in "._")
    known = {path.name.removesuffix(suffix): path for path in lying}
    path = known.get(name, Path(name)) if isinstance(name, str) else name
    if not path.exists():
        raise DataError(f"{name}: no such file or folder; give a path, or one of {sorted(known)}")
    return path
