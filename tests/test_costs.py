"""Money and tokens: counted once, bounded before they are spent, unknown where they are."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapbench import (
    Budget,
    BudgetReached,
    Case,
    ChatModel,
    Completion,
    Price,
    Recording,
    Request,
    cost,
    evaluate,
    load_templates,
    plan,
    prices,
)
from soapbench.costs import Spending, most_written
from soapbench.generation import generate
from soapbench.reference import price_of
from tests.endpoint import Endpoint, Reply, chat_answer
from tests.test_generation import ask_for, record

SOAP = load_templates("soap_note")
DEAR = {"m": Price(input=1000.0, output=1000.0)}
"""A thousandth of a dollar a token."""


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("gpt-4o-mini", True),
        ("gpt-4o-mini-2024-07-18", True),
        # a name that only looks like one with a date, or goes on otherwise, has no price
        ("gpt-4o-mini-2024", False),
        ("gpt-4o-mini-2024-07", False),
        ("gpt-4o-minimal", False),
        ("my-gpt-4o-mini", False),
        ("llama3.2", False),
        ("", False),
    ],
)
def test_a_price_is_known_or_unknown_and_never_guessed(model: str, known: bool) -> None:
    assert (price_of(model) is not None) is known
    completion = Completion("note", model, prompt_tokens=10, completion_tokens=10)
    assert (cost(completion, price_of(model)) is not None) is known


def test_prices_of_ones_own_come_first() -> None:
    mine = Price(1.0, 2.0)
    assert price_of("gpt-4o", {"gpt-4o": mine}) == mine
    assert price_of("llama3.2", {"llama3.2": Price(0, 0)}) == Price(0, 0)


def test_the_table_is_plausible() -> None:
    for price in prices().values():
        assert 0 < (price.cached or price.input) <= price.input < price.output < 200


PRICE = Price(input=2.0, output=8.0, cached=0.5)


@pytest.mark.parametrize(
    ("counts", "price", "usd"),
    [
        ({"prompt_tokens": 1_000_000, "completion_tokens": 0}, PRICE, 2.0),
        ({"prompt_tokens": 0, "completion_tokens": 1_000_000}, PRICE, 8.0),
        # cached tokens are part of the prompt: once, at their own price
        (
            {"prompt_tokens": 1_000_000, "completion_tokens": 0, "cached_tokens": 400_000},
            PRICE,
            0.6 * 2.0 + 0.4 * 0.5,
        ),
        (
            {"prompt_tokens": 1_000_000, "completion_tokens": 0, "cached_tokens": 400_000},
            Price(2.0, 8.0),
            2.0,
        ),
        # reasoning is part of what is written: no second time
        (
            {"prompt_tokens": 0, "completion_tokens": 500_000, "reasoning_tokens": 400_000},
            PRICE,
            4.0,
        ),
        ({"prompt_tokens": None, "completion_tokens": 5}, PRICE, None),
        ({"prompt_tokens": 5, "completion_tokens": None}, PRICE, None),
        ({"prompt_tokens": 5, "completion_tokens": 5}, None, None),
    ],
)
def test_an_answer_costs_what_the_provider_counts(
    counts: dict[str, Any], price: Price | None, usd: float | None
) -> None:
    assert cost(Completion("note", "m", **counts), price) == (
        None if usd is None else pytest.approx(usd)
    )


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**6))
def test_what_is_cached_never_costs_more(prompt: int, written: int, cached: int) -> None:
    cached = min(prompt, cached)
    assert PRICE.of(prompt, written, cached) <= PRICE.of(prompt, written) + 1e-9
    assert PRICE.of(prompt, written, cached) >= 0


def answer_of(written: int) -> dict[str, Any]:
    usage = {"prompt_tokens": 10, "completion_tokens": written, "total_tokens": 10 + written}
    return {**chat_answer("note"), "usage": usage}


@pytest.mark.parametrize(
    ("budget", "most"),
    [
        (Budget(requests=25), 25),
        (Budget(tokens=1500), 50),  # 30 tokens each
        (Budget(usd=1.5), 50),
        (Budget(usd=1.5, requests=12), 12),
        (Budget(tokens=10), 0),
    ],
)
def test_a_run_stops_before_its_budget_is_exceeded_and_goes_on_another_time(
    endpoint: Endpoint, tmp_path: Path, budget: Budget, most: int
) -> None:
    endpoint.answer = lambda _: Reply(200, answer_of(20), delay_s=0.005)
    planned = [
        dataclasses.replace(p, request=Request("m", p.request.messages, {"max_tokens": 30}))
        for p in ask_for(100)
    ]
    model, path = ChatModel("m", base_url=endpoint.url), tmp_path / "r.jsonl"
    with pytest.raises(BudgetReached) as raised:
        record(planned, model, path, concurrency=8, budget=budget, prices=DEAR)
    kept = len(Recording(path))
    assert most - 1 <= kept == len(endpoint.bodies) <= most
    for part in (str(budget), f"{kept} of 100 requests", f"{100 - kept} are left", "Run again"):
        assert part in str(raised.value)
    rest = [p for p in planned if p.key not in Recording(path)]
    record(rest, model, path, budget=Budget(requests=100))
    assert set(endpoint.asked.values()) == {1}
    assert len(endpoint.bodies) == 100


def test_answers_longer_than_any_before_exceed_a_budget_by_what_is_in_flight_at_most(
    endpoint: Endpoint,
) -> None:
    endpoint.answer = lambda _: Reply(200, answer_of(5000), delay_s=0.005)
    with pytest.raises(BudgetReached):
        generate(
            ask_for(100),
            ChatModel("m", base_url=endpoint.url),
            concurrency=4,
            budget=Budget(tokens=20_000),
        )
    assert 3 <= len(endpoint.bodies) <= 3 + 4


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=30), st.randoms())
def test_where_nothing_is_in_flight_nothing_waits(lengths: list[int], chance: Any) -> None:
    message = ({"role": "user", "content": "x" * 9},)
    requests = [Request("m", message, {"max_tokens": length}) for length in lengths]
    price = {"m": Price(0.1, 0.3)}
    shares = [Spending("m", None, price).share(request) for request in requests]
    # As much as the largest takes: what rounding leaves behind would be too much.
    largest = max(shares, key=lambda share: share.usd)
    spending = Spending("m", Budget(usd=largest.usd), price)
    out = list(zip(shares, requests, strict=True))
    for share, _ in out:
        spending.send(share)
    chance.shuffle(out)
    for share, request in out:
        spending.settle(share, request, None)
    assert spending.fits(largest) == "now"


def test_tries_count_as_requests(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(500, {}) if len(endpoint.bodies) % 2 else (200, answer_of(9))
    with pytest.raises(BudgetReached, match="5 of 50 requests were answered"):
        generate(
            ask_for(50),
            ChatModel("m", base_url=endpoint.url),
            concurrency=1,
            budget=Budget(requests=10),
        )
    assert len(endpoint.bodies) == 10


def test_what_an_endpoint_does_not_count_is_said_to_be_estimated(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: (200, {**chat_answer("x" * 400), "usage": None})
    with pytest.raises(BudgetReached, match=r"answered for about 1,1\d\d tokens, price unk"):
        generate(
            ask_for(50),
            ChatModel("m", base_url=endpoint.url),
            concurrency=1,
            budget=Budget(tokens=1998),
        )


def test_money_for_a_model_without_a_price_is_refused_before_anything_is_sent(
    endpoint: Endpoint, make_case: Any
) -> None:
    model = ChatModel("my-model", base_url=endpoint.url)
    with pytest.raises(ValueError, match="price of my-model is unknown: give prices="):
        evaluate([make_case()], SOAP[:1], model, {}, 1, budget=Budget(usd=5))
    assert endpoint.bodies == []


@pytest.mark.parametrize("bounds", [{}, {"usd": 0}, {"tokens": -5}, {"requests": 0}])
def test_a_budget_without_a_bound_or_of_nothing_is_no_budget(bounds: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="budget"):
        Budget(**bounds)


def test_a_plan_says_what_a_run_will_take_and_what_that_rests_on(
    endpoint: Endpoint, tmp_path: Path, make_case: Any
) -> None:
    cases = [make_case(id=f"c-{i}") for i in range(4)]
    cases = [
        make_case(id=f"c-{i}", inputs={**make_case().inputs, "clinical_findings": f"Case {i}."})
        for i in range(4)
    ]
    endpoint.answer = lambda _: Reply(200, answer_of(200), delay_s=0.1)
    model, path = ChatModel("gpt-4o-mini", base_url=endpoint.url), tmp_path / "r.jsonl"
    before = plan(cases, SOAP[:2], model, 3, path)
    assert (before.requests, before.recorded, before.missing) == (24, 0, 24)
    assert before.seconds is None
    assert before.completion_tokens == 24 * 900
    assert before.how["prompt_tokens"].startswith("estimated: four characters")
    assert before.how["completion_tokens"].startswith("a guess")
    assert before.usd == pytest.approx(
        (before.prompt_tokens * 0.15 + before.completion_tokens * 0.6) / 1e6, rel=1e-3
    )
    evaluate(cases[:2], SOAP[:2], model, {}, 3, path)
    after = plan(cases, SOAP[:2], model, 3, path, concurrency=6)
    assert (after.requests, after.recorded, after.missing) == (24, 12, 12)
    assert after.prompt_tokens == pytest.approx(12 * 10, abs=1)
    assert after.completion_tokens == 12 * 200
    assert after.seconds == pytest.approx(12 * 0.1 / 6, rel=0.6)
    assert "12 recorded answers" in repr(after)
    assert len(endpoint.bodies) == 12
    evaluate(cases, SOAP[:2], model, {}, 3, path)
    done = plan(cases, SOAP[:2], model, 3, path)
    assert (done.missing, done.prompt_tokens, done.usd) == (0, 0, 0.0)


def test_an_unknown_price_is_unknown_and_never_nothing(make_case: Any) -> None:
    model = ChatModel("my-model", base_url="http://127.0.0.1:9/v1", parameters={"max_tokens": 300})
    planned = plan([make_case()], SOAP[:1], model, 2)
    assert planned.usd is None
    assert "unknown: no price of my-model" in repr(planned)
    assert "0.00" not in repr(planned)
    assert planned.completion_tokens == 2 * 300
    mine = plan([make_case()], SOAP[:1], model, 2, prices={"my-model": Price(1.0, 1.0)})
    assert mine.usd == pytest.approx((planned.prompt_tokens + 600) / 1e6, rel=1e-3)
    assert "by the prices you gave" in mine._repr_html_()


def test_a_tokenizer_counts_where_there_is_one(make_case: Any) -> None:
    model = ChatModel("m", base_url="http://127.0.0.1:9/v1")
    words = SOAP[0].render(make_case()).split()
    planned = plan([make_case()], SOAP[:1], model, 2, count_tokens=lambda text: len(text.split()))
    assert planned.prompt_tokens == 2 * len(words)
    assert planned.how["prompt_tokens"] == "counted by your tokenizer"


@pytest.mark.parametrize(
    ("parameters", "bound"),
    [
        ({"max_tokens": 100}, 100),
        ({"max_tokens": None, "max_output_tokens": 7}, 7),
        # what bounds nothing is no bound
        ({"max_tokens": "100"}, None),
        ({"max_tokens": -1}, None),
        ({"max_tokens": 0}, None),
        ({"max_length": 100}, None),
    ],
)
def test_a_bound_on_an_answer_is_a_number_above_0(
    parameters: dict[str, Any], bound: int | None
) -> None:
    assert most_written(Request("m", (), parameters)) == bound


SOAP = load_templates("soap_note")


def test_a_budget_that_is_reached_says_what_the_rest_would_cost(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(200, answer_of(20))  # 30 tokens each, 0.03 USD
    with pytest.raises(BudgetReached, match=r"75 are left, for about 2\.25 USD more"):
        generate(
            ask_for(100),
            ChatModel("m", base_url=endpoint.url),
            budget=Budget(requests=25),
            prices=DEAR,
        )


def test_a_run_spends_what_is_cached_at_its_own_price() -> None:
    request = Request("m", ({"role": "user", "content": "x" * 40},))
    spending = Spending("m", None, {"m": PRICE})
    share = spending.share(request)
    spending.send(share)
    answer = Completion(
        "note", "m", prompt_tokens=1_000_000, completion_tokens=0, cached_tokens=400_000
    )
    spending.settle(share, request, answer)
    assert spending.usd == pytest.approx(0.6 * 2.0 + 0.4 * 0.5)


def test_nothing_to_send_costs_nothing_where_the_price_is_unknown_too(
    tmp_path: Path, case: Case
) -> None:
    def mine(request: Request) -> Completion:
        return Completion("note", "mine")

    recording = tmp_path / "r.jsonl"
    assert plan([case], SOAP[:1], mine, 1, recording).usd is None
    evaluate([case], SOAP[:1], mine, {}, 1, recording)
    done = plan([case], SOAP[:1], mine, 1, recording)
    assert (done.missing, done.usd) == (0, 0.0)
