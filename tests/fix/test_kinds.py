"""What once went wrong with written lines, each as a kind: projects of the kind, and near ones that are something else."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.build.request import Request
from ctxsize.fix.block import FixOptions, Source, Style
from ctxsize.fix.plan import propose
from ctxsize.fix.proposal import Proposal
from tests.fix.fixing import fixed, lines, received, tree

SAFE = FixOptions()
NODE = "FROM node:22\nCOPY . .\nRUN npm ci\n"
WHOLE = "FROM debian\nCOPY . /a\n"


def block(proposal: Proposal) -> list[str]:
    return [line for group in proposal.groups for line in group.lines]


def later(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("later")


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_what_the_author_takes_back_arrives_once_it_is_made(root: Path, builder: str) -> None:
    tree(
        root,
        {
            ".dockerignore": "target/\n!target/*.jar\n!target/lib/*.jar\n**/build\n!ui/build\n",
            ".gitignore": "target/\nbuild/\n*.tmp\n",
            "Dockerfile": "FROM eclipse-temurin\nCOPY target/lib/ /l/\nCOPY target/app.jar /\nCOPY ui /ui\nCOPY . /all\n",
            "x.tmp": "x",
            "src/A.java": "x",
        },
    )
    fixed(root, SAFE, builder)
    made = ("target/app.jar", "target/lib/dep.jar", "ui/build/index.html")
    later(root, *made, "target/classes/A.class", "api/build/x")
    arrived = received(root, builder)
    assert set(made) <= arrived
    assert not {"target/classes/A.class", "api/build/x", "x.tmp"} & arrived


@pytest.mark.parametrize("ignore", ["*\n!src\n", "**\n!src\n", "*\n!src\n!package.json\n"])
def test_an_exception_of_gits_lets_in_nothing_that_the_author_excludes(root: Path, ignore: str) -> None:
    tree(
        root,
        {
            ".dockerignore": ignore,
            ".gitignore": ".env*\n!.env.production\n*.log\n!keep.log\n",
            ".env.production": "A=1",
            "src/a.log": "x",
            "src/a": "x",
            "keep.log": "x",
            "Dockerfile": "FROM a\nCOPY . /\n",
        },
    )
    before = received(root, "buildkit")
    proposal = fixed(root, SAFE)
    assert not any(line.startswith("!") and "env" in line for line in block(proposal))
    assert received(root, "buildkit") <= before


@pytest.mark.parametrize(
    "files",
    [
        {
            ".gitignore": "*.meta\n!/assets/**/*.meta\n",
            **{f"assets/a{n}/x.meta": "x" for n in range(30)},
            "b.meta": "x",
        },
        {
            **{f"storage/d{n}/.gitignore": "*\n!.gitignore\n" for n in range(12)},
            **{f"storage/d{n}/f": "x" for n in range(12)},
        },
        {".gitignore": "*.bin\n", **{f"d{n}/x.bin": "x" for n in range(25)}, "keep/a.txt": "x"},
    ],
)
def test_no_list_of_todays_files_is_written(root: Path, files: dict[str, str]) -> None:
    tree(root, {**files, "Dockerfile": WHOLE, ".dockerignore": "docs/\n"})
    written = block(fixed(root, SAFE))
    assert len(written) <= 12, written
    names = [line for line in written if line.rpartition("/")[2] in {"x.meta", "f", "x.bin"}]
    assert names == []


def test_lines_alike_of_directories_side_by_side_are_one_and_stay_in_a_clean_clone(root: Path) -> None:
    files = {f"storage/d{n}/.gitignore": "*\n!.gitignore\n" for n in range(6)}
    tree(root, {**files, "storage/app/keep": "x", "Dockerfile": WHOLE, ".dockerignore": ".git\n"})
    for n in range(6):
        (root / f"storage/d{n}/f").write_text("x")
    proposal = fixed(root, SAFE)
    assert block(proposal) == ["storage/*/**", "!storage/*/.gitignore"] or "storage/app/keep" in received(root)
    assert {"storage/app/keep", "storage/d0/.gitignore"} <= received(root)
    for n in range(6):
        (root / f"storage/d{n}/f").unlink()
    assert fixed(root, SAFE).new == proposal.new


def test_only_lines_that_work_are_written(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": NODE,
            ".dockerignore": "**/node_modules\nold\n",
            ".gitignore": "node_modules/\n*.swp\n*.nothing\nthere-is-none/\n",
            "vendor/lib/.gitignore": "*.lo\n*.la\nautom4te.cache\n",
            "vendor/lib/a.c": "x",
            "node_modules/a/i.js": "x",
            "old/.git/HEAD": "x",
            "a.swp": "x",
            "package.json": "{}",
        },
    )
    written = block(fixed(root, SAFE))
    assert "*.swp" in written or "**/*.swp" in written
    assert not any(
        word in line for line in written for word in ("nothing", "none", ".lo", ".la", "old", "node_modules")
    )


def test_nothing_at_stake_writes_nothing(root: Path) -> None:
    tree(
        root,
        {"Dockerfile": "FROM a\nCOPY src /\n", "src/a": "x", ".gitignore": "*.o\nbuild/\n", ".dockerignore": ".git\n"},
    )
    proposal = fixed(root, SAFE)
    assert not proposal.changes
    assert block(proposal) == []


@pytest.mark.parametrize("name", ["node_modules", "__pycache__", ".pytest_cache", ".idea"])
def test_one_name_is_one_line(root: Path, name: str) -> None:
    packages = {f"packages/{one}/{name}/x": "x" for one in "abcdefgh"}
    manifests = {f"packages/{one}/package.json": "{}" for one in "abcdefgh"}
    tree(root, {"Dockerfile": NODE, "package.json": '{"workspaces": ["packages/*"]}', **packages, **manifests})
    assert [line for line in block(fixed(root, SAFE)) if name in line] == [f"**/{name}"]


@pytest.mark.parametrize(
    ("ignore", "git"),
    [
        (".*\n", ".vscode/*\n!.vscode/settings.json\n"),
        ("*.log\n", "*.log\n!keep.log\n"),
        ("docs\n!docs/a\n", "docs/*\n!docs/b\n"),
    ],
)
def test_the_fix_draws_no_finding(root: Path, ignore: str, git: str) -> None:
    tree(
        root,
        {
            "Dockerfile": WHOLE,
            ".dockerignore": ignore,
            ".gitignore": git,
            ".vscode/settings.json": "{}",
            ".vscode/x.json": "{}",
            "keep.log": "x",
            "a/b.log": "x",
            "docs/a": "x",
            "docs/b": "x",
        },
    )
    before = {(one.rule.code, one.path) for one in ctxsize.analyze(str(root)).findings}
    fixed(root, SAFE)
    assert {(one.rule.code, one.path) for one in ctxsize.analyze(str(root)).findings} <= before


def test_nothing_is_taken_back_that_no_line_took(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM a\nCOPY src /app\nCOPY sub /a\n",
            ".gitignore": "[Ll]ogs/\n",
            "src/a": "x",
            "src/logs/b": "x",
            ".mypy_cache/a": "x",
            "sub/.mypy_cache/a": "x",
            "sub/b": "x",
        },
    )
    assert not any(line.startswith("!") for line in block(fixed(root, SAFE)))


def test_a_negated_class_of_gits_takes_no_slash(root: Path) -> None:
    tree(root, {"Dockerfile": WHOLE, ".gitignore": "src[!a-z]gen\n", "src/gen/a": "x", "src-gen": "x"})
    fixed(root, FixOptions(source=Source.GITIGNORE, unsafe=True))
    arrived = received(root, "buildkit")
    assert "src/gen/a" in arrived
    assert "src-gen" not in arrived


def test_an_exception_that_a_source_lacks_is_added_and_a_mistake_is_mended(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM a\nCOPY uv.lock /\nCOPY . /a\n",
            ".dockerignore": "*.lock\ndist # made\n",
            "uv.lock": "v",
            "dist/a": "x",
        },
    )
    written = lines(fixed(root, SAFE))
    assert "!uv.lock" in written
    assert "dist" in written
    assert "uv.lock" in received(root, "buildkit")
    assert "dist/a" not in received(root, "buildkit")


def test_an_allow_list_serves_each_platform(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM a\nARG TARGETARCH\nCOPY app-$TARGETARCH /app\n",
            "app-amd64": "x",
            "app-arm64": "x",
            "z": "x",
        },
    )
    request = Request.of(str(root), "buildkit", None, None, None, "linux/amd64,linux/arm64")
    (root / ".dockerignore").write_bytes(propose(request, FixOptions(style=Style.ALLOW)).new)
    assert "app-arm64" in {one.path for one in ctxsize.simulate(str(root), platform="linux/arm64").entries}
    assert "app-amd64" in {one.path for one in ctxsize.simulate(str(root), platform="linux/amd64").entries}


def test_a_comment_behind_a_line_of_gits_is_no_part_of_an_exception(root: Path) -> None:
    tree(root, {"Dockerfile": WHOLE, ".gitignore": "*.o\n!keep.o # why\n", "a.o": "x", "src/b.o": "x"})
    assert [line for line in block(fixed(root, SAFE)) if line.startswith("!")] == []


def test_dockerfiles_count_that_the_ignore_file_excludes(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM a\nCOPY app /app\n",
            "dev.Dockerfile": "FROM a\nRUN --mount=type=bind,source=certs,target=/c cp -r /c /etc/ssl\n",
            ".dockerignore": "*\n!app\n!certs\n",
            ".gitignore": "*.pem2\n",
            "app/a.pem2": "x",
            "certs/local.pem2": "x",
        },
    )
    for builder in ("buildkit", "legacy"):
        written = lines(fixed(root, SAFE, builder))
        assert not any("pem2" in line and line.startswith(("**", "certs")) for line in written)


def test_another_dockerfile_is_served_for_each_platform(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM a\nCOPY site /s\n",
            "worker.Dockerfile": "FROM a\nARG TARGETARCH\nCOPY out/app-$TARGETARCH /app\n",
            "site/a": "x",
            "out/app-amd64": "x",
            "out/app-arm64": "x",
        },
    )
    request = Request.of(str(root), "buildkit", None, None, None, "linux/amd64,linux/arm64")
    written = lines(propose(request, FixOptions(style=Style.ALLOW)))
    assert {"!out/app-amd64", "!out/app-arm64"} <= set(written)
