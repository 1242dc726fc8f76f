from pathlib import Path

import pytest

from soapbench import DataError, load_cases, load_templates, shipped
from soapbench.shipped import locate


def test_a_bare_name_is_the_shipped_thing_whatever_lies_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("balance", "soap_note", "mine"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert len(load_cases("balance")) == 32
    assert len(load_templates("soap_note")) == 4
    # near misses: a path, and a name that nothing shipped has
    for here in ("./soap_note", Path("soap_note"), "mine", ".."):
        assert locate(here, "prompts") == Path(here)


def test_a_name_that_is_nowhere_lists_what_is_shipped() -> None:
    assert locate("soap_note", "prompts") == shipped("prompts", "soap_note")
    with pytest.raises(DataError, match=r"one of .*'soap_note'"):
        locate("nothing", "prompts")
