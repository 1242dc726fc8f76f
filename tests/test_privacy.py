import dataclasses
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from soapbench import (
    Case,
    Completion,
    Evaluation,
    PhiAbsence,
    PhiSpan,
    evaluate,
    find_by_rule,
    find_phi,
    leaks,
    load_templates,
    phi_absence,
    redact,
    redacted,
    show,
    write_tables,
    zero_event_bound,
)

SOAP = load_templates("soap_note")[:1]
NOTE = "=Subjective: Mrs. Alvarez reports pain 2/10.\nMRN 0048-2913. Signed, Emily Carter, PT"


@pytest.fixture
def run(make_case: Callable[..., Case]) -> Evaluation:
    cases = [
        make_case(
            id="leaky",
            inputs={**make_case().inputs, "visit_facts": "MRN 00482913."},
            canaries=[{"kind": "MRN", "text": "00482913"}],
        ),
        make_case(id="clean", inputs={**make_case().inputs, "clinical_findings": "BBS 40/56."}),
    ]

    def model(request) -> Completion:
        clean = "BBS 40/56" in request.messages[0]["content"]
        return Completion("Subjective: steadier." if clean else NOTE, "m")

    return evaluate(cases, SOAP, model, {"phi_absence": phi_absence}, repeats=2)


def test_leaks_are_counted_by_case_and_bounded(run: Evaluation) -> None:
    row = leaks(run).iloc[0]
    assert row[["cases", "echoed", "invented", "leaking", "likely"]].tolist() == [2, 1, 1, 1, 0]
    assert 0.97 < row["at most"] < 0.98, (
        "1 of 2, by Clopper and Pearson: (1 + 0.95) / 2 and no more"
    )
    with pytest.raises(ValueError, match="no scorer 'nobody'"):
        leaks(run, "nobody")


def test_no_leak_in_some_cases_still_allows_the_bound_of_zero_events(case: Case) -> None:
    cases = [case.model_copy(update={"id": f"c-{i}"}) for i in range(20)]
    run = evaluate(cases, SOAP, lambda _: Completion("S: steadier.", "m"), {"phi": phi_absence}, 1)
    row = leaks(run, "phi").iloc[0]
    assert row["leaking"] == 0
    assert row["at most"] == pytest.approx(zero_event_bound(20)) == pytest.approx(0.139, abs=5e-4)


def test_redacting_takes_planted_and_made_up_identifiers_out_and_moves_the_marks(
    run: Evaluation,
) -> None:
    hidden = redacted(run)
    note = hidden.completions.set_index("case_id").loc["leaky", "text"].iloc[0]
    assert note.splitlines()[1] == "MRN [MRN]. Signed, [NAME_CLINICIAN], PT"
    for check in hidden.checks.to_dict("records"):
        assert note[check["start"] : check["end"]] == f"[{check['label']}]"
    pd.testing.assert_frame_equal(hidden.scores, run.scores)
    marked = show(run, "leaky", SOAP[0].label, scorers=["phi_absence"], redact=True)
    assert "Alvarez" not in marked._repr_html_()
    assert "[NAME_PATIENT]" in marked._repr_html_()
    plain = show(run, "leaky", SOAP[0].label, scorers=["phi_absence"])
    assert "Alvarez" in plain._repr_html_()


def test_planted_identifiers_that_nobody_looked_for_are_not_called_redacted(
    run: Evaluation, make_case: Callable[..., Case], tmp_path: Path
) -> None:
    case = make_case(
        inputs={**make_case().inputs, "visit_facts": "Locker 7-Otter-2913."},
        canaries=[{"kind": "OTHER_ID", "text": "7-Otter-2913"}],
    )

    def model(request) -> Completion:
        return Completion("S: locker 7-Otter-2913.", "m")

    unscored = evaluate([case], load_templates("soap_note")[1:2], model, {}, repeats=1)
    label = "soap_note@v2"
    for hide in (
        lambda: redacted(unscored),
        lambda: show(unscored, case.id, label, redact=True),
        lambda: write_tables(unscored, tmp_path, redact=True),
    ):
        with pytest.raises(ValueError, match="1 cases plant identifiers, such as 'stroke-01'"):
            hide()
    assert redacted(unscored, [case]).completions["text"].item() == "S: locker [OTHER_ID]."
    scored = evaluate([case], load_templates("soap_note")[1:2], model, {"p": phi_absence}, 1)
    assert redacted(scored).completions["text"].item() == "S: locker [OTHER_ID]."


