"""What a run costs: tokens, money, and the budget it stops at.

A token count that an endpoint reports is taken as it is. Where none is known yet, it is estimated
from the text and every figure that rests on it says so.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from soapbench.models import Completion, Request
from soapbench.reference.prices import Price, price_of

__all__ = ["NOTE_TOKENS", "Budget", "Spending", "cost", "estimate_tokens", "most_written"]

NOTE_TOKENS = 900
"""What a note is taken to need until one is seen: the recorded notes of a capable model have about
3,400 characters."""
_CHARACTERS = 4.0
"""To a token of English, a rule of thumb; prompts with many numbers have fewer."""


@dataclass(frozen=True)
class Budget:
    """What one run may take at most; None sets no bound.

    A run stops before it would exceed any of them. For requests that is certain. For money and
    tokens it is as good as what is known beforehand: until an answer says how many tokens its
    prompt had, prompts are estimated from their characters, so what is in flight by then may
    exceed the bound; and where the parameters do not bound an answer (``max_tokens`` and its like),
    it is taken to be no longer than the longest so far. What earlier runs recorded is not counted
    again.

    Args:
        usd: US dollars; the model's price must be known.
        tokens: Prompt and completion together.
        requests: How many are sent, tries again included.
    """

    usd: float | None = None
    tokens: int | None = None
    requests: int | None = None

    def __post_init__(self) -> None:
        bounds = (self.usd, self.tokens, self.requests)
        if all(bound is None for bound in bounds):
            raise ValueError("a budget needs a bound: usd, tokens or requests")
        if not all(isinstance(bound, (int, float, type(None))) for bound in bounds):
            raise ValueError("the bounds of a budget are numbers, such as Budget(usd=5)")
        if any(bound is not None and not 0 < bound < math.inf for bound in bounds):
            raise ValueError(
                "a budget of nothing sends nothing, and one without end bounds nothing; give a "
                "bound above 0"
            )

    def __str__(self) -> str:
        bounds = [
            None if self.usd is None else f"{self.usd:,.2f} USD",
            None if self.tokens is None else f"{self.tokens:,} tokens",
            None if self.requests is None else f"{self.requests:,} requests",
        ]
        return " and ".join(bound for bound in bounds if bound)


def estimate_tokens(request: Request) -> float:
    """Return about how many tokens a request's messages have, from their characters."""
    return sum(len(message["content"]) for message in request.messages) / _CHARACTERS


def most_written(request: Request) -> int | None:
    """Return the bound that a request's parameters set on its answer, in tokens."""
    names = ("max_tokens", "max_completion_tokens", "max_output_tokens")
    bounds = (request.parameters.get(name) for name in names)
    # Some endpoints take a number below 0 for no bound at all.
    return next((bound for bound in bounds if isinstance(bound, int) and bound > 0), None)


def cost(completion: Completion, price: Price | None) -> float | None:
    """Return what an answer cost in US dollars; None where the price or the count is unknown.

    Cached tokens are counted once, at their own price; reasoning counts as what was written.
    """
    if price is None or completion.prompt_tokens is None or completion.completion_tokens is None:
        return None
    return price.of(
        completion.prompt_tokens, completion.completion_tokens, completion.cached_tokens or 0
    )


@dataclass(frozen=True)
class Share:
    """What one request may take of a budget, prompt and answer together."""

    tokens: float
    usd: float


class Spending:
    """What a run has spent, and what is in flight may come to.

    A try that fails counts as a request and as no tokens: whether an endpoint charges for an answer
    that never came cannot be seen from here.

    Raises:
        ValueError: A budget of money for a model whose price is unknown.
    """

    def __init__(
        self, model: str, budget: Budget | None = None, own: Mapping[str, Price] | None = None
    ) -> None:
        self.budget = budget
        self.price = price_of(model, own)
        if budget is not None and budget.usd is not None and self.price is None:
            raise ValueError(
                f"the price of {model} is unknown: give prices={{{model!r}: Price(...)}}, on the "
                "command line --price INPUT OUTPUT, or a budget of tokens or requests"
            )
        self.requests = 0
        self.tokens = self.usd = 0.0
        self.estimated = False
        self._ahead, self._in_flight = Share(0.0, 0.0), 0
        self._per_estimate = 1.0
        self._longest = float(NOTE_TOKENS)

    def share(self, request: Request) -> Share:
        """Return what a request may take at most, as far as can be told before it is answered."""
        prompt = estimate_tokens(request) * self._per_estimate
        written = most_written(request) or self._longest
        return Share(prompt + written, self.price.of(prompt, written) if self.price else 0.0)

    def fits(self, share: Share) -> Literal["now", "later", "never"]:
        """Return whether the budget holds it: later means once what is in flight took less."""
        if self.budget is None:
            return "now"
        bounds = (
            (self.budget.requests, self.requests + 1.0, 0.0),
            (self.budget.tokens, self.tokens + share.tokens, self._ahead.tokens),
            (self.budget.usd, self.usd + share.usd, self._ahead.usd),
        )
        if any(bound is not None and bound < needed for bound, needed, _ in bounds):
            return "never"
        if any(bound is not None and bound < needed + ahead for bound, needed, ahead in bounds):
            return "later"
        return "now"

    def send(self, share: Share) -> None:
        """Set a request's share aside: it is in flight."""
        self.requests += 1
        self._in_flight += 1
        self._ahead = Share(self._ahead.tokens + share.tokens, self._ahead.usd + share.usd)

    def settle(self, share: Share, request: Request, completion: Completion | None) -> None:
        """Count what an answer took, None where there was none, and free the share."""
        self._in_flight -= 1
        self._ahead = Share(self._ahead.tokens - share.tokens, self._ahead.usd - share.usd)
        if not self._in_flight:
            # What rounding left behind would have the last request wait for ever.
            self._ahead = Share(0.0, 0.0)
        if completion is None:
            return
        prompt, written = completion.prompt_tokens, completion.completion_tokens
        guess = estimate_tokens(request)
        if prompt is None or written is None:
            self.estimated = True
        elif guess:
            self._per_estimate = max(self._per_estimate, prompt / guess)
        tokens = guess if prompt is None else float(prompt)
        answer = len(completion.text) / _CHARACTERS if written is None else float(written)
        self._longest = max(self._longest, answer)
        self.tokens += tokens + answer
        if self.price is not None:
            self.usd += self.price.of(tokens, answer, completion.cached_tokens or 0)

    def __str__(self) -> str:
        about = "about " if self.estimated else ""
        money = "price unknown" if self.price is None else f"{about}{self.usd:,.2f} USD"
        return f"{about}{self.tokens:,.0f} tokens, {money}"
