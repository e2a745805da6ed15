"""`Dockerfile.rego`: what surely stops the build, and what is only told of."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.build.policy import check_policy
from ctxsize.dockerfile.engine import Engine

ALLOWING = 'package docker\n\ndefault allow := false\nallow if input.local\ndecision := {"allow": allow}\n'


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", "does not begin with its package"),
        ("# only a comment\n", "does not begin with its package"),
        ("allow := true\n", "does not begin with its package"),
        ("package other\ndecision := {}\n", "decides nothing"),
        ("package docker\nallow := true\n", "decides nothing"),
        ('package docker\ndecision := {"allow": true\n', "bracket or a quote"),
        ('package docker\ndecision := {"allow: true}\n', "bracket or a quote"),
        ('package docker\ndecision := {"allow": false}\n', "allows nothing"),
        ('package docker\ndefault allow := false\ndecision := {"allow": allow}\n', "allows nothing"),
        ("package docker\ndecision := {}\n", "allows nothing"),
    ],
)
def test_a_policy_that_stops_every_build_is_refused(tmp_path: Path, text: str, flaw: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "Dockerfile.rego").write_text(text)
    with pytest.raises(ctxsize.CtxsizeError, match=flaw):
        ctxsize.simulate(str(tmp_path))
    ctxsize.simulate(str(tmp_path), engine="29.1")
    ctxsize.simulate(str(tmp_path), builder="legacy")


@pytest.mark.parametrize(
    "text",
    [
        ALLOWING,
        'package docker\ndecision := {"allow": true}\n',
        'package docker\ndecision := {"allow": input.local}\n',
        "package docker\ndecision := made_elsewhere\n",
        'package docker # a "comment\ndecision := {"allow": count(["}"]) > 0}\n',
    ],
)
def test_any_other_policy_is_told_of(tmp_path: Path, text: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "Dockerfile.rego").write_text(text)
    report = ctxsize.analyze(str(tmp_path))
    assert [note.partition(":")[0] for note in report.notes] == ["Dockerfile.rego"]


def test_what_is_no_file_stops_clients_from_29_3_on(tmp_path: Path) -> None:
    (tmp_path / "D.rego").mkdir()
    with pytest.raises(ctxsize.CtxsizeError, match=r"D\.rego"):
        check_policy(str(tmp_path / "D.rego"), Engine.of("29.3"))
    assert check_policy(str(tmp_path / "D.rego"), Engine.of("29.2")) is None
    (tmp_path / "E.rego").symlink_to("nowhere")
    assert check_policy(str(tmp_path / "E.rego"), Engine.of("29.7")) is None


def test_a_dockerfile_with_another_name_has_its_own_policy(tmp_path: Path) -> None:
    (tmp_path / "app.Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "Dockerfile.rego").write_text("")
    assert ctxsize.analyze(str(tmp_path), dockerfile=str(tmp_path / "app.Dockerfile")).notes == ()
    (tmp_path / "app.Dockerfile.rego").write_text(ALLOWING)
    assert len(ctxsize.analyze(str(tmp_path), dockerfile=str(tmp_path / "app.Dockerfile")).notes) == 1
