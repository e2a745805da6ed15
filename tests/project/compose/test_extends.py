"""Services that begin as others; each answer is Docker Compose's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.compose.projects import Tree, builds, refused

BASE = "services:\n  b: {build: {context: ./x, target: t, args: {A: 1}}, image: i, profiles: [p]}\n  c: {extends: b}\n"


def extended(root: Path, service: str, others: Tree) -> dict[str, object]:
    tree = {
        "compose.yaml": f"services:\n  a: {service}\n  own: {{build: {{context: o, target: k}}}}\n",
        **others,
    }
    return builds(root, tree, profiles=["*"])["a"]


X = {"context": "x", "dockerfile": "x/Dockerfile"}
DX = {"context": "d/x", "dockerfile": "d/x/Dockerfile"}
PLAIN = {"target": "t", "args": {"A": "1"}, "profiles": ["p"], "default": False}


@pytest.mark.parametrize(
    ("service", "others", "build"),
    [
        ("{extends: own}", {}, {"context": "o", "dockerfile": "o/Dockerfile", "target": "k"}),
        ("{extends: {service: own}, build: {target: z}}", {}, {"context": "o", "dockerfile": "o/Dockerfile", "target": "z"}),
        ("{extends: {service: own, file: }}", {}, {"context": "o", "dockerfile": "o/Dockerfile", "target": "k"}),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": BASE}, X | PLAIN),
        ("{extends: {file: b.yml, service: c}}", {"b.yml": BASE}, X | PLAIN),
        ("{extends: {file: d/b.yml, service: b}}", {"d/b.yml": BASE}, DX | PLAIN),
        ("{extends: {file: d/b.yml, service: b}, build: ./own}", {"d/b.yml": BASE},
         {"context": "own", "dockerfile": "own/Dockerfile"} | PLAIN),
        ("{extends: {file: '${F:-d}/b.yml', service: b}}", {"d/b.yml": BASE}, DX | PLAIN),
        ("{extends: {file: d/b.yml, service: b}, build: {args: [B=2], target: !reset t}}", {"d/b.yml": BASE},
         DX | {"args": {"A": "1", "B": "2"}, "profiles": ["p"], "default": False}),
        ("{extends: {file: d/b.yml, service: b}, build: {args: !override {B: 2}}}", {"d/b.yml": BASE},
         DX | PLAIN | {"args": {"B": "2"}}),
        ("{extends: {file: d/b.yml, service: b}, profiles: [q]}", {"d/b.yml": BASE}, DX | PLAIN | {"profiles": ["p", "q"]}),
        ("{extends: {file: d/b.yml, service: b}}", {"d/b.yml": "services: {b: {build: {dockerfile: D}}}\n"}, {"dockerfile": "D"}),
        ("{extends: {file: d/b.yml, service: b}}",
         {"d/b.yml": "services: {b: {extends: {file: e/c.yml, service: c}}}\n", "d/e/c.yml": "services: {c: {build: y}}\n"},
         {"context": "d/e/y", "dockerfile": "d/e/y/Dockerfile"}),
        ("{extends: {file: b.yml, service: b}}",
         {"b.yml": "what: 1\nservices: {b: {build: x}, q: {foo: 1}, r: {build: {zz: 1}}}\n"}, X),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": "services: {b: {build: z}}\n---\nservices: {b: {build: x}}\n"}, X),
        ("{extends: {file: b.yml, service: b}, build: {additional_contexts: {p: ./p}}}",
         {"b.yml": "services: {b: {build: {context: x, additional_contexts: [q=./q, s=service:own, u=docker-image://u]}}}\n"},
         X | {"contexts": {"p": "p", "q": "q", "s": "service:own", "u": "docker-image://u"}}),
    ],
)  # fmt: skip
def test_a_service_that_extends(service: str, others: Tree, build: dict[str, object], tmp_path: Path) -> None:
    assert extended(tmp_path, service, others) == build


@pytest.mark.parametrize(
    ("service", "others", "says"),
    [
        ("{extends: nope}", {}, "compose.yaml:2: services.a extends 'nope', which compose.yaml does not define."),
        ("{extends: {file: b.yml, service: nope}}", {"b.yml": BASE}, "services.a extends 'nope', which b.yml does not define."),
        ("{extends: {file: no.yml, service: b}}", {}, "no.yml: no such file."),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": "x-a: 1\n"}, "b.yml: this has no services to extend."),
        ("{extends: {file: b.yml}}", {"b.yml": BASE}, "compose.yaml:2: services.a.extends must name a service."),
        ("{extends: []}", {}, "compose.yaml:2: services.a.extends must name a service."),
        ("{extends: }", {}, "compose.yaml:2: services.a.extends must name a service."),
        ("{extends: {file: 5, service: b}}", {}, "compose.yaml:2: services.a.extends.file must be a text."),
        ("{extends: a}", {}, "services extend each other in a circle: a → a."),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": "services: {b: {extends: {file: compose.yaml, service: a}}}\n"}, "in a circle"),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": "services: {b: {build: x}, c: {build: [1]}}\n"},
         "b.yml:1: services.c.build must be a directory or a mapping."),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": "services: {b: {build: x}, c: {build: '${Q:?no}'}}\n"},
         "b.yml:1: the variable Q is needed and not set: no."),
        ("{extends: {file: b.yml, service: b}}", {"b.yml": "services: {b: {build: x, depends_on: [q]}}\n"},
         "compose.yaml:2: a depends on 'q', which is not there."),
        ("{extends: {file: 'https://github.com/o/r.git', service: b}}", {}, "this names a remote file. ctxsize fetches nothing"),
    ],
)  # fmt: skip
def test_a_service_that_can_not_extend(service: str, others: Tree, says: str, tmp_path: Path) -> None:
    tree = {"compose.yaml": f"services:\n  a: {service}\n", **others}
    assert says in refused(tmp_path, tree)


def test_a_base_is_taken_as_its_own_file_has_it(tmp_path: Path) -> None:
    tree = {
        "a.yml": "services: {b: {build: {target: t}}, a: {extends: b}}\n",
        "b.yml": "services: {b: {build: {target: later}}}\n",
    }
    found = builds(tmp_path, tree, files=["a.yml", "b.yml"])
    assert found == {"a": {"target": "t"}, "b": {"target": "later"}}


def test_two_hundred_services_extend_one_file(tmp_path: Path) -> None:
    lines = [f"  s{number}: {{extends: {{file: d/b.yml, service: c}}}}" for number in range(200)]
    found = builds(tmp_path, {"compose.yaml": "services:\n" + "\n".join(lines) + "\n", "d/b.yml": BASE}, profiles=["p"])
    assert len(found) == 200
    assert all(build == DX | PLAIN for build in found.values())


def test_extending_too_much_is_refused(tmp_path: Path) -> None:
    entries = ", ".join(f"K{number}: v" for number in range(20_000))
    lines = [f"  s{number}: {{extends: b}}" for number in range(200)]
    text = f"services:\n  b: {{build: {{args: {{{entries}}}}}}}\n" + "\n".join(lines) + "\n"
    assert refused(tmp_path, text).endswith("services extend too much in all.")


def test_a_long_chain_is_refused(tmp_path: Path) -> None:
    lines = [f"  s{number}: {{extends: s{number + 1}}}" for number in range(300)]
    text = "services:\n" + "\n".join(lines) + "\n  s300: {build: .}\n"
    assert "more than 100 levels deep" in refused(tmp_path, text)
