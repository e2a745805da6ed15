"""What a `check` directive may say."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.lint_options import LintOptions, lint_options
from ctxsize.errors import DockerfileError

FORM = "It takes skip=, experimental= and error=, with ; and no blanks between them."


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", LintOptions()),
        (" ", LintOptions()),
        ("error=0", LintOptions()),
        ("skip=all", LintOptions(skip_all=True)),
        ("skip=A,B;error=true", LintOptions(error=True, skip=frozenset({"A", "B"}))),
        ("experimental=all;skip=x;error=T", LintOptions(error=True, skip=frozenset({"x"}), experimental_all=True)),
        ("skip=A;skip=all", LintOptions(skip_all=True, skip=frozenset({"A"}))),
    ],
)
def test_what_docker_takes(text: str, options: LintOptions) -> None:
    assert lint_options(text) == options


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("what", f"the check directive has `what`. {FORM}"),
        ("error=yes", "the check directive has `error=yes`. error= takes true or false."),
        ("skip=all;", f"the check directive has an empty option. {FORM}"),
        ("skip=A;error=1;error=1;x=1", "the check directive has `error=1;x=1`. error= takes true or false."),
    ],
)
def test_what_docker_refuses(text: str, message: str) -> None:
    with pytest.raises(DockerfileError) as refusal:
        lint_options(text)
    assert str(refusal.value) == message


def test_a_comment_above_an_instruction_adds_to_the_directive() -> None:
    merged = lint_options("skip=A;error=true").merged(lint_options("skip=B;experimental=C;error=false"))
    assert merged == LintOptions(error=True, skip=frozenset({"A", "B"}), experimental=frozenset({"C"}))
