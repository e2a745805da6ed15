"""One file on top of another: ``-f``, overrides, and documents of one file; each answer is Docker Compose's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.compose.projects import builds, refused

ONE = "context: ./one, target: t, dockerfile: D, args: {A: 1, B: 2}, platforms: [p/q]"
LONG = {"context": "one", "dockerfile": "one/D", "target": "t", "args": {"A": "1", "B": "2"}, "platforms": ["p/q"]}


def merged(root: Path, over: str, base: str = f"build: {{{ONE}}}") -> dict[str, object]:
    tree = {"compose.yaml": f"services:\n  a:\n    {base}\n", "compose.override.yaml": f"services:\n  a: {over}\n"}
    return builds(root, tree)["a"]


@pytest.mark.parametrize(
    ("over", "changed"),
    [
        ("{build: ./two}", {"context": "two", "dockerfile": "two/D"}),
        ("{build: }", {}),
        ("", {}),
        ("{build: {target: ''}}", {"target": None}),
        ("{build: {target: }}", {}),
        ("{build: {args: [A]}}", {"args": {"B": "2"}}),
        ("{build: {args: {A: null, C: x}}}", {"args": {"B": "2", "C": "x"}}),
        ("{build: {args: [A=3, D=4]}}", {"args": {"A": "3", "B": "2", "D": "4"}}),
        ("{build: {args: }}", {}),
        ("{build: {args: {E: [1, 2]}}}", {"args": {"A": "1", "B": "2", "E": "2"}}),
        ("{build: {platforms: [r/s, p/q]}}", {"platforms": ["p/q", "r/s", "p/q"]}),
        ("{build: {platforms: !override [r/s]}}", {"platforms": ["r/s"]}),
        ("{build: {args: !override {C: 3}}}", {"args": {"C": "3"}}),
        ("{build: {args: {A: !reset 1}}}", {"args": {"B": "2"}}),
        ("{build: {args: {B: !override 5}}}", {"args": {"A": "1", "B": "5"}}),
        ("{build: {args: !reset {}, target: !reset x, platforms: !reset }}", {"args": None, "target": None, "platforms": None}),
        ("{build: {dockerfile: !reset D, dockerfile_inline: FROM x}}", {"dockerfile": None, "inline": "FROM x"}),
        ("!override {build: two}", {"context": "two", "dockerfile": "two/Dockerfile", "target": None, "args": None, "platforms": None}),
        ("{build: !override {context: two}}",
         {"context": "two", "dockerfile": "two/Dockerfile", "target": None, "args": None, "platforms": None}),
        ("{x-d: &d {target: !reset x}, build: {<<: *d}}", {"target": None}),
    ],
)  # fmt: skip
def test_an_override(over: str, changed: dict[str, object], tmp_path: Path) -> None:
    assert merged(tmp_path, over) == {key: value for key, value in (LONG | changed).items() if value is not None}


def test_a_long_form_on_top_of_a_short_one(tmp_path: Path) -> None:
    assert merged(tmp_path, "{build: {target: t}}", base="build: ./one") == {
        "context": "one",
        "dockerfile": "one/Dockerfile",
        "target": "t",
    }


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ("x", "services.a must be a mapping"),
        ("{build: {platforms: x}}", "services.a.build.platforms can't be merged"),
        ("{build: {dockerfile_inline: FROM x}}", "both a dockerfile and a dockerfile_inline"),
        ("{profiles: x}", "services.a.profiles must be a list of texts"),
        ("{dokerfile: x}", "services.a has no key 'dokerfile'"),
    ],
)
def test_an_override_that_does_not_fit(over: str, says: str, tmp_path: Path) -> None:
    tree = {
        "compose.yaml": f"services:\n  a:\n    build: {{{ONE}}}\n",
        "compose.override.yaml": f"services:\n  a: {over}\n",
    }
    said = refused(tmp_path, tree)
    assert says in said
    assert said.startswith("compose.override.yaml:2: ") or "dockerfile_inline" in said


def test_a_service_that_is_reset_is_gone(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": "services:\n  a: {build: a}\n  b: {build: b}\n",
        "compose.override.yaml": "services: {a: !reset }\n",
    }
    assert list(builds(tmp_path, tree)) == ["b"]


def test_profiles_are_added_once_each(tmp_path: Path) -> None:
    tree = {"a.yml": "services: {a: {build: ., profiles: [x, y]}}\n", "b.yml": "services: {a: {profiles: [y, z]}}\n"}
    assert builds(tmp_path, tree, files=["a.yml", "b.yml"], profiles=["z"])["a"]["profiles"] == ["x", "y", "z"]


def test_contexts_of_a_list_and_a_mapping_are_merged_by_name(tmp_path: Path) -> None:
    tree = {
        "a.yml": "services: {a: {build: {additional_contexts: [a=./x, b=./y]}}}\n",
        "b.yml": "services: {a: {build: {additional_contexts: {b: ./z}}}}\n",
    }
    assert builds(tmp_path, tree, files=["a.yml", "b.yml"])["a"]["contexts"] == {"a": "x", "b": "z"}


def test_a_second_document_is_a_second_file(tmp_path: Path) -> None:
    text = "services: {a: {build: {context: ., target: t}}}\n---\nservices: {a: {build: {target: !reset }}, b: {build: b}}\n"
    assert builds(tmp_path, text) == {"a": {}, "b": {"context": "b", "dockerfile": "b/Dockerfile"}}