def test_a_run_scored_under_safe_harbor_alone_does_not_know_what_is_planted(
    make_case: Callable[..., Case],
) -> None:
    case = make_case(
        inputs={**make_case().inputs, "visit_facts": "Bluewater Motion Lab."},
        canaries=[{"kind": "FACILITY", "text": "Bluewater Motion Lab"}],
    )

    def model(request) -> Completion:
        return Completion("P: continue bluewater motion lab.", "m")

    template = load_templates("soap_note")[1:2]
    lenient = {"phi": PhiAbsence("safe_harbor")}
    run = evaluate([case], template, model, lenient, repeats=1)
    with pytest.raises(ValueError, match="not scored for all of them"):
        redacted(run)
    both = evaluate([case], template, model, lenient | {"strict": phi_absence}, repeats=1)
    for hidden in (redacted(run, [case]), redacted(both)):
        assert hidden.completions["text"].item() == "P: continue [FACILITY]."


def test_what_a_scorer_marked_goes_with_all_it_is_part_of(make_case: Callable[..., Case]) -> None:
    case = make_case(
        inputs={**make_case().inputs, "visit_facts": "Margaret Voss."},
        canaries=[{"kind": "NAME_PATIENT", "text": "Margaret Voss"}],
    )

    def model(request) -> Completion:
        return Completion("P: write to margaret.voss@gmail.com weekly.", "m")

    run = evaluate([case], SOAP, model, {"phi": phi_absence}, repeats=1)
    for hidden in (redacted(run), redacted(run, [case])):
        assert hidden.completions["text"].item() == "P: write to [NAME_PATIENT] weekly."


def test_exported_tables_are_inert_and_redacted_on_request(run: Evaluation, tmp_path: Path) -> None:
    folder = write_tables(run, tmp_path / "out")
    texts = pd.read_csv(folder / "completions.csv")["text"]
    assert texts.iloc[-1] == "'" + NOTE, "what would begin a formula is made text"
    assert json.loads((folder / "manifest.json").read_text())["repeats"] == 2
    assert len(pd.read_csv(folder / "checks.csv")) == len(run.checks)
    hidden = write_tables(run, tmp_path / "hidden", redact=True)
    written = "".join(path.read_text() for path in hidden.iterdir())
    for identifier in ("Alvarez", "0048-2913", "Carter"):
        assert identifier not in written


def test_a_class_let_through_by_hand_is_sent_and_stands_in_the_manifest(
    make_case: Callable[..., Case],
) -> None:
    inputs = {**make_case().inputs, "clinical_findings": "Seen 3/14/2025."}
    sent = []

    def model(request) -> Completion:
        sent.append(request)
        return Completion("S: steadier.", "m")

    scorers = {"phi_absence": phi_absence}
    run = evaluate(
        [make_case(inputs=inputs)], SOAP, model, scorers, repeats=1, allow_identifiers=["DATE"]
    )
    assert len(sent) == 1
    assert run.manifest["allowed_identifiers"] == ["DATE"]
    with pytest.raises(ValueError, match=r"no class of identifier \['date'\]"):
        evaluate([make_case()], SOAP, model, scorers, allow_identifiers=["date"])


