"""What to type where an argument is not a build context, or there is no Dockerfile in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxsize.build.mistaken import no_dockerfile, not_a_context

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("url", "typed"),
    [
        ("https://github.com/acme/shop.git", "git clone https://github.com/acme/shop.git && ctxsize shop"),
        (
            "https://github.com/acme/shop.git#v2:api",
            "git clone -b v2 https://github.com/acme/shop.git && ctxsize shop/api",
        ),
        ("git@host.example:acme/shop.git#:api/", "git clone git@host.example:acme/shop.git && ctxsize shop/api"),
        ("github.com/acme/shop", "git clone https://github.com/acme/shop && ctxsize shop"),
        ("ssh://git@host.example/a b.git", "git clone 'ssh://git@host.example/a b.git' && ctxsize 'a b'"),
        ("https://host.example/context.tar.gz", "Download it, unpack it, and pass the directory."),
        ("-", "Unpack it, and pass the directory."),
    ],
)
def test_what_is_not_on_this_machine(url: str, typed: str) -> None:
    assert not_a_context(url).endswith(typed)


def test_a_missing_directory_and_its_neighbour(here: Path) -> None:
    (here / "services").mkdir()
    assert not_a_context("servces") == "servces: no such directory. Did you mean services?"
    assert not_a_context("x") == "x: no such directory. Pass the build context, the last argument of `docker build`."
    (here / "broken").symlink_to("nowhere")
    assert not_a_context("broken").startswith("broken is a link to nowhere, which does not exist.")


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        ("api/Dockerfile", "api/Dockerfile is a Dockerfile. Pass its build context: ctxsize api"),
        ("Dockerfile", "Dockerfile is a Dockerfile. Pass its build context: ctxsize"),
        ("api/prod.Dockerfile", "Pass its build context: ctxsize api -f api/prod.Dockerfile"),
        ("api/.dockerignore", "is an ignore file. Pass its build context: ctxsize api"),
        ("image.tar", "image.tar is an archive. Unpack it, and pass the directory."),
        ("main.go", "main.go is not a directory. Pass the build context, the last argument of `docker build`."),
    ],
)
def test_a_file(here: Path, file: str, typed: str) -> None:
    (here / file).parent.mkdir(exist_ok=True)
    (here / file).touch()
    assert not_a_context(file).endswith(typed)


def test_dockerfiles_that_are_elsewhere(here: Path) -> None:
    (here / "mono").mkdir()
    full, root = str(here / "mono/Dockerfile"), str(here / "mono")
    assert no_dockerfile(full, root, None).startswith("No Dockerfile in mono. Name it with -f; its path is relative")
    (here / "mono/apps/api").mkdir(parents=True)
    (here / "mono/apps/api/Dockerfile").touch()
    only = "Found mono/apps/api/Dockerfile: ctxsize mono -f mono/apps/api/Dockerfile"
    assert no_dockerfile(full, root, None) == f"No Dockerfile in mono. {only}"
    assert no_dockerfile(str(here / "x"), root, "x") == f"x: no such Dockerfile. {only}"
    for name in "bcd":
        (here / f"mono/{name}.Dockerfile").touch()
    assert no_dockerfile(full, root, None) == (
        "No Dockerfile in mono. Found mono/b.Dockerfile, mono/c.Dockerfile, mono/d.Dockerfile and 1 more: choose one with -f. "
        "`ctxsize --builds mono` lists the builds."
    )


def test_what_is_there_and_is_not_a_file(here: Path) -> None:
    (here / "Dockerfile").symlink_to("nowhere")
    assert "is there, but no file that the builder reads" in no_dockerfile(str(here / "Dockerfile"), str(here), None)
