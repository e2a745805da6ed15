"""Named contexts: what is received of each, and what will be missed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import ctxsize
from ctxsize.cli.command import app
from ctxsize.errors import BuildRefusedError, UsageError
from ctxsize.report import json as json_report
from ctxsize.report import terminal
from ctxsize.report.rendering import Rendering
from ctxsize.report.terminal import buildkit_size
from tests.rules.made_up import letters


def project(root: Path, dockerfile: str, files: dict[str, str]) -> Path:
    for path, content in {"app/Dockerfile": dockerfile, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


def test_each_context_has_its_own_ignore_file_and_figures(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        "FROM scratch\nCOPY --from=lib . /lib\nCOPY . /\n",
        {"app/.dockerignore": "b\n", "app/b": "x", "lib/.dockerignore": "a\n", "lib/a": "xyz", "lib/b": "xy"},
    )
    report = ctxsize.analyze(str(root / "app"), build_contexts={"lib": str(root / "lib")})
    (lib,) = report.named
    assert (lib.name, lib.local, lib.used, lib.loads) == ("lib", True, True, 1)
    assert lib.ignore_file == f"{root}/lib/.dockerignore"
    assert (lib.received.files, lib.received.bytes) == (2, 4)  # the ignore file itself, and b
    assert (lib.excluded.files, lib.excluded.bytes) == (1, 3)
    assert report.received.files == 2
    assert report.excluded is not None
    assert report.excluded.files == 1


def test_a_context_that_no_instruction_names_is_not_loaded(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY . /\n", {"lib/.dockerignore": "[\n", "lib/a": "x"})
    (lib,) = ctxsize.analyze(str(root / "app"), build_contexts={"lib": str(root / "lib")}).named
    assert not lib.used
    assert lib.received.transfer_bytes == 0


@pytest.mark.parametrize(
    "location",
    [
        "docker-image://alpine:3.19",
        "oci-layout:///somewhere",
        "target:other",
        "https://example.com/x.tar",
        "https://example.com/x.git#main",
        "git@example.com:x/y.git",
    ],
)
def test_an_image_or_an_address_is_no_directory_and_no_error(tmp_path: Path, location: str) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY --from=lib nothing /\n", {})
    report = ctxsize.analyze(str(root / "app"), build_contexts={"lib": location})
    assert [(named.local, named.used, named.loads) for named in report.named] == [(False, True, 0)]
    assert report.findings == ()


def test_a_source_that_a_context_lacks_is_a_finding(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        "FROM scratch\nCOPY --from=lib there nowhere gone /x/\n",
        {"lib/.dockerignore": "gone\n", "lib/there": "x", "lib/gone": "x", "lib/nowher": "x", "app/nowhere": "x"},
    )
    findings = ctxsize.analyze(str(root / "app"), build_contexts={"lib": f"{root}/lib"}).findings
    assert [(finding.rule.code, finding.line) for finding in findings] == [("CTX401", 2), ("CTX402", 2)]
    excluded, missing = findings
    assert f"{root}/lib/.dockerignore:1 'gone' excludes it" in excluded.message
    assert "'nowhere' is not in the named context lib" in missing.message
    assert "Did you mean 'nowher'?" in missing.advice


def test_a_bind_mount_and_a_stage_can_be_from_a_context(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        "FROM one AS build\nRUN --mount=from=two,source=a,target=/a cat /a\nFROM scratch\nCOPY --from=build x /\n",
        {"one/x": "12345", "one/y": "1", "two/a": "1", "two/b": "1"},
    )
    found = ctxsize.analyze(str(root / "app"), build_contexts={"one": f"{root}/one", "two": f"{root}/two"}).named
    assert [(named.name, named.received.files) for named in found] == [("one", 2), ("two", 1)]


def test_a_context_stands_in_for_an_image_under_any_of_its_names(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM alpine\nCOPY . /\n", {"lib/a": "x"})
    for name in ("alpine", "alpine:latest", "docker.io/library/alpine"):
        (named,) = ctxsize.analyze(str(root / "app"), build_contexts={name: f"{root}/lib"}).named
        assert (named.name, named.received.files) == ("alpine", 1)


@pytest.mark.parametrize("name", ["Lib", "a b", "", "-x"])
def test_what_docker_takes_for_no_name_is_refused(tmp_path: Path, name: str) -> None:
    root = project(tmp_path, "FROM scratch\n", {})
    with pytest.raises(UsageError, match="no name for a context"):
        ctxsize.simulate(str(root / "app"), build_contexts={name: str(root)})


@pytest.mark.parametrize("location", ["", "nowhere", "file:///tmp", "DOCKER-IMAGE://base"])
def test_a_directory_must_be_there_even_if_nothing_uses_it(tmp_path: Path, location: str) -> None:
    root = project(tmp_path, "FROM scratch\n", {})
    with pytest.raises(UsageError, match="does not exist"):
        ctxsize.simulate(str(root / "app"), build_contexts={"lib": location})


def test_a_file_is_no_context(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\n", {})
    with pytest.raises(UsageError, match="is not a directory"):
        ctxsize.simulate(str(root / "app"), build_contexts={"lib": f"{root}/app/Dockerfile"})


def test_the_legacy_builder_does_not_know_them(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY . /\n", {})
    with pytest.raises(BuildRefusedError, match="does not know this option"):
        ctxsize.simulate(str(root / "app"), "legacy", build_contexts={"lib": str(root)})
    report = ctxsize.analyze(str(root / "app"), build_contexts={"lib": str(root)})
    assert "does not know this option" in (report.sides[1].error or "")


def test_every_instruction_that_names_a_context_loads_it_anew(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        "FROM scratch AS one\nCOPY --from=lib a /\nFROM scratch\nCOPY --from=lib b /\nCOPY --from=one a /\n",
        {"lib/a": "x", "lib/b": "x"},
    )
    loads = ctxsize.simulate(str(root / "app"), build_contexts={"lib": f"{root}/lib"}).named
    assert sorted([entry.path for entry in load.entries] for load in loads) == [["a"], ["b"]]
    (lib,) = ctxsize.analyze(str(root / "app"), build_contexts={"lib": f"{root}/lib"}).named
    assert lib.loads == 2
    assert lib.received.transfer_bytes == sum(load.transfer_bytes for load in loads)


def test_both_reports_speak_of_them(tmp_path: Path) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY --from=lib a /\n", {"lib/a": "x"})
    report = ctxsize.analyze(
        str(root / "app"), build_contexts={"lib": f"{root}/lib", "base": "docker-image://alpine", "tmp": str(root)}
    )
    text = io.StringIO()
    terminal.write(report, text, Rendering(full=True))
    shown = text.getvalue().partition("Named contexts\n")[2].splitlines()
    size = buildkit_size(report.named[0].received.transfer_bytes)
    assert shown[0] == f"  {size:>10}  1 file, 0 directories  lib = {root}/lib (no ignore file)"
    assert shown[1].endswith(
        "base = docker-image://alpine: not a directory on this machine, so the client does not send it"
    )
    assert shown[2].endswith(f"tmp = {root}: this target uses nothing from it")
    document = json_report.document(report)
    assert [named["name"] for named in document["named_contexts"]] == ["lib", "base", "tmp"]
    assert document["named_contexts"][0]["received"]["files"] == 1


def test_the_command_line_takes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path, "FROM scratch\nCOPY --from=lib a /\n", {"lib/a": "x"})
    arguments = [str(root / "app"), "--build-context", f"lib={root}/lib", "--list", "--format", "json"]
    assert app(arguments, standalone_mode=False) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["entries"] == []
    assert [load["entries"] for load in listed["named_contexts"]] == [[{"path": "a", "type": "file", "size": 1}]]
    with pytest.raises(UsageError, match="Write it as NAME=PATH"):
        app([str(root / "app"), "--build-context", "lib"], standalone_mode=False)


def test_the_text_says_what_one_builder_alone_receives(tmp_path: Path) -> None:
    files = {f"app/d/{name}.md": "x" for name in "abcdefg"}
    root = project(tmp_path, "FROM scratch\nCOPY . /\n", {"app/.dockerignore": "d\n!**/*.md\n", **files})
    text = io.StringIO()
    terminal.write(ctxsize.analyze(str(root / "app")), text, Rendering(full=True))
    shown = text.getvalue().partition("Received by one builder only\n")[2].splitlines()
    assert shown[0].startswith("  BuildKit, 7 paths: the legacy builder leaves it out")
    assert shown[1:7] == [*(f"    d/{name}.md" for name in "abcde"), "    and 2 more"]


def test_a_source_is_looked_for_in_its_own_load(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        "FROM scratch\nCOPY --from=lib a d/file/* /x/\nCOPY --from=lib * /x/\n",
        {"lib/a": "x", "lib/d/file": "x"},
    )
    findings = ctxsize.analyze(str(root / "app"), build_contexts={"lib": f"{root}/lib"}).findings
    assert [(finding.rule.code, finding.line) for finding in findings] == [("CTX402", 2)]


def test_a_stage_that_a_context_replaces_lacks_what_the_context_lacks(tmp_path: Path) -> None:
    dockerfile = "FROM scratch AS build\nCOPY there /\nFROM scratch\nCOPY --from=build there /\n"
    root = project(tmp_path, dockerfile, {"lib/other": "x", "app/there": "x"})
    assert ctxsize.analyze(str(root / "app")).findings == ()
    findings = ctxsize.analyze(str(root / "app"), build_contexts={"build": f"{root}/lib"}).findings
    assert [(finding.rule.code, finding.line) for finding in findings] == [("CTX402", 4)]
    # A stage that merely starts from a context may have made the file itself.
    root = project(tmp_path, dockerfile.replace("scratch AS", "lib AS"), {})
    assert ctxsize.analyze(str(root / "app"), build_contexts={"lib": f"{root}/lib"}).findings == ()


def test_what_a_stage_starts_from_says_nothing_of_what_is_copied(tmp_path: Path) -> None:
    # BuildKit trims what it asks for, and finds no name that ends in a blank.
    dockerfile = 'FROM lib AS one\nFROM scratch\nCOPY --from=one / /y/\nCOPY --from=lib ["blank ", "/x/"]\n'
    root = project(tmp_path, dockerfile, {"lib/blank ": "x"})
    report = ctxsize.analyze(str(root / "app"), build_contexts={"lib": f"{root}/lib"})
    assert report.named[0].loads == 2
    assert [(finding.rule.code, finding.line) for finding in report.findings] == [("CTX401", 4)]


def test_a_secret_in_a_named_context_is_a_finding_where_it_is_taken(tmp_path: Path) -> None:
    value = letters("named", 24)
    root = project(
        tmp_path,
        "FROM scratch\nCOPY a /\nCOPY --from=lib in /lib\n",
        {"app/a": "x", "lib/in/.env": f"A_TOKEN={value}", "lib/other/.env": f"A_TOKEN={value}", "lib/in/x": "1"},
    )
    found = ctxsize.analyze(str(root / "app"), build_contexts={"lib": str(root / "lib")}).findings
    (secret,) = [finding for finding in found if finding.rule.code == "CTX201"]
    assert (secret.path, secret.line) == ("Dockerfile", 3)
    assert (
        "'in/.env' of the named context lib is an environment file with a secret. This instruction copies it"
        in secret.message
    )
    (root / "lib/.dockerignore").write_text("**/.env\n")
    found = ctxsize.analyze(str(root / "app"), build_contexts={"lib": str(root / "lib")}).findings
    assert [finding for finding in found if finding.rule.code == "CTX201"] == []


def test_a_builder_that_refuses_named_contexts_differs_in_nothing(tmp_path: Path) -> None:
    root = project(
        tmp_path, "FROM scratch\nCOPY a /\nCOPY --from=lib . /lib\n", {"app/a": "x", "app/b": "x", "lib/x": "1"}
    )
    report = ctxsize.analyze(str(root / "app"), build_contexts={"lib": str(root / "lib")})
    assert report.differences == ()
