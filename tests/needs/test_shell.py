"""Shell text is cut into simple commands, each with its directory."""

from __future__ import annotations

import pytest

from ctxsize.needs.shell import simple_commands

CASES: list[tuple[str, list[tuple[tuple[str, ...], str | None]]]] = [
    ("cat a b", [(("cat", "a", "b"), "")]),
    ("CGO_ENABLED=0 go build ./...", [(("go", "build", "./..."), "")]),
    ("mkdir -p x && cd x && cmake ..", [(("mkdir", "-p", "x"), ""), (("cd", "x"), ""), (("cmake", ".."), "x")]),
    ("(cd sub && make) && ls", [(("cd", "sub"), ""), (("make",), "sub"), (("ls",), "")]),
    ("cd $HOME; ls", [(("cd", "$HOME"), ""), (("ls",), None)]),
    ("if [ -f a ]; then cat a; fi", [(("[", "-f", "a", "]"), ""), (("cat", "a"), "")]),
    ("for f in a b; do cat $f; done", [(("cat", "$f"), "")]),
    ('V=$(git describe) && echo "$V"', [(("git", "describe"), ""), (("echo", "$V"), "")]),
    ("echo `git rev-parse HEAD`", [(("git", "rev-parse", "HEAD"), ""), (("echo", "$()"), "")]),
    ("case $X in a) cat q;; *) ls;; esac", [(("cat", "q"), ""), (("ls",), "")]),
    ("cat <<EOF > x\nrm -rf y\nEOF\ncat z", [(("cat",), ""), (("cat", "z"), "")]),
    ("cp a \\\n  b  # c d", [(("cp", "a", "b"), "")]),
    ("echo 'it; is' \"a && b\"", [(("echo", "it; is", "a && b"), "")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_commands(text: str, expected: list[tuple[tuple[str, ...], str | None]]) -> None:
    assert [(one.words, one.cwd) for one in simple_commands(text, {})] == expected


def test_variables_that_are_known_are_put_in_and_others_stay() -> None:
    (one,) = simple_commands("cat $A ${B} ${C:-c.txt} $D", {"A": "a.txt", "B": "b.txt"})
    assert one.words == ("cat", "a.txt", "b.txt", "c.txt", "$D")


def test_redirections() -> None:
    (one,) = simple_commands("sort < in.txt > out.txt 2>&1", {})
    assert (one.words, one.inputs, one.outputs) == (("sort",), ("in.txt",), ("out.txt",))


@pytest.mark.parametrize(
    ("text", "optional"),
    [("git describe || echo x", True), ("git describe && echo x", False), ("if git describe; then ls; fi", True)],
)
def test_what_may_fail(text: str, *, optional: bool) -> None:
    assert simple_commands(text, {})[0].optional == optional


def test_a_script_knows_its_own_directory() -> None:
    found = simple_commands('cd "$(dirname "$0")/.." && ls', {}, "/app/scripts/x.sh")
    assert found[-1].cwd == "/app/scripts/.."


@pytest.mark.parametrize("text", ["'", '"', "$(", "`", "cat <<", "${", "((", "a\\", "<(x"])
def test_what_does_not_end_is_no_error(text: str) -> None:
    simple_commands(text, {})
