"""The commands around a run, as a person types them."""

import argparse
import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from soapbench import Recording, shipped
from soapbench.cli import _parser, main
from tests.batch_service import BatchService
from tests.endpoint import Endpoint, chat_answer

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Return a function that runs a command in a folder with four cases.

    ABOUT in it names what to ask, ASK also where.
    """
    monkeypatch.chdir(tmp_path)
    lines = shipped("datasets", "cases", "balance.jsonl").read_text().splitlines()[:4]
    (tmp_path / "few.jsonl").write_text("\n".join(lines) + "\n")

    def once(line: str, endpoint: Endpoint | None = None) -> tuple[int, str, str]:
        url = endpoint.url if endpoint else "http://127.0.0.1:9/v1"
        about = "--cases few.jsonl --versions v1 --repeats 2 --recording r.jsonl"
        ask = line.replace("ABOUT", about).replace("ASK", f"{about} --base-url {url}")
        code = main(shlex.split(ask))
        out, err = capsys.readouterr()
        return code, out, err

    return once


def test_a_run_is_planned_bounded_and_gone_on_with(
    command: Command, endpoint: Endpoint, tmp_path: Path
) -> None:
    code, said, _ = command("plan ASK --model m --price 1 2", endpoint)
    assert code == 0
    assert "to send                    8" in said
    assert "by the prices you gave" in said
    code, _, said = command("run ASK --model m --budget-requests 5", endpoint)
    assert code == 3
    assert "soapbench: the budget of 5 requests is reached: 5 of 8 requests were answered" in said
    asked = "--parameters '{\"temperature\": 0}' --system 'Be brief.'"
    assert command(f"run ASK --model m {asked}", endpoint)[0] == 0
    assert endpoint.bodies[-1]["messages"][0] == {"role": "system", "content": "Be brief."}
    assert endpoint.bodies[-1]["temperature"] == 0
    code, said, _ = command("run ASK --model m", endpoint)
    assert (code, said.splitlines()) == (0, ["Evaluation(8 notes, 0 scores)", "r.jsonl"])
    assert len(endpoint.bodies) == 8 + 8
    assert len(Recording(tmp_path / "r.jsonl")) == 16


def test_money_for_an_unknown_price_is_one_line_and_nothing_is_sent(
    command: Command, endpoint: Endpoint
) -> None:
    code, _, said = command("run ASK --model m --budget-usd 5", endpoint)
    assert (code, said.count("\n"), endpoint.bodies) == (3, 1, [])
    assert said.startswith("soapbench: the price of m is unknown")


def test_batches_by_file(command: Command, tmp_path: Path) -> None:
    code, said, _ = command("batch write ASK --model m in.jsonl")
    assert (code, said) == (0, "in.jsonl\n")
    results = [
        {
            "custom_id": json.loads(line)["custom_id"],
            "response": {"status_code": 200, "body": chat_answer("note")},
        }
        for line in (tmp_path / "in.jsonl").read_text().splitlines()
    ]
    (tmp_path / "out.jsonl").write_text("\n".join(map(json.dumps, results)))
    assert command("batch read ASK --model m out.jsonl")[:2] == (0, "out.jsonl: 8 new answers\n")
    assert command("batch write ASK --model m in.jsonl")[:2] == (0, "nothing is missing\n")


@pytest.fixture
def serving() -> Iterator[tuple[BatchService, Endpoint]]:
    service = BatchService()
    running = Endpoint(service)
    yield service, running
    running.close()


def test_batches_by_the_api(command: Command, serving: tuple[BatchService, Endpoint]) -> None:
    service, running = serving
    assert command("batch submit ASK --model m", running)[:2] == (0, "batch-0\n")
    said = command("batch submit ASK --model m", running)[1]
    assert said == "nothing is missing that is not out already\n"
    said = command("batch collect ASK --model m", running)[1]
    assert said == "0 new answers, 1 batch not over yet\n"
    service.finish()
    said = command("batch collect ASK --model m --every 0.01", running)[1]
    assert said == "8 new answers\n"


def test_sheets(command: Command, tmp_path: Path) -> None:
    said = command("sheet write ABOUT --model chat sheet.html")[1]
    assert said == "sheet.html: 8 prompts without an answer\n"
    page = (tmp_path / "sheet.html").read_text()
    ids = [part.split("'")[0] for part in page.split("data-id='")[1:]]
    answers = [{"id": each, "text": "note", "model": "", "at": None} for each in ids[:3]]
    (tmp_path / "a.json").write_text(json.dumps({"answers": answers}))
    assert command("sheet read ABOUT --model chat a.json")[1] == "3 new answers\n"
    assert command("sheet write ABOUT --model chat rest.html")[1].startswith("rest.html: 5 prompts")


def test_recordings_are_told_checked_and_joined(
    command: Command, endpoint: Endpoint, tmp_path: Path
) -> None:
    command("run ASK --model m", endpoint)
    said = command("recording info r.jsonl")[1].splitlines()
    assert said == [
        "Recording(r.jsonl, 8 completions)",
        "  asked m {}",
        "  soap_note@v1: 8 answers on 4 cases",
        "  8 ended with stop",
    ]
    assert command("recording check r.jsonl")[:2] == (0, "r.jsonl: 8 lines can be read\n")
    lines = (tmp_path / "r.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "some.jsonl").write_bytes(b"".join(lines[:5]))
    (tmp_path / "torn.jsonl").write_bytes(b"".join(lines[3:])[:-20])
    code, said, _ = command("recording check some.jsonl torn.jsonl")
    assert code == 1
    assert "torn.jsonl: 4 lines can be read; the last one is cut off" in said
    said = command("recording merge some.jsonl torn.jsonl r.jsonl")[1]
    assert said == "torn.jsonl: 2 new answers\nr.jsonl: 1 new answer\n"
    assert Recording(tmp_path / "some.jsonl").lines == Recording(tmp_path / "r.jsonl").lines
    (tmp_path / "bad.jsonl").write_text("{}\n{}\n")
    assert command("recording check bad.jsonl")[0] == 3


def test_an_unknown_version_names_those_there_are(command: Command) -> None:
    code, _, said = command("plan ASK --model m --versions v1 v9")
    assert (code, "no version 'v9' of soap_note; it has" in said) == (3, True)


@pytest.mark.parametrize(
    "output", ["r.jsonl", "./r.jsonl", "link.jsonl", "few.jsonl", "mine/v1.md"]
)
@pytest.mark.parametrize("what", ["batch", "sheet"])
def test_what_is_read_is_not_written_over(
    command: Command, endpoint: Endpoint, tmp_path: Path, what: str, output: str
) -> None:
    command("run ASK --model m", endpoint)
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "r.jsonl")
    shutil.copytree(shipped("prompts", "soap_note"), tmp_path / "mine")
    before = (tmp_path / output).read_bytes()
    code, out, said = command(f"{what} write ABOUT --model n --prompt mine {output}")
    assert (code, out, said.count("\n")) == (3, "", 1)
    assert "is read here, and would be written over" in said
    assert (tmp_path / output).read_bytes() == before


@pytest.mark.parametrize("step", ["info", "check", "merge r.jsonl", "merge new.jsonl"])
def test_a_recording_that_is_not_there_is_an_error(
    command: Command, endpoint: Endpoint, tmp_path: Path, step: str
) -> None:
    command("run ASK --model m", endpoint)
    code, out, said = command(f"recording {step} r.jsonl typo.jsonl")
    assert (code, out) == (3, "")
    assert said == "soapbench: typo.jsonl: no such file; check the name and the folder\n"
    assert not (tmp_path / "new.jsonl").exists()
    (tmp_path / "kept").mkdir()
    code, out, said = command(f"recording {step} r.jsonl kept")
    assert (code, out) == (3, "")
    assert said == "soapbench: kept: a folder; give the recordings in it by name\n"
    assert not (tmp_path / "new.jsonl").exists()


def test_advice_names_the_option_as_well(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "or --price INPUT OUTPUT" in command("plan ASK --model m")[1]
    assert "--price INPUT OUTPUT" in command("run ASK --model m --budget-usd 5")[2]
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert "on the command line --base-url" in command("run ABOUT --model m")[2]
    case = json.loads((tmp_path / "few.jsonl").read_text().splitlines()[0])
    case["inputs"]["clinical_findings"] += " Patient John Whitmore, DOB 3/14/1950."
    (tmp_path / "few.jsonl").write_text(json.dumps(case))
    code, _, said = command("run ASK --model m")
    assert (code, "on the command line --allow DATE NAME_PATIENT\n" in said) == (3, True)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("plan --model m --recording r.jsonl --cases kept", "kept: a folder; give a file"),
        ("plan --model m --recording kept", "kept: a folder; give a file"),
        (
            "plan --model m --recording r.jsonl --prompt mine/prompt.toml",
            "mine/prompt.toml: a file; give the folder that holds prompt.toml and the versions",
        ),
        ("cases kept", "kept: a folder; give a file"),
        ("rubric ./kept", "kept: a folder; give a file"),
        ("check --config kept", "kept: a folder; give a file"),
        ("report kept page.html", "kept: a folder; give a file"),
        ("labels kept l.json", "kept: a folder; give a file"),
        ("notebooks kept", "kept: a folder; give a file"),
        ("packet soap_note v1 v2 p.html --recording kept", "kept: a folder; give the recordings"),
    ],
)
def test_a_folder_in_the_place_of_a_file_is_told(
    command: Command, tmp_path: Path, line: str, says: str
) -> None:
    (tmp_path / "kept").mkdir()
    shutil.copytree(shipped("prompts", "soap_note"), tmp_path / "mine")
    code, out, said = command(line)
    assert (code, out, said.count("\n")) == (3, "", 1)
    assert said.startswith(f"soapbench: {says}")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--price nan nan", "a price is a number"),
        ("--price 1 -2", "a price is a number"),
        ("--budget-usd nan --price 1 2", "a budget of nothing"),
        ("--budget-usd inf --price 1 2", "one without end bounds nothing"),
        ("--budget-tokens 0", "a budget of nothing"),
    ],
)
def test_a_bound_or_price_that_is_none_is_one_line_and_nothing_is_sent(
    command: Command, endpoint: Endpoint, options: str, says: str
) -> None:
    code, _, said = command(f"run ASK --model m {options}", endpoint)
    assert (code, said.count("\n"), endpoint.bodies) == (3, 1, [])
    assert says in said


@pytest.mark.parametrize("parameters", ["5", "null", "'{bad'", "[]", "NaN"])
def test_parameters_that_are_no_object_are_one_clear_error(
    command: Command, capsys: pytest.CaptureFixture[str], parameters: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        command(f"plan ASK --model m --parameters {parameters}")
    assert raised.value.code == 3
    assert "argument --parameters: give a JSON object" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--concurrency 0", "let at least one be"),
        ('--parameters \'{"max_tokens": "100"}\'', "max_tokens is a whole number"),
        ("--parameters '{\"top_p\": NaN}'", "give plain JSON values"),
        ("--key-variable sk-secret", "never the key"),
    ],
)
def test_an_option_that_cannot_be_is_one_line(command: Command, options: str, says: str) -> None:
    code, _, said = command(f"plan ASK --model m {options}")
    assert (code, said.count("\n")) == (3, 1)
    assert says in said
    assert "sk-secret" not in said


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("sheet write ABOUT --model m s.html --system Brief.", "--system"),
        ("sheet write ABOUT --model m s.html --parameters {}", "--parameters"),
        ("sheet read ABOUT --model m a.json --base-url http://127.0.0.1:9/v1", "--base-url"),
        ("batch write ASK --model m in.jsonl --concurrency 2", "--concurrency"),
        ("batch submit ASK --model m --price 1 2", "--price"),
    ],
)
def test_an_option_that_plays_no_part_is_refused(
    command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str, option: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        command(line)
    assert raised.value.code == 3
    assert f"unrecognized arguments: {option}" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.html"))


def test_a_file_that_is_taken_for_a_version_is_told(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "--cases few.jsonl --recording r.jsonl --model m --versions v1 s.html"
    code, _, said = command(f"sheet write page.html {line}")
    assert (code, "a file goes before --versions, or after --" in said) == (3, True)
    line = line.replace(" s.html", " -- s.html")
    assert command(f"sheet write {line}")[0] == 0
    assert (tmp_path / "s.html").exists()


def options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from options(command)
        else:
            yield parser.prog, action


def test_every_option_says_what_it_is_for() -> None:
    found = list(options(_parser()))
    assert len(found) > 80
    assert [f"{prog} {action.dest}" for prog, action in found if not action.help] == []


def test_a_plan_asks_each_prompt_three_times_unless_told_otherwise(command: Command) -> None:
    said = command(
        "plan --cases few.jsonl --versions v1 --recording r.jsonl --model m "
        "--base-url http://127.0.0.1:9/v1"
    )[1]
    assert said.splitlines()[0].split() == ["requests", "12"]


def test_the_first_price_is_of_what_is_read_and_the_second_of_what_is_written(
    command: Command,
) -> None:
    said = command("plan ASK --model m --price 0 1000000")[1]
    assert "7,200.00 USD" in said, "8 notes of 900 tokens, a dollar each"


def test_a_recording_tells_of_each_version_on_how_many_cases_it_was_asked(
    command: Command, endpoint: Endpoint, tmp_path: Path
) -> None:
    command("run ASK --model m", endpoint)
    one = (tmp_path / "few.jsonl").read_text().splitlines()[0]
    (tmp_path / "one.jsonl").write_text(one + "\n")
    command(
        "run --cases one.jsonl --versions v2 --repeats 2 --recording r.jsonl --model m "
        f"--base-url {endpoint.url}"
    )
    said = command("recording info r.jsonl")[1].splitlines()
    assert said[2:4] == [
        "  soap_note@v1: 8 answers on 4 cases",
        "  soap_note@v2: 2 answers on 1 case",
    ]


@pytest.mark.parametrize("order", ["sound.jsonl torn.jsonl", "torn.jsonl sound.jsonl"])
def test_a_torn_end_is_a_problem_wherever_its_file_stands(
    command: Command, endpoint: Endpoint, tmp_path: Path, order: str
) -> None:
    command("run ASK --model m", endpoint)
    whole = (tmp_path / "r.jsonl").read_bytes()
    (tmp_path / "sound.jsonl").write_bytes(whole)
    (tmp_path / "torn.jsonl").write_bytes(whole[:-20])
    assert command(f"recording check {order}")[0] == 1


def test_a_sheet_is_not_written_over_a_prompt_or_cases_given_by_name(
    tmp_path: Path, capsys
) -> None:
    # The shipped files themselves: what is tried is that they are told apart, and they stay.
    for file in (
        shipped("prompts", "soap_note", "v1.md"), shipped("datasets", "cases", "balance.jsonl")
    ):  # fmt: skip
        before = file.read_bytes()
        recording = str(tmp_path / "r.jsonl")
        code = main(["sheet", "write", str(file), "--model", "m", "--recording", recording])
        assert code == 3
        assert "is read here, and would be written over" in capsys.readouterr().err
        assert file.read_bytes() == before
