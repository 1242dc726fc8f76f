"""What a run will take, said before it starts: requests, tokens, money, time."""

import html
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from soapbench.cases import Case
from soapbench.costs import NOTE_TOKENS, estimate_tokens, most_written
from soapbench.models import Model, Request, Setting
from soapbench.prompts import PromptTemplate
from soapbench.recording import PlannedRequest, Recording, setting_of
from soapbench.reference.prices import Price, price_of, prices_as_of
from soapbench.requests import plan_requests, settings_of

__all__ = ["Plan", "plan"]


@dataclass(frozen=True)
class Plan:
    """What a run will take: what is still to be sent, and what that may cost.

    ``requests`` counts all, ``recorded`` those that are answered already; tokens, ``usd`` and
    ``seconds`` are of the rest. ``usd`` and ``seconds`` are None where they are unknown. ``how``
    says what each figure rests on.
    """

    requests: int
    recorded: int
    prompt_tokens: int
    completion_tokens: int
    usd: float | None
    seconds: float | None
    how: Mapping[str, str]

    @property
    def missing(self) -> int:
        """How many requests are to be sent."""
        return self.requests - self.recorded

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What is planned, how much, and what that rests on."""
        usd = "unknown" if self.usd is None else f"{self.usd:,.2f} USD"
        seconds = "unknown" if self.seconds is None else _duration(self.seconds)
        return [
            ("requests", f"{self.requests:,}", ""),
            ("recorded", f"{self.recorded:,}", ""),
            ("to send", f"{self.missing:,}", ""),
            ("tokens to read", f"{self.prompt_tokens:,}", self.how["prompt_tokens"]),
            ("tokens to write", f"{self.completion_tokens:,}", self.how["completion_tokens"]),
            ("money", usd, self.how["usd"]),
            ("time", seconds, self.how["seconds"]),
        ]

    def __repr__(self) -> str:
        return "\n".join(
            f"{name:<15} {value:>12}  {how}".rstrip() for name, value, how in self.rows
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td style='text-align:left'>{name}</td><td>{value}</td>"
            f"<td style='text-align:left'>{html.escape(how)}</td></tr>"
            for name, value, how in self.rows
        )
        return f"<table><tbody>{rows}</tbody></table>"


def plan(
    cases: Iterable[Case],
    templates: Iterable[PromptTemplate],
    model: Model,
    repeats: int = 3,
    recording: Recording | str | Path | None = None,
    concurrency: int = 8,
    allow_identifiers: Collection[str] = (),
    *,
    prices: Mapping[str, Price] | None = None,
    count_tokens: Callable[[str], int] | None = None,
) -> Plan:
    """Return what `evaluate` with the same arguments will take; nothing is sent.

    Answers that the recording holds of this model, asked in the same way, tell how long its notes
    are and how fast it is; without any, both are estimated, and ``how`` says so.

    Args:
        cases: What to write notes about.
        templates: The versions to compare.
        model: The model to ask.
        repeats: How often each prompt is asked.
        recording: A recording or its path.
        concurrency: How many requests are in flight at most.
        allow_identifiers: As for `evaluate`.
        prices: Prices of your own, by model; a price that is not known is never guessed.
        count_tokens: The model's own tokenizer, from a text to its number of tokens.

    Raises:
        PrivacyError: A prompt would send an identifier no case declares.
        ValueError: A concurrency below 1.
    """
    if not isinstance(concurrency, int) or concurrency < 1:
        raise ValueError(
            f"concurrency {concurrency!r}: a whole number; let at least one be in flight"
        )
    if isinstance(recording, (str, Path)):
        recording = Recording(recording)
    (setting,) = settings_of(model, recording)
    every = plan_requests(cases, templates, setting, repeats, allow_identifiers, recording)
    planned = list({each.key: each for each in every}.values())
    known = recording if recording is not None else ()
    missing = [each for each in planned if each.key not in known]
    seen = _Seen(setting, planned, recording)
    reading, how_read = seen.reading([each.request for each in missing], count_tokens)
    writing, how_written = seen.writing(missing[0].request if missing else None)
    price = price_of(setting.model, prices)
    usd = None if price is None else price.of(reading, writing * len(missing))
    latency = seen.mean("latency_s")
    return Plan(
        requests=len(planned),
        recorded=len(planned) - len(missing),
        prompt_tokens=round(reading),
        completion_tokens=round(writing * len(missing)),
        usd=usd if missing else 0.0,
        seconds=None if latency is None else latency * len(missing) / concurrency,
        how=dict.fromkeys(("prompt_tokens", "completion_tokens", "usd", "seconds"), _NOTHING)
        if not missing
        else {
            "prompt_tokens": how_read,
            "completion_tokens": how_written,
            "usd": _how_priced(setting.model, price, prices),
            "seconds": "unknown: no recorded answer says how long it took"
            if latency is None
            else f"as the recorded answers took, {concurrency} in flight",
        },
    )


_NOTHING = "all is recorded: nothing is to be asked"


class _Seen:
    """What recorded answers to the same setting tell of those to come."""

    def __init__(
        self, setting: Setting, planned: Iterable[PlannedRequest], recording: Recording | None
    ) -> None:
        lines = recording.lines if recording is not None else {}
        self.lines = [line for line in lines.values() if setting_of(line).key == setting.key]
        self.pairs = [(each.request, lines[each.key]) for each in planned if each.key in lines]

    def mean(self, field: str) -> float | None:
        """Return the mean of a recorded field, None where no line has it."""
        values = [line[field] for line in self.lines if line.get(field) is not None]
        return sum(values) / len(values) if values else None

    def reading(
        self, requests: Sequence[Request], count: Callable[[str], int] | None
    ) -> tuple[float, str]:
        """Return the tokens of prompts, and what that rests on."""
        if count is not None:
            texts = (message["content"] for request in requests for message in request.messages)
            return float(sum(map(count, texts))), "counted by your tokenizer"
        guess = sum(map(estimate_tokens, requests))
        known = [(r, line) for r, line in self.pairs if line["prompt_tokens"] is not None]
        if not known:
            return guess, "estimated: four characters to a token"
        counted = sum(line["prompt_tokens"] for _, line in known)
        ratio = counted / sum(estimate_tokens(request) for request, _ in known)
        return guess * ratio, f"estimated, as {len(known):,} recorded prompts were counted"

    def writing(self, request: Request | None) -> tuple[float, str]:
        """Return the tokens of one answer, and what that rests on."""
        if (mean := self.mean("completion_tokens")) is not None:
            return mean, f"estimated: the mean of {len(self.lines):,} recorded answers"
        if request is not None and (bound := most_written(request)) is not None:
            return bound, f"at most: the parameters allow {bound:,} an answer"
        why = "no recorded answer says how many it has" if self.lines else "none is recorded yet"
        return NOTE_TOKENS, f"a guess of {NOTE_TOKENS:,} a note: {why}"


def _how_priced(model: str, price: Price | None, own: Mapping[str, Price] | None) -> str:
    if price is None:
        said = f"prices={{{model!r}: Price(input, output)}}"
        return f"unknown: no price of {model}; give {said}, or --price INPUT OUTPUT"
    if price_of(model, own) != price_of(model):
        return "by the prices you gave"
    return f"by prices of {prices_as_of()}; check them with the provider"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
