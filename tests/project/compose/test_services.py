"""Which services are built, and references to what is not there; each answer is Docker Compose's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.project.compose.projects import builds, refused

FOUR = "services: {a: {build: a}, b: {build: b, profiles: [dev]}, c: {build: c, profiles: [dev, test]}, d: {build: d, profiles: []}}\n"


@pytest.mark.parametrize(
    ("text", "options", "names"),
    [
        (FOUR, {}, "ad"),
        (FOUR, {"profiles": ["test"]}, "acd"),
        (FOUR, {"profiles": ["dev"]}, "abcd"),
        (FOUR, {"profiles": ["*"]}, "abcd"),
        (FOUR, {"profiles": ["dev,test"]}, "ad"),
        (FOUR, {"env": {"COMPOSE_PROFILES": "x, test"}}, "acd"),
        (FOUR, {"env": {"COMPOSE_PROFILES": "dev"}, "profiles": ["x"]}, "ad"),
        (FOUR, {"services": ["b"]}, "b"),
        (FOUR, {"services": ["b", "a", "b"]}, "ab"),
        ("services: {a: {build: ., depends_on: [b]}, b: {build: .}}\n", {"services": ["a"]}, "a"),
        ("services: {a: {build: {additional_contexts: {x: 'service:b'}}}, b: {build: .}, c: {build: .}}\n", {"services": ["a"]}, "ab"),
        ("services: {a: {build: {additional_contexts: {x: 'service:b'}}, profiles: [p]}, b: {build: ., profiles: [q]}}\n",
         {"services": ["a"]}, "ab"),
        ("services: {a: {build: ., profiles: [p], depends_on: [b]}, b: {build: ., profiles: [p]}}\n", {"services": ["a"]}, "a"),
        ("services: {a: {build: ., depends_on: {b: {condition: service_started, required: false}}}, b: {image: x, profiles: [p]}}\n", {}, "a"),
        ("services: {a: {build: ., depends_on: {b: {condition: service_started, required: 'no'}}}, b: {image: x, profiles: [p]}}\n", {}, "a"),
        ("services: {a: {build: ., scale: 0}, b: {image: x}, c: {provider: {type: x}}}\n", {}, "a"),
        ("services: {a: {build: ., networks: [default, n], secrets: [s, {source: t}]}}\nnetworks: {n: }\nsecrets: {s: , t: }\n", {}, "a"),
        ("services: {a: {build: ., volumes: ['v:/v'], volumes_from: ['container:x']}}\n", {}, "a"),
        ("services: {a: {build: ., links: ['b:c'], network_mode: host}, b: {image: x}}\n", {}, "a"),
        ("services: {a: {build: ., profiles: [x], networks: [n], depends_on: [z]}}\n", {}, ""),
        ("services: {a: {image: x}}\n", {"services": ["a"]}, ""),
    ],
)  # fmt: skip
def test_what_is_built(text: str, options: dict[str, Any], names: str, tmp_path: Path) -> None:
    assert "".join(builds(tmp_path, text, **options)) == names


def test_what_profiles_bring_is_not_built_by_default(tmp_path: Path) -> None:
    found = builds(tmp_path, FOUR, profiles=["*"])
    assert {name for name, build in found.items() if build.get("default", True)} == {"a", "d"}


@pytest.mark.parametrize(
    ("service", "says"),
    [
        ("{command: x}", "a has neither a build nor an image."),
        ("{image: ''}", "a has neither a build nor an image."),
        ("{build: ., depends_on: [z]}", "a depends on 'z', which is not there."),
        (
            "{build: ., depends_on: [off]}",
            "a depends on 'off', which is not there. The profile that switches it on is not active.",
        ),
        (
            "{build: ., depends_on: {z: {condition: service_started, required: false}}}",
            "a depends on 'z', which is not there.",
        ),
        ("{build: ., links: ['z:y']}", "a depends on 'z', which is not there."),
        ("{build: ., volumes_from: ['z:ro']}", "a depends on 'z', which is not there."),
        ("{build: ., network_mode: 'service:z'}", "a depends on 'z', which is not there."),
        ("{build: ., depends_on: [circle]}", "services depend on each other in a circle: a → circle → a."),
        (
            "{build: {additional_contexts: {x: 'service:z'}}}",
            "the context 'x' of a is service 'z', which is not there.",
        ),
        (
            "{build: {additional_contexts: {x: 'service:off'}}}",
            "the context 'x' of a is service 'off', which is not there.",
        ),
        (
            "{build: {additional_contexts: {x: 'service:img'}}}",
            "the context 'x' of a is service 'img', which builds nothing.",
        ),
        ("{build: {dockerfile: D, dockerfile_inline: FROM x}}", "a has both a dockerfile and a dockerfile_inline."),
        (
            "{build: {platforms: [linux/amd64]}, platform: linux/arm64}",
            "build.platforms must have the service's platform, linux/arm64.",
        ),
        ("{build: ., networks: [n]}", "a refers to 'n', which networks does not define."),
        ("{build: ., secrets: [n]}", "a refers to 'n', which secrets does not define."),
        ("{build: {secrets: [n]}}", "a refers to 'n', which secrets does not define."),
        ("{build: ., configs: [{source: n}]}", "a refers to 'n', which configs does not define."),
        ("{build: ., models: {n: }}", "a refers to 'n', which models does not define."),
    ],
)
def test_a_reference_to_what_is_not_there(service: str, says: str, tmp_path: Path) -> None:
    text = f"services:\n  a: {service}\n  off: {{build: ., profiles: [p]}}\n  img: {{image: x}}\n"
    text += "  circle: {image: x, depends_on: [a]}\n" if "circle" in service else ""
    said = refused(tmp_path, text)
    assert says in said
    assert said.startswith(("compose.yaml:2: ", "compose.yaml:5: "))


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["z"], "No such service: z. There are a, b, c, d."),
        (["a"], "a depends on 'b', which is not there or switched off by its profiles."),
        (["c"], "No such service: z."),
    ],
)
def test_a_name_that_can_not_be_built(names: list[str], says: str, tmp_path: Path) -> None:
    text = (
        "services: {a: {build: ., profiles: [x], depends_on: [b]}, b: {build: ., profiles: [y]}, d: {image: x},"
        " c: {build: {additional_contexts: {q: 'service:z'}}, profiles: [w]}}\n"
    )
    assert says in refused(tmp_path, text, services=names)


def test_a_long_chain_of_services_is_no_circle(tmp_path: Path) -> None:
    lines = [f"  s{number}: {{build: ., depends_on: [s{number + 1}]}}" for number in range(3000)]
    assert len(builds(tmp_path, "services:\n" + "\n".join(lines) + "\n  s3000: {build: .}\n")) == 3001
