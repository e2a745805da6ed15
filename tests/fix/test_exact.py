"""``--source gitignore`` on small trees: what it writes, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.block import BEGIN, FixOptions, Source
from ctxsize.fix.plan import propose
from ctxsize.git.running import GitError
from tests.fix.fixing import GIT, WHOLE, fixed, lines, received, tree
from tests.rules.made_up import private_key
from tools.repositories import Repository


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM scratch AS one\nCOPY gen/a /\nFROM scratch\n",
        "FROM scratch\nCOPY gen/a /\nFROM scratch\nCOPY x /\n",
        "FROM scratch\nRUN --mount=type=bind,source=gen,target=/m true\n",
        'FROM scratch\nADD ["gen/a", "/"]\n',
        "FROM scratch\nARG S=gen/a\nCOPY $S /\n",
        "FROM scratch\nCOPY link /\n",
        "FROM scratch\nCOPY g?n/a /\n",
    ],
)
def test_every_stage_and_every_kind_of_source_counts(root: Path, dockerfile: str) -> None:
    tree(root, {"Dockerfile": dockerfile, ".gitignore": "gen\n", "gen/a": "", "x": ""})
    (root / "link").symlink_to("gen/a")
    fixed(root)
    assert "gen/a" in received(root, "legacy")


def test_other_dockerfiles_of_the_context_have_a_say(root: Path) -> None:
    tree(root, {".gitignore": "gen\n", "gen/a": "", "worker.Dockerfile": "FROM scratch\nCOPY gen /\n"})
    assert "gen/a" in received(root)
    fixed(root)
    assert "gen/a" in received(root)


def test_the_users_exceptions_win_and_his_lines_stay(root: Path) -> None:
    users = "# mine\r\n*.md\r\n!README.md\r\n!a.log\r\n\r\n"
    tree(root, {".gitignore": "*.log\n", "a.log": "", "b.log": "", "README.md": "", "x.md": ""})
    (root / ".dockerignore").write_bytes(users.encode())
    proposal = fixed(root)
    assert proposal.new.startswith(users.encode())
    assert {"a.log", "README.md"} <= received(root)
    assert received(root).isdisjoint({"b.log", "x.md"})


def test_an_exception_for_a_directory_does_not_bring_back_what_git_ignores_in_it(root: Path) -> None:
    tree(root, {".gitignore": "*.pyc\n", ".dockerignore": "*\n!src\n", "src/a.py": "", "src/a.pyc": "", "x.pyc": ""})
    fixed(root)
    assert received(root) == {"src/a.py"}


def test_what_the_user_excludes_stays_excluded(root: Path) -> None:
    tree(root, {".gitignore": "logs/*\n!logs/keep\n", ".dockerignore": "logs\n", "logs/keep": "", "logs/x": ""})
    fixed(root)
    assert not any(path.startswith("logs") for path in received(root) | received(root, "legacy"))


def test_a_later_run_updates_the_block(root: Path) -> None:
    tree(root, {".gitignore": "*.o\n", ".dockerignore": "# mine\n", "a.o": "", "a.log": ""})
    fixed(root)
    (root / ".gitignore").write_text("*.log\n")
    proposal = fixed(root)
    assert lines(proposal) == ["**/*.log"]
    assert proposal.new.startswith(b"# mine\n\n" + BEGIN.encode())
    (root / ".gitignore").unlink()
    assert fixed(root).new == b"# mine\n\n"


def test_the_ignore_file_that_the_builder_reads_is_written(root: Path) -> None:
    tree(root, {".gitignore": "*.o\n", "Dockerfile.dockerignore": "x\n", "a.o": ""})
    assert fixed(root).file == str(root / "Dockerfile.dockerignore")
    assert fixed(root, builder="legacy").file == str(root / ".dockerignore")


def test_an_ignore_file_outside_of_the_context_is_found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tree(root, {".gitignore": "*.o\n", "a.o": ""})
    beside = tmp_path_factory.mktemp("beside")
    (beside / "D").write_text(WHOLE)
    (beside / "D.dockerignore").write_text("")
    assert fixed(root, dockerfile=str(beside / "D")).file == str(beside / "D.dockerignore")


def test_what_is_in_the_way_of_an_ignore_file_is_told(root: Path) -> None:
    tree(root, {".gitignore": "*.o\n", ".dockerignore/x": ""})
    with pytest.raises(UsageError, match="Put a file in its place"):
        propose(Request.of(str(root), "buildkit", None, None, None, None), GIT)


def test_a_repository_inside_has_its_own_say(root: Path) -> None:
    tree(root, {".gitignore": "*.o\n", "sub/a.o": "", "sub/b.log": "", "sub/.gitignore": "*.log\n", "a.o": ""})
    Repository(root / "sub")
    fixed(root)
    assert {path for path in received(root) if not path.startswith((".git", "sub/.git"))} == {
        "Dockerfile",
        ".dockerignore",
        "sub/a.o",
    }


def test_outside_of_a_repository_gitignore_files_are_read(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {".gitignore": "*.o\n!keep.o\n", "a/.gitignore": "/x\n", "a/x/y": "", "x": "", "a.o": "", "keep.o": ""},
    )
    assert lines(fixed(tmp_path)) == ["**/*.o", "!**/keep.o", "a/x"]


def test_without_git_nothing_is_guessed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(root, {".gitignore": "*.o\n", "a.o": ""})
    monkeypatch.setenv("PATH", "")
    request = Request.of(str(root), "buildkit", None, None, None, None)
    with pytest.raises(GitError, match="no git program"):
        propose(request, GIT)
    assert any("no git program" in note for note in propose(request, FixOptions()).notes)


def test_a_context_that_git_ignores_whole_is_left_alone(root: Path) -> None:
    tree(root, {".gitignore": "out/\n", "out/Dockerfile": WHOLE, "out/x": ""})
    proposal = fixed(root / "out")
    assert not proposal.changes
    assert proposal.notes == ("Git ignores the build context as a whole, so that it says nothing about its parts.",)


def test_each_line_says_what_it_saves_and_the_figures_are_those_of_the_builders(root: Path) -> None:
    tree(root, {".gitignore": "*.o\n*.log\n", "a.o": "12345", "b/c.o": "123", "a.log": "1"})
    proposal = propose(Request.of(str(root), "buildkit", None, None, None, None), GIT)
    savings = {
        saved.line: [(tally.files, tally.bytes) for tally in saved.tallies.values()] for saved in proposal.savings()
    }
    assert savings == {"**/*.o": [(2, 8), (2, 8)], "**/*.log": [(1, 1), (1, 1)]}
    buildkit, legacy = proposal.figures()
    assert buildkit.before is not None
    assert buildkit.after is not None
    assert buildkit.before.transfer_bytes == ctxsize.simulate(str(root)).transfer_bytes
    assert buildkit.before.files - buildkit.after.files == 2
    assert legacy.before is not None
    assert legacy.before.transfer_bytes == ctxsize.simulate(str(root), "legacy").transfer_bytes
    fixed(root)
    assert buildkit.after.transfer_bytes == ctxsize.simulate(str(root)).transfer_bytes
    assert legacy.after is not None
    assert legacy.after.transfer_bytes == ctxsize.simulate(str(root), "legacy").transfer_bytes


def test_a_secret_goes_where_nothing_takes_it_and_is_told_where_something_does(tmp_path: Path) -> None:
    tree(tmp_path, {"Dockerfile": WHOLE, "deploy/id_rsa": private_key("k")})
    rules = FixOptions(source=Source.RULES)
    proposal = fixed(tmp_path, rules)
    assert lines(proposal) == []
    assert "--unsafe-fixes adds it." in proposal.notes[0]
    assert lines(fixed(tmp_path, FixOptions(source=Source.RULES, unsafe=True))) == ["deploy/id_rsa"]


def test_tidy_deletes_what_another_line_says_as_well_and_nothing_else(root: Path) -> None:
    users = "# mine\n**/a\nx/a\n../y\nnowhere\n*.md\n!README.md\n*.md\nb\n!b\nb\n"
    tree(root, {".dockerignore": users, "a": "", "x/a": "", "README.md": "", "b": ""})
    proposal = fixed(root, FixOptions(source=Source.GITIGNORE, tidy=True))
    assert proposal.new == b"# mine\n**/a\nnowhere\n!README.md\n*.md\n!b\nb\n"
    assert [note.partition(":")[0] for note in proposal.notes] == [
        "Deleted line 3, 'x/a'",
        "Deleted line 4, '../y'",
        "Deleted line 6, '*.md'",
        "Deleted line 9, 'b'",
    ]


def test_what_git_ignores_and_no_command_makes_anew_stays_unless_told_otherwise(root: Path) -> None:
    files = {".gitignore": "dist\n*.log\n", "dist/x.js": "", "a.log": ""}
    tree(root, {**files, "Dockerfile": "FROM nginx\nCOPY . /srv\n"})
    safe = FixOptions(source=Source.GITIGNORE)
    proposal = fixed(root, safe)
    assert lines(proposal) == ["**/*.log"]
    assert "no command of Dockerfile regenerates it" in proposal.notes[0]
    assert lines(fixed(root, GIT)) == ["**/dist", "**/*.log"]
    tree(root, {**files, "Dockerfile": "FROM node\nCOPY . /srv\nRUN npm ci && npm run build\n"})
    assert lines(fixed(root, safe)) == ["**/dist", "**/*.log"]


def test_a_name_that_no_line_can_spell_is_met_by_a_wildcard(root: Path) -> None:
    """BuildKit can't send a control character, and stops the build over one."""
    dockerfile = "FROM scratch\nCOPY . /\nCOPY keep/y.log /\n"  # so that no line for all logs will do
    tree(root, {"d\ta/x.log": "some line\n", "keep\x07": "", "keep/y.log": "", "Dockerfile": dockerfile})
    assert lines(fixed(root, FixOptions(source=Source.RULES, unsafe=True)))[1:] == ["d?a/x.log"]
    assert "keep\x07" in received(root)
    assert "d\ta/x.log" not in received(root) | received(root, "legacy")
