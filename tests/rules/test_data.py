"""The module of the rules' data says what the data files say."""

from __future__ import annotations

from tools.rule_data import MODULE, module


def test_the_module_is_that_of_the_data_files() -> None:
    assert MODULE.read_text("utf-8") == module(), "run `python -m tools.rule_data`"
