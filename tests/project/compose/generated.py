"""Random projects for Docker Compose: mostly sound, with the odd flaw, in the forms that people write."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.project.compose.cases import Case

NAMES = ("web", "api", "db", "w.k", "X_1")
WORDS = (
    "${A}",
    "$B",
    "${C:-dd}",
    "${A:-x${B}}",
    "${E:+alt}",
    "${E-dash}",
    "${U}",
    "a$$b",
    "${U:-${B:-deep}}/t",
    "plain",
    "${C}",
)
# Without "./x://y": Compose takes it for a local path and joins it to the Dockerfile twice.
PLACES = (
    ".", "./app", "app/../lib/", "../out", "/srv/x", "/srv//y/../z/", "~/h", "~", "''", "./a b", "${A}/d", "${U:-dd}", "$PWD/p",
    "https://github.com/o/r.git#main:sub", "git@github.com:o/r.git", "github.com/o/r", "docker-image://alpine",
)  # fmt: skip
SCALARS = (
    "1", "0755", "0x1F", "1_000", "1.10", "1e3", "1e-7", "1234567.5", "yes", "off", "true", "TRUE", "~", "null", "''", "'1'", "08",
    "1:30", "!!str 5", "!!int '7'", "!mine 5.10", "a#b", "a b", '"t\\tb"', "12345678901234567890", ".5", "+1", "-0.0", "=", "0o17",
)  # fmt: skip
FLAWS = (
    "dokerfile: D", "target: 1", "args: {A: [1]}", "context:", "platforms: linux/amd64", "args: x", "tags: x", "dockerfile: 5",
    "additional_contexts: [a]", "dockerfile_inline: 1", "args: [1]", "args: ['A =1']", "context: ${Q:?needed}", "target: ${",
    "additional_contexts: {z: 'service:nope'}", "no_cache: [1]", "args: {'': 1}", "<<: 1", "x-own: ok", "labels: [a, a]",
)  # fmt: skip
SERVICE_FLAWS = (
    "unknown: 1", "build: [.]", "build:", "build: 5", "profiles: dev", "profiles: [1]", "depends_on: [nope]", "depends_on: {db: {}}",
    "extends: nope", "extends: {file: nope.yml, service: a}", "image: 5", "networks: [nope]", "secrets: [nope]", "x-own: ok",
    "links: [nope]", "depends_on: nope", "extends: {service: 5}", "platform: 5", "extends: []", "1: x", "provider: x",
)  # fmt: skip
TOP_FLAWS = (
    "stuff: 1", "services:", "version: 3", "include: x.yml", "include: [nope.yml]", "name: 5", "x-own: ok", "x-bad: ${R:?r}",
    "networks:", "x-two: {a: 1, a: 2}", "x-key: {1: a}", "version: '3'", "name: My App", "---", "include: []", "include: [5]",
)  # fmt: skip
ENV_LINES = (
    "A=dot", "B=from env", "C='single $A'", 'U="dq ${A}"', "export E=1", "A: colon", "U", "B=a #c", "B=a#c", "C=${A:-d}/e", "#x", "",
    'E="q\\"q"', "C=$$x", "B = sp", 'A="two\nlines"', "COMPOSE_PROFILES=dev", "E=\\$A", 'B="a\\tb\\0101"',
)  # fmt: skip


class Generator:
    """Draws a case; the same seed gives the same one."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._tree: dict[str, str] = {}
        self._seed = seed

    def case(self) -> Case:
        draw = self._random
        words = ["docker", "compose"]
        main = draw.choice(("compose.yaml", "compose.yaml", "compose.yml", "docker-compose.yml"))
        directory = draw.choice(("", "", "", "deploy/"))
        cwd = draw.choice((".", ".", ".", "sub"))
        names = list(NAMES[: draw.randint(1, 4)])
        self._tree[directory + main] = self._file(names, directory, depth=0)
        up = "../" if cwd == "sub" else ""
        if directory or draw.random() < 0.2:
            words += ["-f", f"{up}{directory}{main}"]
            if draw.random() < 0.4:
                other = draw.choice((directory, "over/"))
                self._tree[f"{other}second.yml"] = self._over(names)
                words += ["-f", f"{up}{other}second.yml"]
        elif draw.random() < 0.4:
            name = draw.choice(("compose.override.yaml", "compose.override.yml", "docker-compose.override.yml"))
            self._tree[name] = self._over(names)
        env = {name: draw.choice(("val", "", "x y")) for name in "ABCE" if draw.random() < 0.4}
        self._variables(words, directory, up, env)
        case: Case = {"id": f"seed-{self._seed}", "cmd": words, "env": env, "cwd": cwd}
        if draw.random() < 0.25:
            case["services"] = draw.sample(names, 1)
        case["tree"] = [{"path": path, "content": text} for path, text in self._tree.items()]
        return case

    def _variables(self, words: list[str], directory: str, up: str, env: dict[str, str]) -> None:
        draw = self._random
        for place in {directory, "", "sub/"}:
            if draw.random() < 0.3:
                self._tree[f"{place}.env"] = "\n".join(draw.choices(ENV_LINES, k=draw.randint(1, 5))) + draw.choice(
                    ("\n", "")
                )
        if draw.random() < 0.1:
            self._tree["other.env"] = "\n".join(draw.choices(ENV_LINES, k=3)) + "\n"
            words += ["--env-file", f"{up}other.env"]
        if draw.random() < 0.3:
            words += ["--profile", draw.choice(("dev", "test", "*"))]
        if draw.random() < 0.1:
            env["COMPOSE_PROFILES"] = draw.choice(("dev", "dev, test", ""))
        if draw.random() < 0.1:
            words += ["--project-directory", up + draw.choice((".", "deploy", "nodir"))]
        if draw.random() < 0.05:
            env["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64"

    def _file(self, names: list[str], directory: str, depth: int) -> str:
        draw = self._random
        lines = []
        if draw.random() < 0.25:
            lines += ["x-b: &b", "  context: ./shared", "  args: {S: 1, T: ${A}}"]
        anchored = bool(lines)
        if draw.random() < 0.25 and depth < 2:
            lines += self._include(names, directory, depth)
        lines.append("services:")
        for name in names:
            lines += self._service(name, names, directory, anchored=anchored)
        if draw.random() < 0.06:
            lines.insert(draw.choice((0, len(lines))), draw.choice(TOP_FLAWS))
        return "\n".join(lines) + "\n"

    def _include(self, names: list[str], directory: str, depth: int) -> list[str]:
        draw = self._random
        inner = f"{directory}inc{depth}/"
        self._tree[f"{inner}c.yml"] = self._file([draw.choice((f"inner{depth}",) * 4 + (names[0],))], inner, depth + 1)
        if draw.random() < 0.4:
            self._tree[f"{inner}.env"] = "A=inner\nU=innerU\n"
        if draw.random() < 0.5:
            return [f"include: [inc{depth}/c.yml]"]
        lines = ["include:", f"  - path: inc{depth}/c.yml"]
        if draw.random() < 0.4:
            lines.append("    project_directory: " + draw.choice((".", f"inc{depth}", "nodir", "/srv/pd")))
        if draw.random() < 0.3 and depth == 0:
            self._tree[f"{directory}inc.env"] = "A=incenv\n"
            lines.append("    env_file: inc.env")
        return lines

    def _service(self, name: str, names: list[str], directory: str, *, anchored: bool) -> list[str]:
        draw = self._random
        lines = [f"  {name}:"]
        if draw.random() < 0.85:
            lines += self._build(names, anchored=anchored)
        else:
            lines.append("    image: alpine")
        if draw.random() < 0.2:
            lines.append(f"    profiles: {draw.choice(('[dev]', '[dev, test]', '[]', '[${E:-dev}]'))}")
        if draw.random() < 0.2:
            lines.append(f"    depends_on: {self._depends(names)}")
        if draw.random() < 0.1:
            lines.append(f"    platform: {draw.choice(('linux/amd64', '${U:-}', 'linux/arm64'))}")
        if draw.random() < 0.2:
            lines.append(f"    extends: {self._extends(names, directory)}")
        if draw.random() < 0.06:
            lines.append("    " + draw.choice(SERVICE_FLAWS))
        return lines

    def _depends(self, names: list[str]) -> str:
        name = self._random.choice(names)
        long = f"{{{name}: {{condition: service_started, required: {self._random.choice(('true', 'false'))}}}}}"
        return self._random.choice((f"[{name}]", long))

    def _extends(self, names: list[str], directory: str) -> str:
        draw = self._random
        if draw.random() < 0.4:
            return draw.choice([*names, "inner0"])
        base = draw.choice(("base", "other"))
        lines = ["services:", "  base:", *self._build([], anchored=False)]
        lines += ["  other:", "    extends: base", *(self._build([], anchored=False) if draw.random() < 0.5 else [])]
        place = draw.choice(("", "common/"))
        self._tree.setdefault(f"{directory}{place}base.yml", "\n".join(lines) + "\n")
        return f"{{file: {place}base.yml, service: {base}}}"

    def _build(self, names: list[str], *, anchored: bool) -> list[str]:
        draw = self._random
        if draw.random() < 0.2:
            return [f"    build: {draw.choice(PLACES)}"]
        keys: list[str] = []
        if anchored and draw.random() < 0.5:
            keys.append("<<: *b")
        if draw.random() < 0.8:
            keys.append(f"context: {draw.choice(PLACES)}")
        if draw.random() < 0.3:
            keys.append(f"dockerfile: {draw.choice(('D', '../x/D', '/abs/D', 'docker/${A}.D', '${U:-}'))}")
        elif draw.random() < 0.15:
            keys.append("dockerfile_inline: " + draw.choice(("FROM scratch", '"FROM ${A:-b}\\nARG X=$$Y\\n"', "''")))
        if draw.random() < 0.4:
            keys.append(f"args: {self._args()}")
        if draw.random() < 0.3:
            keys.append(f"target: {draw.choice(('t', '${A}', '${U:-}', '!reset x'))}")
        if draw.random() < 0.2:
            keys.append(f"platforms: [{', '.join(draw.choices(('linux/amd64', 'linux/arm64'), k=draw.randint(0, 2)))}]")
        if names and draw.random() < 0.25:
            keys.append(f"additional_contexts: {self._contexts(names)}")
        if draw.random() < 0.06:
            keys.append(draw.choice(FLAWS))
        draw.shuffle(keys)
        return ["    build:", *(f"      {key}" for key in keys)] if keys else ["    build: {}"]

    def _args(self) -> str:
        draw = self._random
        names = draw.sample("ABCPQ", draw.randint(0, 3))
        if draw.random() < 0.5:
            return (
                "{" + ", ".join(f"{name}: {draw.choice((*SCALARS, *map(json.dumps, WORDS)))}" for name in names) + "}"
            )
        return (
            "["
            + ", ".join(json.dumps(draw.choice((name, f"{name}=", f"{name}={draw.choice(WORDS)}"))) for name in names)
            + "]"
        )

    def _contexts(self, names: list[str]) -> str:
        draw = self._random
        places = [*(place for place in PLACES if place != "''"), f"service:{draw.choice(names)}", "target:web", ""]
        found = {draw.choice(("lib", "a.b", "c")): draw.choice(places) for _ in range(2)}
        return (
            json.dumps(found)
            if draw.random() < 0.6
            else json.dumps([f"{name}={place}" for name, place in found.items()])
        )

    def _over(self, names: list[str]) -> str:
        draw = self._random
        lines: list[str] = ["services:"]
        for name in draw.sample(names, draw.randint(1, len(names))):
            lines.append(f"  {name}:")
            choice = draw.random()
            if choice < 0.2:
                lines.append(
                    "    build: "
                    + draw.choice(("!reset null", "!override {context: ./two}", "", "./short", "!reset {}"))
                )
            elif choice < 0.8:
                lines += ["    build:", *(f"      {key}" for key in draw.sample(self._changes(), 2))]
            else:
                lines.append(
                    "    "
                    + draw.choice(("profiles: [dev]", "profiles: !reset []", "depends_on: !reset []", "image: x"))
                )
        if draw.random() < 0.05:
            lines = [draw.choice(("", "# nothing", "{}", "x-a: 1"))]
        return "\n".join(lines) + "\n"

    def _changes(self) -> list[Any]:
        return [
            "target: ''", "target: new", "args: {A: null, N: 1}", "args: [A, N=2]", "args: !override {C: 3}",
            "args: {A: !reset null}", "context: ./moved", "dockerfile: New", "platforms: [linux/s390x]", "args:",
            "additional_contexts: {lib: ./lib2}", "platforms: !override [linux/386]", "target:", "additional_contexts: !reset {}",
        ]  # fmt: skip
