import codecs
import json
import uuid
from collections import Counter
from html import unescape
from pathlib import Path

import bs4
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soapbench import DataError, Packet, evaluate, load_packet, phi_absence, write_packet
from soapbench.models import Completion
from tests.reviewing import ELEMENTS, NEW, OLD, TEMPLATES, run_of

ASK = {"templates": (OLD, NEW), "rubric": "soap_note", "questions": ELEMENTS}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style></div></main><h1>gone</h1>",
    "**bold** [link](https://example.org) `code`",
    "\x1b[31mred\x1b[0m \x07\x00",
    "\u202eabc\u2066def\u200f",
    '=HYPERLINK("https://example.org")',
    "\" ' &amp; &#60; {{ 7 * 7 }} {% raw %}",
    "\ud800 alone",
    "]]> --> <!-- <![CDATA[",
]


def soup(page: Path) -> bs4.BeautifulSoup:
    return bs4.BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_a_page_depends_on_what_it_shows_and_not_on_who_wrote_it(tmp_path, make_case) -> None:
    # Another seed that turns every case around, with the templates exchanged: the same page.
    run, cases = run_of(make_case, 4)
    pages = {}
    for seed in range(200):
        for turn, templates in enumerate([(OLD, NEW), (NEW, OLD)]):
            page = tmp_path / f"{seed}-{turn}.html"
            packet = write_packet(run, cases, page, **{**ASK, "templates": templates}, seed=seed)
            pages.setdefault((turn, packet.id), page.read_bytes())
        both = {identity for turn, identity in pages if turn} & {i for t, i in pages if not t}
        if both:
            break
    same = both.pop()
    assert pages[0, same] == pages[1, same]


def test_a_page_names_no_template_model_or_scorer(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 6)
    packet = write_packet(run, cases, tmp_path / "p.html", **ASK, seed=1)
    page = (tmp_path / "p.html").read_text()
    for hidden in (OLD, NEW, "soap_note", "@v", "contrary", packet.model_dump_json()[30:60]):
        assert hidden not in page
    for shown in packet.cases:
        assert all(known not in page for known in shown.notes.values())
    assert OLD in (tmp_path / "p.key.json").read_text()


def test_each_version_stands_first_in_half_of_the_cases_by_the_seed(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 7)
    orders = set()
    for seed in range(8):
        packet = write_packet(run, cases, tmp_path / f"{seed}.html", **ASK, seed=seed)
        again = write_packet(run, cases, tmp_path / f"{seed}-again.html", **ASK, seed=seed)
        assert packet == again
        first = [shown.places["A"] for shown in packet.cases]
        assert sorted(Counter(first).values()) == [3, 4]
        assert all(set(shown.places.values()) == {OLD, NEW} for shown in packet.cases)
        orders.add(tuple(first))
    assert len(orders) > 4


def test_it_shows_each_note_where_the_key_says(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 5)
    packet = write_packet(run, cases, tmp_path / "p.html", **ASK, seed=3)
    texts = run.completions.set_index(["case_id", "template"])["text"]
    page = soup(tmp_path / "p.html")
    for section, shown in zip(page.select(".case"), packet.cases, strict=True):
        assert section["data-case"] == shown.case_id
        notes = [note.get_text() for note in section.select(".note .text")]
        assert notes == [texts[shown.case_id, shown.places[place]] for place in ("A", "B")]
        asked = [(c["data-place"], c["data-element"]) for c in section.select("[data-element]")]
        assert asked == [(place, element) for element in ELEMENTS for place in ("A", "B")]


def test_without_questions_the_core_elements_are_asked_about(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 1)
    packet = write_packet(
        run, cases, tmp_path / "p.html", templates=(OLD, NEW), rubric="soap_note", seed=0
    )
    assert len(packet.elements) == 32
    assert "S-HEP" not in packet.elements


def test_the_key_comes_back_and_is_never_overwritten_by_another(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 4)
    page = tmp_path / "new" / "p.html"
    packet = write_packet(run, cases, page, **ASK, seed=1)
    assert load_packet(tmp_path / "new" / "p.key.json") == packet
    write_packet(run, cases, page, **ASK, seed=1)
    before = page.read_bytes()
    with pytest.raises(DataError, match=r"p\.key\.json: the key of another packet"):
        write_packet(run, cases[:3], page, **ASK, seed=1)
    assert page.read_bytes() == before
    assert load_packet(tmp_path / "new" / "p.key.json") == packet
    assert repr(packet) == f"Packet({packet.id[:8]}: 4 cases, {OLD} and {NEW}, 4 elements)"
    assert unescape(packet._repr_html_()) == f"<p>{packet!r}</p>"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"id": "x"}', "\x00", "<html>"])
