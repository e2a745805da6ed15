"""What is refused for its form, with the line, and what is read although Compose refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.compose.projects import builds, refused

BUILD = [
    ("dokerfile: D", "services.a.build has no key 'dokerfile'. Is services.a.build.dockerfile meant?"),
    ("anything_else: D", "services.a.build has no key 'anything_else'."),
    ("target: 1", "services.a.build.target must be a text."),
    ("target:", "services.a.build.target must be a text."),
    ("context:", "services.a.build.context must be a text."),
    ("context: 2024-01-01", "services.a.build.context must be a text."),
    ("args: x", "services.a.build.args must be a mapping or a list of texts."),
    ("args:", "services.a.build.args must be a mapping or a list of texts."),
    ("args: {A: [1]}", "services.a.build.args must be a mapping or a list of texts."),
    ("args: {'': 1}", "services.a.build.args must be a mapping or a list of texts."),
    ("args: [1]", "each entry of services.a.build.args must be a text."),
    ("args: ['A =1']", "the arg 'A ' of a has a space at its end."),
    ("platforms: linux/amd64", "services.a.build.platforms must be a list of texts."),
    ("tags: x", "services.a.build.tags must be a list of texts."),
    ("no_cache: [1]", "services.a.build.no_cache must be true or false."),
    ("additional_contexts: [a]", "each entry of services.a.build.additional_contexts must be NAME=PLACE."),
    ("additional_contexts: {a: 5}", "the context 'a' must be a text."),
    ("additional_contexts: {a: }", "the context 'a' must be a text."),
    ("ssh: [a, a]", "services.a.build.ssh must be a mapping or a list of texts."),
]
SERVICE = [
    ("unknown: 1", "services.a has no key 'unknown'."),
    ("profile: [x]", "services.a has no key 'profile'. Is services.a.profiles meant?"),
    ("image: 5", "services.a.image must be a text."),
    ("platform: 5", "services.a.platform must be a text."),
    ("provider: x", "services.a.provider must be a mapping."),
    ("profiles: dev", "services.a.profiles must be a list of texts."),
    ("profiles: [1]", "each entry of services.a.profiles must be a text."),
    ("depends_on: b", "services.a.depends_on must be a list or a mapping."),
    ("depends_on: [b, b]", "services.a.depends_on must be a list of different names."),
    ("depends_on: {b: }", "services.a.depends_on.b must be a mapping with a condition."),
    ("depends_on: {b: {required: false}}", "services.a.depends_on.b.condition must be one of service_started, "),
    ("depends_on: {b: {condition: up}}", "services.a.depends_on.b.condition must be one of service_started, "),
    (
        "depends_on: {b: {condition: service_started, required: 1}}",
        "services.a.depends_on.b.required must be true or false.",
    ),
    ("depends_on: {b: {condition: service_started, need: 1}}", "services.a.depends_on.b has no key 'need'."),
    ("build: [.]", "services.a.build must be a directory or a mapping."),
    ("build: 5", "services.a.build must be a directory or a mapping."),
    ("build:", "services.a.build must be a directory or a mapping."),
]
TOP = [
    ("stuff: 1", "the top level has no key 'stuff'."),
    ("service: {}", "the top level has no key 'service'. Is services meant?"),
    ("version: 3", "version must be a text."),
    ("name: 5", "name must be a text."),
    ("networks:", "networks must be a mapping."),
    ("x-a: ${R:?it}", "the variable R is needed and not set: it."),
]


@pytest.mark.parametrize(("key", "says"), BUILD)
def test_a_build_that_is_refused(key: str, says: str, tmp_path: Path) -> None:
    said = refused(tmp_path, f"services:\n  a:\n    build:\n      {key}\n")
    assert said.startswith(f"compose.yaml:4: {says}")


@pytest.mark.parametrize(("key", "says"), SERVICE)
def test_a_service_that_is_refused(key: str, says: str, tmp_path: Path) -> None:
    said = refused(tmp_path, f"services:\n  a:\n    {key}\n  b: {{build: .}}\n")
    assert said.startswith(f"compose.yaml:3: {says}")


@pytest.mark.parametrize(("key", "says"), TOP)
def test_a_top_level_that_is_refused(key: str, says: str, tmp_path: Path) -> None:
    assert refused(tmp_path, f"services:\n  a: {{build: .}}\n{key}\n").startswith(f"compose.yaml:3: {says}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "compose.yaml is empty: it defines no services."),
        ("# nothing\n", "compose.yaml is empty: it defines no services."),
        ("version: '3'\n", "compose.yaml is empty: it defines no services."),
        ("---\n", "compose.yaml:1: the top level must be a mapping."),
        ("- a\n", "compose.yaml:1: the top level must be a mapping."),
        ("services: {a: {build: .}}\n---\n", "compose.yaml:1: the top level must be a mapping."),
        ("services:\n", "compose.yaml:1: services must be a mapping."),
        ("services:\n  a:\n", "compose.yaml:2: services.a must be a mapping."),
        ("services:\n  a b: {build: .}\n", "compose.yaml:2: 'a b' can't be the name of a service"),
        ("web:\n  build: .\n", "compose.yaml:1: the top level has no key 'web'."),
    ],
)
def test_a_file_that_is_refused(text: str, says: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).startswith(says)


@pytest.mark.parametrize(
    "key",
    [
        "ports: [abc]", "volumes: ['']", "privileged: maybe", "mem_limit: many", "restart: 5", "environment: x", "command: {a: 1}",
        "healthcheck: {test: x, retries: $R}", "stop_grace_period: long", "cpus: x", "env_file: nope.env", "logging: 1", "deploy: 1",
        "x-own: [1]", "build: {context: ., no_cache: maybe, shm_size: huge, ulimits: 1, x-own: 1}",
    ],
)  # fmt: skip
def test_what_decides_no_build_is_not_looked_at(key: str, tmp_path: Path) -> None:
    build = "" if key.startswith("build") else "    build: .\n"
    assert builds(tmp_path, f"services:\n  a:\n{build}    {key}\n") == {"a": {}}


@pytest.mark.parametrize("text", ["services: {}\n", "x-a: 1\n", "volumes: {v: }\n", "services: {a: {image: x}}\n"])
def test_a_file_without_builds(text: str, tmp_path: Path) -> None:
    assert builds(tmp_path, text) == {}
