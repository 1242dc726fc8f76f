"""Lines that retell one fact of a case, truly or with a slip."""

from collections import Counter

from tests.retold_lines import CASES, ROWS, retold_lines


def test_each_line_is_of_a_fact_of_its_case_and_cases_are_tuned_on_or_reported() -> None:
    uses: dict[str, set[str]] = {}
    for row in ROWS:
        uses.setdefault(row["case_id"], set()).add(row["use"])
        part, _, place = row["fact"].partition(".")
        told = getattr(CASES[row["case_id"]], part)
        assert told[int(place)] if place else told
        assert len(row["told"]) == 2
        assert len(row["slips"]) == 3
    assert all(len(halves) == 1 for halves in uses.values())
    assert len({(row["case_id"], row["fact"]) for row in ROWS}) == len(ROWS)
    texts = Counter((row["case_id"], text) for row in ROWS for text in row["told"])
    assert max(texts.values()) == 1


def test_lines_that_rules_were_tuned_on_are_judged_and_few_true_ones_accused() -> None:
    table = retold_lines("tune")
    whole = table.loc["all"]
    assert whole["true"] == 1494
    assert whole["accused"] / whole["true"] < 0.025
    assert whole["carried"] / whole["true"] > 0.76
    assert whole["found"] / whole["slips"] > 0.54
    assert table.loc["minutes", "carried"] / table.loc["minutes", "true"] > 0.9