def test_a_detector_of_ones_own_can_join_or_stand_in(case: Case) -> None:
    def lucky_number(text: str) -> list[PhiSpan]:
        at = text.find("seven")
        return [PhiSpan(at, at + 5, "OTHER_ID", "lucky")] if at >= 0 else []

    text = "Mrs. Alvarez walked seven laps, [Patient seven] rested."
    assert [s.rule for s in find_phi(text, detectors=(find_by_rule, lucky_number))] == [
        "title",
        "lucky",
    ]
    assert [s.rule for s in find_phi(text, detectors=(lucky_number,))] == ["lucky"]
    assert find_phi("[Patient seven]", detectors=(lucky_number,)) == []
    score = PhiAbsence(detectors=(lucky_number,))(case, text)
    assert [c.rule for c in score.checks] == ["lucky"]
    assert repr(PhiAbsence(detectors=(lucky_number,))) == "PhiAbsence(strict: lucky_number)"


def test_clinicians_and_facilities_count_under_the_strict_policy_only(case: Case) -> None:
    text = "Seen by Dr. Chen at Northside Rehabilitation."
    assert PhiAbsence()(case, text).value == 0
    assert PhiAbsence("safe_harbor")(case, text).value == 1
    assert redact(text, policy="safe_harbor") == text


def test_a_page_is_written_without_identifiers_on_request(tmp_path: Path) -> None:
    import nbformat

    from soapbench import write_page

    notebook = nbformat.v4.new_notebook()
    cell = nbformat.v4.new_code_cell("x", execution_count=1)
    marked = (
        "<div class='soapbench-note'>Signed, <span title='A-X met'>Emily</span> Carter, PT; "
        "<span title='MRN echoed'>kept 0048</span></div>"
    )
    table = "<table><tr><td>Mrs. Alvarez</td><td>44/56</td></tr></table>"
    data = {"text/html": marked + table}
    cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    notebook.cells = [nbformat.v4.new_markdown_cell("# T"), cell]
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook, path)
    page = write_page(path, tmp_path / "p.html", redact=True).read_text()
    for identifier in ("Emily", "Carter", "0048", "Alvarez"):
        assert identifier not in page
    for kept in ("[NAME_CLINICIAN]", "[MRN]", "[NAME_PATIENT]", "44/56"):
        assert kept in page
    assert "Alvarez" in write_page(path, tmp_path / "q.html").read_text()


@pytest.fixture
def analyzer():
    pytest.importorskip("presidio_analyzer", reason="the presidio extra has no wheel here")
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        """An engine without a language model: patterns only, nothing to download."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers()
    return AnalyzerEngine(nlp_engine=Blank(), registry=registry)


def test_presidio_joins_without_reaching_for_the_network(
    analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from soapbench.scorers.phi.presidio import PresidioDetector, RuleRecognizer

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    detector = PresidioDetector(analyzer)
    text = "Write to a.b@example.org; IBAN GB82 WEST 1234 5698 7654 32; seen by Dr. Chen"
    alone = {s.kind for s in find_phi(text, detectors=(detector,))}
    assert {"EMAIL", "ACCOUNT"} <= alone
    assert "NAME_CLINICIAN" not in alone
    both = {s.kind for s in find_phi(text, detectors=(find_by_rule, detector))}
    assert {"EMAIL", "ACCOUNT", "NAME_CLINICIAN"} <= both

    analyzer.registry.add_recognizer(RuleRecognizer())
    results = analyzer.analyze(text, language="en", score_threshold=0.35)
    ours = [r for r in results if r.entity_type == "NAME_CLINICIAN"]
    assert [text[r.start : r.end] for r in ours] == ["Chen"]


def test_what_a_person_should_look_at_is_no_leak_yet(run) -> None:
    unsure = dataclasses.replace(run, checks=run.checks.assign(status="likely"))
    row = leaks(unsure).iloc[0]
    assert row[["cases", "echoed", "invented", "leaking", "likely"]].tolist() == [2, 0, 0, 0, 1]
