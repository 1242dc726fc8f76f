from tests.trial_lines import CASES, ROWS, trial_lines


def test_every_line_is_of_a_case_and_says_what_it_means() -> None:
    assert {row["outcome"] for row in ROWS} == {"true", "contradicted", "unsupported"}
    assert all(row["case_id"] in CASES and row["text"].strip() for row in ROWS)
    assert all(bool(row["what"]) == (row["outcome"] != "true") for row in ROWS)
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS)


def test_no_case_is_in_both_halves_of_a_lot() -> None:
    for lot in "abcde":
        rows = [row for row in ROWS if row["id"].startswith(f"trial-{lot}")]
        halves = [{r["case_id"] for r in rows if r["use"] == use} for use in ("tune", "report")]
        assert halves[0]
        assert halves[1]
        assert halves[0].isdisjoint(halves[1])


def test_of_lines_that_rules_were_tuned_on_few_true_ones_are_blamed() -> None:
    table = trial_lines("tune")
    true, false = table.loc["true"], table.loc["contradicted"]
    assert true["contradicted"] / true["lines"] < 0.04
    assert false["noticed"] / false["lines"] > 0.65
