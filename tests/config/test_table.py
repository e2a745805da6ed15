"""A document of the configuration: keys that are not known, values of the wrong kind, and text that is not TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.config.read import load
from ctxsize.errors import UsageError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/api.Dockerfile").write_text("FROM scratch AS prod\n")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fail_on = 'error'", 1, "unknown key 'fail_on'. Did you mean fail-on?"),
        ("colour = 'red'", 1, "unknown key 'colour'. Known: fail-on,"),
        ("\n\nfail-on = true", 3, "fail-on must be a string, not the boolean true"),
        ("fail-on = ''", 1, "fail-on is empty"),
        ("max-growth = '5 percent'", 1, "The unit 'percent' is not known"),
        ("[tool.ctxsize]\nfail-on = 'error'", 1, "[tool.ctxsize] is for pyproject.toml"),
        ("fail-on = 'error", 1, "invalid TOML"),
        ("a = 1\na = 2", 2, "invalid TOML"),
        ("a = '''\n", 2, "invalid TOML"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_cure(
    project: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, words: str
) -> None:
    monkeypatch.chdir(project)
    (project / ".ctxsize.toml").write_text(text)
    with pytest.raises(UsageError) as refused:
        load(str(project))
    assert str(refused.value).startswith(f".ctxsize.toml:{line}: ")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith((".", "?"))
