"""What surrounds the client: each variable, what it changes, and what the report says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ctxsize
from ctxsize.build.environment import check_path, surroundings
from ctxsize.build.platforms import client_platforms
from ctxsize.builder import Builder
from ctxsize.dockerfile.engine import Driver, Engine

NEWEST = Engine.of()


@pytest.mark.parametrize("value", ["0", "f", "F", "false", "FALSE", "False"])
def test_docker_buildkit_turns_the_legacy_builder_on(value: str) -> None:
    found = surroundings({"DOCKER_BUILDKIT": value}, build_args={})
    assert (found.builder, found.notes) == (Builder.LEGACY, (f"DOCKER_BUILDKIT={value}: the legacy builder.",))


@pytest.mark.parametrize("value", ["", "1", "t", "true", "TRUE"])
def test_docker_buildkit_leaves_buildkit_on(value: str) -> None:
    found = surroundings({"DOCKER_BUILDKIT": value}, build_args={})
    assert (found.builder, found.notes) == (Builder.BUILDKIT, ())


@pytest.mark.parametrize("value", ["no", "off", "2", "00", " 0", "fALSE"])
def test_docker_buildkit_of_any_other_value_stops_docker(value: str) -> None:
    with pytest.raises(ctxsize.CtxsizeError, match="DOCKER_BUILDKIT"):
        surroundings({"DOCKER_BUILDKIT": value}, build_args={})
    assert surroundings({"DOCKER_BUILDKIT": value}, builder=Builder.LEGACY, build_args={}).builder is Builder.LEGACY


def test_the_default_platform_is_taken_where_none_is_given() -> None:
    environ = {"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}
    found = surroundings(environ, build_args={})
    assert (found.platform, len(found.notes)) == ("linux/arm64", 1)
    assert surroundings(environ, platform="linux/386", build_args={}).platform == "linux/386"
    assert surroundings({"DOCKER_DEFAULT_PLATFORM": ""}, build_args={}).platform is None


def test_the_epoch_is_a_build_argument_of_buildkit() -> None:
    environ = {"SOURCE_DATE_EPOCH": "7"}
    assert surroundings(environ, build_args={}).build_args == (("SOURCE_DATE_EPOCH", "7"),)
    given = {"SOURCE_DATE_EPOCH": "8"}
    assert surroundings(environ, build_args=given).build_args == (("SOURCE_DATE_EPOCH", "8"),)
    assert surroundings(environ, builder=Builder.LEGACY, build_args={}).build_args == ()


def configured(directory: Path, **config: object) -> dict[str, str]:
    (directory / "config.json").write_text(json.dumps(config))
    return {"DOCKER_CONFIG": str(directory)}


def test_proxies_of_the_configuration_are_build_arguments(tmp_path: Path) -> None:
    proxies = {"default": {"httpsProxy": "http://p", "noProxy": "x"}, "tcp://far": {"httpProxy": "http://far"}}
    environ = configured(tmp_path, proxies=proxies)
    assert surroundings(environ, build_args={}).build_args == (("HTTPS_PROXY", "http://p"), ("NO_PROXY", "x"))
    assert surroundings(environ, build_args={"https_proxy": ""}).build_args == (("https_proxy", ""), ("NO_PROXY", "x"))
    there = {**environ, "DOCKER_HOST": "tcp://far"}
    assert surroundings(there, build_args={}).build_args == (("HTTP_PROXY", "http://far"),)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"proxies": 1}', '{"proxies": {"default": []}}', '{"aliases": 1}'])
def test_a_configuration_that_says_nothing_changes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    assert surroundings({"DOCKER_CONFIG": str(tmp_path)}, build_args={}).build_args == ()


def with_builder(directory: Path, driver: str) -> dict[str, str]:
    (directory / "buildx/instances").mkdir(parents=True)
    (directory / "buildx/instances/mine").write_text(json.dumps({"Name": "mine", "Driver": driver}))
    return {"DOCKER_CONFIG": str(directory)}


@pytest.mark.parametrize(
    ("driver", "found"),
    [
        ("docker-container", Driver.CONTAINER),
        ("remote", Driver.CONTAINER),
        ("kubernetes", Driver.CONTAINER),
        ("docker", Driver.DOCKER),
    ],
)
def test_buildx_builder_names_the_driver(tmp_path: Path, driver: str, found: Driver) -> None:
    environ = with_builder(tmp_path, driver) | {"BUILDX_BUILDER": "mine"}
    assert surroundings(environ, build_args={}).driver is found
    assert surroundings(environ, build_args={}, driver=Driver.DOCKER).driver is Driver.DOCKER
    assert surroundings(environ | {"BUILDX_BUILDER": "other"}, build_args={}).driver is Driver.DOCKER


def test_the_builder_in_use_counts_where_build_is_an_alias_of_buildx(tmp_path: Path) -> None:
    environ = with_builder(tmp_path, "docker-container")
    (tmp_path / "buildx/current").write_text(json.dumps({"Name": "mine"}))
    assert surroundings(environ, build_args={}).driver is Driver.DOCKER
    configured(tmp_path, aliases={"builder": "buildx"})
    assert surroundings(environ, build_args={}).driver is Driver.CONTAINER


@pytest.mark.parametrize("path", ["git@x:y", "user-1@host.example:a/b", "ssh://host/x"])
def test_a_directory_named_like_a_repository_needs_an_agent(path: str) -> None:
    with pytest.raises(ctxsize.CtxsizeError, match="SSH agent"):
        check_path(path, {})
    check_path(path, {"SSH_AUTH_SOCK": "/run/agent"})


@pytest.mark.parametrize("path", ["./git@x:y", "a@b", "x:y", "/ssh://host/x", "."])
def test_any_other_directory_is_one(path: str) -> None:
    check_path(path, {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, ()),
        ("linux/arm64/v8", ("linux/arm64",)),
        ("arm", ("linux/arm/v7",)),
        ("linux(5.4)/amd64", ("linux/amd64",)),
        ("windows(10.0.17763+win32k)/amd64", ("windows/amd64",)),
        ("local,LINUX/x86_64", ("linux/amd64", "linux/amd64")),
    ],
)
def test_the_client_hands_platforms_on_without_versions(text: str | None, found: tuple[str, ...]) -> None:
    assert client_platforms(text, Builder.BUILDKIT, NEWEST) == found


@pytest.mark.parametrize("text", ["", "linux/", "what", "linux/amd64,", "a/b/c/d", "windows(%zz)/amd64", "*"])
def test_the_client_stops_at_what_is_no_platform(text: str) -> None:
    with pytest.raises(ctxsize.CtxsizeError, match="--platform"):
        client_platforms(text, Builder.BUILDKIT, NEWEST)


def test_features_of_a_platform_need_a_client_from_29_6_on() -> None:
    text = "windows(10.0.17763+win32k)/amd64"
    with pytest.raises(ctxsize.CtxsizeError, match="--platform"):
        client_platforms(text, Builder.BUILDKIT, Engine.of("29.5"))
    assert client_platforms(text, Builder.BUILDKIT, Engine.of("29.6")) == ("windows/amd64",)


@pytest.mark.parametrize("text", ["linux/", "what", "linux/amd64,linux/arm64"])
def test_the_legacy_builder_reads_a_platform_from_29_0_on(text: str) -> None:
    assert client_platforms(text, Builder.LEGACY, Engine.of("28.5")) == ()
    with pytest.raises(ctxsize.CtxsizeError, match="--platform"):
        client_platforms(text, Builder.LEGACY, Engine.of("29.0"))
    assert client_platforms("linux/arm64", Builder.LEGACY, NEWEST) == client_platforms("", Builder.LEGACY, NEWEST) == ()