def test_a_file_that_is_no_key_is_refused_with_what_to_give(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.key.json"
    path.write_text(text)
    with pytest.raises(DataError, match=r"x\.key\.json: no key of a packet .* give the"):
        load_packet(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"templates": (OLD, OLD)}, "templates: name at least one, and each of them once"),
        ({"templates": (OLD, "soap_note@v9")}, r"no note of 'soap_note@v9' on case 'c-0'"),
        ({"questions": ["S-FALLS", "X-1"]}, "questions are ids of elements of soap_note"),
        ({"questions": []}, "questions: name at least one"),
        ({"questions": ["S-FALLS", "S-FALLS"]}, "questions: name at least one, and each"),
        ({"repeat": 1}, "no note of 'soap_note@v1' on case 'c-0', repeat 1"),
        ({"model": "other"}, r"name one model of this evaluation; it holds \['model'\]"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(
    tmp_path, make_case, changes, message
) -> None:
    run, cases = run_of(make_case, 2)
    with pytest.raises(ValueError, match=message):
        write_packet(run, cases, tmp_path / "p.html", **{**ASK, **changes}, seed=0)
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_was_not_evaluated_so_is_refused(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 2)
    changed = cases[0].model_copy(update={"visit": 9})
    for wrong in ([], [cases[0], cases[0]], [changed]):
        with pytest.raises(ValueError, match=r"cases: name at least one|case 'c-0' is not one"):
            write_packet(run, wrong, tmp_path / "p.html", **ASK, seed=0)


def leaky(make_case, canaries):
    findings = "Seen for Zebulon Quimby-Tarr. MRN 00482913."
    case = make_case(
        inputs={**make_case().inputs, "clinical_findings": findings}, canaries=canaries
    )
    note = "Subjective: Zebulon Quimby-Tarr reports pain 2/10.\nMRN 0048-2913."
    allow = [] if canaries else ["NAME_PATIENT", "MRN"]
    run = evaluate(
        [case], TEMPLATES, lambda _: Completion(note, "m"), {"phi_absence": phi_absence}, 1,
        allow_identifiers=allow,
    )  # fmt: skip
    return run, [case]


CANARIES = [
    {"kind": "NAME_PATIENT", "text": "Zebulon Quimby-Tarr"},
    {"kind": "MRN", "text": "00482913"},
]


@pytest.mark.parametrize(
    ("canaries", "redact", "hidden"),
    [
        (CANARIES, None, True),
        (CANARIES, True, True),
        ([], True, True),
        # not by default where no case plants any, nor where the author says so
        ([], None, False),
        (CANARIES, False, False),
    ],
)
def test_identifiers_are_hidden_where_cases_plant_them_or_on_request(
    tmp_path, make_case, canaries, redact, hidden
) -> None:
    run, cases = leaky(make_case, canaries)
    packet = write_packet(run, cases, tmp_path / "p.html", **ASK, seed=0, redact=redact)
    page = (tmp_path / "p.html").read_text()
    for identifier in ("0048-2913", "00482913", *(["Quimby"] if canaries else [])):
        assert (identifier not in page) is hidden
    assert ("Identifiers were replaced" in page) is hidden
    # The key knows the notes as they were, so that scorers of the run can be held against labels.
    open_packet = write_packet(run, cases, tmp_path / "q.html", **ASK, seed=0, redact=False)
    assert [s.notes for s in packet.cases] == [s.notes for s in open_packet.cases]


def hostile_packet(folder: Path, make_case, text: str) -> tuple[Packet, Path]:
    run, cases = run_of(make_case, 1, lambda number, template: f"{template[-2:]} {text}")
    page = folder / f"{uuid.uuid4()}.html"
    return write_packet(run, cases, page, **ASK, seed=0), page


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)), min_size=1).map("\n".join)
)
def test_no_text_of_a_note_is_ever_markup(tmp_path, make_case, text: str) -> None:
    _, page = hostile_packet(tmp_path, make_case, text)
    parsed = soup(page)
    # A note is text alone, so all markup is the page's own: the same whatever the note.
    if not (tags := tmp_path / "tags").exists():
        _, harmless = hostile_packet(tmp_path, make_case, "x")
        tags.write_text(str([tag.name for tag in soup(harmless).find_all()]))
    assert str([tag.name for tag in parsed.find_all()]) == tags.read_text()
    for block in parsed.select(".note .text"):
        shown = block.get_text()
        assert not any(ord(c) < 32 and c not in "\t\n\r" for c in shown)
        assert not any(c in shown for c in "\x7f\x9b\u200f\u202e\u2066\ud800")
        kept = [c for c in text if c.isprintable() and c.isascii()]
        assert not Counter(kept) - Counter(shown)


def test_a_line_of_a_million_characters_is_shown_whole(tmp_path, make_case) -> None:
    _, page = hostile_packet(tmp_path, make_case, "<b>" * 350_000)
    assert len(soup(page).select_one(".note .text").get_text()) == 3 + 3 * 350_000


def test_a_key_holds_no_text_of_a_note_or_case(tmp_path, make_case) -> None:
    run, cases = run_of(make_case, 3, lambda number, template: f"Quietly told {number} {template}")
    write_packet(run, cases, tmp_path / "p.html", **ASK, seed=0)
    key = (tmp_path / "p.key.json").read_text()
    assert "Quietly" not in key
    assert "Case 1." not in key
    assert json.loads(key)["templates"] == [OLD, NEW]


def test_a_key_with_a_mark_is_taken_and_one_with_another_template_is_not(
    tmp_path, make_case
) -> None:
    run, cases = run_of(make_case, 6)
    packet = write_packet(
        run, cases, tmp_path / "p.html", templates=(OLD, NEW), rubric="soap_note",
        questions=ELEMENTS, seed=1,
    )  # fmt: skip
    key = tmp_path / "p.key.json"
    sound = key.read_bytes()
    key.write_bytes(codecs.BOM_UTF8 + sound)
    assert load_packet(key) == packet
    changed = json.loads(sound)
    places = changed["cases"][0]["places"]
    places["A"] = "soap_note@v9"
    key.write_text(json.dumps(changed))
    with pytest.raises(DataError, match="shows other templates"):
        load_packet(key)
