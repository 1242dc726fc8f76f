"""Several comparisons at once: all versions against one, each against its parent, one per model.

Whoever looks at several comparisons and keeps the best is helped by luck; Holm's correction
therefore runs over all of a family.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from soapbench.comparison import Comparison, compare_pairs
from soapbench.evaluation import Evaluation
from soapbench.prompts import PromptTemplate
from soapbench.verdict import in_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Family", "compare_all", "compare_ladder", "compare_models"]


@dataclass(frozen=True)
class Family(Sequence[Comparison]):
    """Comparisons that belong together, in order; shown as one table of verdicts."""

    comparisons: tuple[Comparison, ...]

    def __len__(self) -> int:
        return len(self.comparisons)

    @overload
    def __getitem__(self, key: int) -> Comparison: ...
    @overload
    def __getitem__(self, key: slice) -> Family: ...
    def __getitem__(self, key: int | slice) -> Comparison | Family:
        if isinstance(key, slice):
            return Family(self.comparisons[key])
        return self.comparisons[key]

    def frame(self) -> pd.DataFrame:
        """Return one row per comparison: baseline, candidate, model, the verdict, and per score."""
        import pandas as pd

        rows = [
            {
                "baseline": c.baseline,
                "candidate": c.candidate,
                "model": c.model,
                "cases": c.cases,
                "verdict": c.verdict,
                **c.table["verdict"].to_dict(),
            }
            for c in self.comparisons
        ]
        known = ["baseline", "candidate", "model", "cases", "verdict"]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=known)

    @property
    def flips(self) -> list[str]:
        """The scores whose verdict is `better` or `no worse` in one comparison, `worse` in another.

        Of interest where the same two versions are compared on several models.
        """
        verdicts = [c.table["verdict"] for c in self.comparisons]
        names = sorted({str(name) for column in verdicts for name in column.index})
        seen = {name: {column.get(name) for column in verdicts} for name in names}
        return [n for n in names if "worse" in seen[n] and seen[n] & {"better", "no worse"}]

    def shown(self) -> pd.DataFrame:
        """Return the table as people read it."""
        table = self.frame().rename(columns=in_words)
        return table.drop(columns=[c for c in ("model",) if table[c].nunique() == 1])

    def __repr__(self) -> str:
        return "\n".join([self.shown().to_string(index=False), *self._remarks])

    def _repr_html_(self) -> str:
        remarks = "".join(f"<li>{html.escape(remark)}</li>" for remark in self._remarks)
        return f"{self.shown().to_html(index=False)}<ul>{remarks}</ul>"

    @property
    def _remarks(self) -> list[str]:
        """What the comparisons leave to be said: what all say once, else with whose it is."""
        if not self.comparisons:
            return []
        several = len({c.model for c in self.comparisons}) > 1
        remarks = [
            f"{in_words(name)} flips: better or no worse here, worse there."
            for name in (self.flips if several else ())
        ]
        shared = [r for r in self[0].remarks if all(r in c.remarks for c in self.comparisons)]
        for c in self.comparisons:
            whose = c.model if several else c.candidate
            remarks += [f"{whose}: {remark}" for remark in c.remarks if remark not in shared]
        return remarks + shared


def compare_all(
    evaluation: Evaluation, baseline: str, candidates: Sequence[str] | None = None, **options: Any
) -> Family:
    """Return a comparison of each candidate with one baseline; all other templates by default.

    Args:
        evaluation: The run that holds them.
        baseline: Label of the template to compare with.
        candidates: Labels of the others.
        options: As in `compare`: ``margins``, ``model``, ``elements``, ``primary``, ``clusters``,
            ``alpha``, ``seed``.

    Raises:
        ValueError: As in `compare`.
    """
    model = options.pop("model", None)
    known = sorted(evaluation.completions["template"].unique())
    others = [label for label in known if label != baseline] if candidates is None else candidates
    pairs = [(baseline, label, model) for label in others]
    return Family(tuple(compare_pairs(evaluation, pairs, **options)))


def compare_ladder(
    evaluation: Evaluation, templates: Sequence[PromptTemplate], **options: Any
) -> Family:
    """Return a comparison of each version with its parent, in the order of the versions.

    Args:
        evaluation: The run that holds them.
        templates: The versions of a prompt; one whose parent is not among them begins a ladder.
        options: As in `compare`.

    Raises:
        ValueError: No version has its parent among them, or as in `compare`.
    """
    model = options.pop("model", None)
    labels = {t.version: t.label for t in templates}
    pairs = [(labels[t.parent], t.label, model) for t in templates if t.parent in labels]
    if not pairs:
        raise ValueError("no version here has its parent beside it; give a prompt's versions")
    return Family(tuple(compare_pairs(evaluation, pairs, **options)))


def compare_models(
    evaluation: Evaluation,
    baseline: str,
    candidate: str,
    models: Sequence[str] | None = None,
    **options: Any,
) -> Family:
    """Return the comparison of two templates on each model: does the verdict hold, where flip?

    Args:
        evaluation: The run that holds them.
        baseline: Label of the one template.
        candidate: Label of the other.
        models: The models; all of the evaluation by default.
        options: As in `compare`.

    Raises:
        ValueError: As in `compare`.
    """
    names = sorted(evaluation.completions["model"].unique()) if models is None else models
    pairs = [(baseline, candidate, name) for name in names]
    return Family(tuple(compare_pairs(evaluation, pairs, **options)))
