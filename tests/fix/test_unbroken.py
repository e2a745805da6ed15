"""``--fix`` breaks no build: hand-made projects in which something that is ignored is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxsize.build.request import Request
from ctxsize.errors import DockerfileError, UsageError
from ctxsize.files.write import write_whole
from ctxsize.fix.block import FixOptions, Style
from ctxsize.fix.plan import propose
from tests.fix.fixing import GIT, fixed, lines, received, tree
from tools.builds import all_broken

SAFE = FixOptions()


def test_what_another_dockerfile_needs_stays(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM node\nCOPY package.json /\nRUN npm ci\n",
            "worker.Dockerfile": "FROM debian\nCOPY . /\nRUN git describe\n",
            "deploy/static.Dockerfile": "FROM nginx\nCOPY . /srv\n",
            ".gitignore": "dist\nnode_modules\n",
            "package.json": "{}",
            "dist/x": "x",
            "node_modules/a/b": "x",
        },
    )
    for builder in ("buildkit", "legacy"):
        proposal = fixed(root, SAFE, builder)
        assert {".git/HEAD", "dist/x", "node_modules/a/b"} <= received(root, "legacy")
    assert any("static.Dockerfile regenerates it" in one.why for one in proposal.left_out)


def test_what_the_build_makes_anew_another_that_makes_nothing_does_not_keep(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM node\nCOPY . /\nRUN npm ci && npm run build\n",
            "lint.Dockerfile": "FROM linter\nRUN --mount=target=. lint\n",
            ".gitignore": "dist\nnode_modules\n",
            "package.json": "{}",
            "dist/x": "x",
            "node_modules/a/b": "x",
        },
    )
    fixed(root, SAFE)
    assert not any(path.startswith(("dist", "node_modules", ".git/")) for path in received(root, "legacy"))


def test_a_dockerfile_of_another_context_has_no_say(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM node\nCOPY . /\nRUN npm ci && npm run build\n",
            "site/Dockerfile": "FROM nginx\nCOPY . /srv\n",
            "site/package.json": "{}",
            "docs/Dockerfile": "FROM nginx\nCOPY pages /srv\nCOPY . /x\nRUN git log\n",
            "docs/pages/x": "",
            ".gitignore": "dist\n",
            "package.json": "{}",
            "dist/x": "x",
        },
    )
    fixed(root, SAFE)
    assert received(root).isdisjoint({"dist/x", ".git/HEAD"})


@pytest.mark.parametrize("users", ["", "!**/x.md\n", "!dist/app.js\n"])
@pytest.mark.parametrize("taken", ["", "COPY dist/app.js /\n", "COPY dist/*.js /\n"])
def test_naming_a_part_does_not_make_the_rest_needless(root: Path, taken: str, users: str) -> None:
    tree(
        root,
        {
            "Dockerfile": f"FROM nginx\nCOPY . /srv\n{taken}",
            ".gitignore": "dist\n*.log\n*.jar\n",
            ".dockerignore": users,
            "dist/app.js": "",
            "dist/app.css": "",
            "lib/app.jar": "",
            "x.log": "",
        },
    )
    fixed(root, SAFE)
    kept = {"dist/app.js", "dist/app.css", "lib/app.jar"}
    assert received(root) & {*kept, "x.log"} == kept


def test_a_file_that_a_command_makes_anew_goes(root: Path) -> None:
    dockerfile = "FROM maven AS build\nCOPY . .\nRUN mvn package\nFROM scratch\nCOPY --from=build /x /\n"
    tree(root, {"Dockerfile": dockerfile, ".gitignore": "*.jar\n", "lib/app.jar": ""})
    fixed(root, SAFE)
    assert "lib/app.jar" not in received(root)


PROJECTS = {
    "a directory and its own ignore file": (
        "FROM scratch\nCOPY dist /\nCOPY . /all\n",
        {"dist/a": "", "dist/b/c": "", "x": ""},
        ["dist/a", "dist/b/c", "x"],
    ),
    "a jar by a wildcard": (
        "FROM scratch\nCOPY build/libs/*.jar /app.jar\n",
        {"build/libs/a.jar": "", "build/libs/b.txt": ""},
        ["build/libs/a.jar"],
    ),
    "settings by name": (
        "FROM scratch\nCOPY .env .env.* /\n",
        {".env": "A=b", ".env.prod": "A=c"},
        [".env", ".env.prod"],
    ),
    "one stage out of many": (
        "FROM scratch AS a\nCOPY dist/a /\nFROM scratch AS b\nCOPY dist/b /\nFROM scratch\nCOPY --from=a /a /\n",
        {"dist/a": "", "dist/b/c": "", "dist/d": ""},
        ["dist/a", "dist/b/c"],
    ),
    "an archive": ("FROM scratch\nADD dist/app.tar.gz /\n", {"dist/app.tar.gz": "", "dist/x": ""}, ["dist/app.tar.gz"]),
    "a mount": (
        "FROM scratch\nRUN --mount=type=bind,target=/x,source=dist/a true\nRUN --mount=target=/y,src=tmp true\n",
        {"dist/a": "", "tmp/b": ""},
        ["dist/a", "tmp/b"],
    ),
    "what a build makes inside a source": (
        "FROM node\nCOPY web /\nRUN npm ci && npm run build\n",
        {"web/src/b": "", "web/package.json": ""},
        ["web/src/b"],
    ),
    "parents and excluded parts": (
        "# syntax=docker/dockerfile:1-labs\nFROM scratch\nCOPY --parents ./web/./dist/*.js /\nCOPY --exclude=*.map tmp /t\n",
        {"web/dist/a.js": "", "web/dist/b.css": "", "tmp/x": "", "tmp/x.map": ""},
        ["web/dist/a.js", "tmp/x", "tmp/x.map"],
    ),
    "a variable in two targets": (
        "ARG D=dist\nFROM scratch\nARG D\nCOPY $D/a /\nFROM scratch\nARG E=tmp\nCOPY ${E}/ /\n",
        {"dist/a": "", "dist/b": "", "tmp/c": ""},
        ["dist/a", "tmp/c"],
    ),
    "an address and a here-document": (
        "FROM scratch\nADD https://example.org/dist /\nCOPY <<dist /f\nx\ndist\nCOPY tmp/ /\n",
        {"dist/a": "", "tmp/c": ""},
        ["tmp/c"],
    ),
}
IGNORED = "dist/\nbuild\n*.jar\n.env*\n/tmp\n*.tar.gz\n"


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("name", PROJECTS)
def test_what_instructions_take_arrives_though_git_ignores_it(
    root: Path, name: str, builder: str, style: Style
) -> None:
    dockerfile, files, needed = PROJECTS[name]
    tree(root, {"Dockerfile": dockerfile, ".gitignore": IGNORED, **files})
    asked = received(root)
    for unsafe in (False, True):
        try:
            fixed(root, FixOptions(style=style, unsafe=unsafe), builder)
        except UsageError:
            assert style is Style.ALLOW
            return
        except DockerfileError:
            assert builder == "legacy"
            return
        # The legacy builder's load is that of all targets.
        assert set(needed) <= received(root, "legacy")
        assert set(needed) & asked <= received(root)


def test_a_directory_that_an_instruction_names_arrives_with_what_git_ignores_in_it(root: Path) -> None:
    tree(
        root, {"Dockerfile": "FROM scratch\nCOPY web /\n", ".gitignore": IGNORED, "web/dist/a": "", "web/x.tar.gz": ""}
    )
    fixed(root, SAFE)
    assert {path for path in received(root) if path.startswith("web")} == {"web/dist/a", "web/x.tar.gz"}


@pytest.mark.parametrize("target", ["..", "../web", "/", "../link2"])
def test_a_link_that_is_taken_arrives_wherever_it_leads(root: Path, target: str) -> None:
    tree(root, {"Dockerfile": "FROM scratch\nCOPY conf/link /\n", ".gitignore": "conf\nlink2\n", "web/x": ""})
    (root / "conf").mkdir()
    (root / "conf/link").symlink_to(target)
    (root / "link2").symlink_to("web")
    for unsafe in (False, True):
        fixed(root, FixOptions(unsafe=unsafe))
        assert {"conf/link", "web/x"} <= received(root) & received(root, "legacy")


def test_what_is_made_only_later_arrives_then(root: Path) -> None:
    """A build tool makes it, and `docker build` comes after: the ignore file may be written before."""
    tree(
        root,
        {
            "Dockerfile": "FROM scratch\nARG OS=linux\nCOPY dist/$OS/app /\nCOPY target/*.jar /\nCOPY out /o\nCOPY lib/[a-c]?.so /l/\n",
            ".gitignore": "dist/\n*.jar\ntarget\nout/\n*.so\n",
            "target/app-1.jar": "",
            "target/x.class": "",
        },
    )
    for orders in (SAFE, GIT, FixOptions(unsafe=True)):
        fixed(root, orders)
    made = {"dist/linux/app", "target/app-2.jar", "out/x/y", "lib/b1.so"}
    tree(root, dict.fromkeys([*made, "dist/linux/other", "lib/z1.so"], ""))
    assert made <= received(root)


@pytest.mark.parametrize("source", [".", "--exclude=*.md . ", "--parents .", "./", "/"])
def test_an_instruction_that_takes_everything_names_nothing(root: Path, source: str) -> None:
    head = "# syntax=docker/dockerfile:1-labs\nFROM node\n"
    tree(
        root,
        {
            "Dockerfile": f"{head}COPY {source} /srv/\nRUN npm ci\n",
            ".gitignore": "node_modules\n",
            "node_modules/a": "",
            "x": "",
        },
    )
    fixed(root, SAFE)
    assert received(root, "legacy") & {"node_modules/a", "x"} == {"x"}


def test_each_ignore_file_is_held_against_its_own_dockerfiles(root: Path) -> None:
    tree(
        root,
        {
            "a.Dockerfile": "FROM scratch\nCOPY dist /\n",
            "a.Dockerfile.dockerignore": "",
            "Dockerfile": "FROM scratch\nCOPY tmp /\n",
            ".gitignore": "dist\ntmp\n",
            "dist/a": "",
            "tmp/b": "",
        },
    )
    assert lines(fixed(root, GIT, dockerfile=str(root / "a.Dockerfile"))) == ["**/tmp"]
    assert lines(fixed(root, GIT)) == ["**/dist"]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_the_users_bytes_stay_where_they_are(root: Path, start: bytes, end: bytes) -> None:
    tree(root, {".gitignore": "*.o\n", "a.o": "", "b": ""})
    users = start + b"# mine" + end + b"b" + end + b"  # no comment" + end
    file = root / "conf/ignore"
    file.parent.mkdir()
    file.write_bytes(users)
    file.chmod(0o640)
    (root / ".dockerignore").symlink_to("conf/ignore")
    proposal = propose(Request.of(str(root), "buildkit", None, None, None, None), GIT)
    write_whole(proposal.file, proposal.new, within=(), old=proposal.old)
    assert (root / ".dockerignore").is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_bytes().startswith(users + end)
    assert file.read_bytes().count(end) == file.read_bytes().count(b"\n")
    assert received(root) == {"Dockerfile", ".dockerignore", "conf/ignore", ".gitignore", *_git_files(root)}


def _git_files(root: Path) -> set[str]:
    return {file.relative_to(root).as_posix() for file in (root / ".git").rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "users",
    ["!dist\n", "!dist/a\n", "*\n!dist\n", "dist\n!dist/a\n", "!**\n", "!*\n", "**/a\n!dist/**\n"],
)
def test_no_exception_hides_that_a_line_takes_a_source(root: Path, users: str) -> None:
    """What an exception gives back must not depend on it: without the user's, a later run says what it must."""
    tree(
        root,
        {
            "Dockerfile": "FROM scratch\nCOPY dist/a /\nCOPY src /\n",
            ".gitignore": "dist\n",
            "dist/a": "",
            "dist/b": "",
            "src/c": "",
        },
    )
    (root / ".dockerignore").write_text(users)
    before = received(root)
    fixed(root)
    assert received(root) >= before & {"dist/a", "src/c"}
    (root / ".dockerignore").write_text((root / ".dockerignore").read_text().replace(users, "", 1))
    fixed(root)
    assert {"dist/a", "src/c"} <= received(root) & received(root, "legacy")


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_generated_builds_lack_nothing(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert list(all_broken(range(first, first + 20))) == []
