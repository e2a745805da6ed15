"""Dockerfiles: stages that use each other, and instructions that name what a tree has."""

from __future__ import annotations

import json
import posixpath
from random import Random
from typing import Final

_PLAIN: Final = (
    "FROM scratch\nCOPY . /\n",
    "FROM scratch\nADD . /d/\n",
    "FROM scratch\nCOPY ./ ./\n",
    "FROM scratch\nCOPY / /x/\n",
)
_NAMES: Final = ("one", "two", "b", "c1", "s-x", "base2")
_SOURCES: Final = (
    "*",
    "?",
    "*.*",
    "*/",
    ".",
    "..",
    "/",
    "./",
    "*/*",
    "[a-b]*",
    "a*",
    "/*",
    "d*",
    "lib/*",
    "nope",
    "nope*",
)


class DockerfileMaker:
    """Writes Dockerfiles about the paths of a context and those of the contexts beside it, by name."""

    def __init__(self, random: Random, paths: list[str], named: dict[str, list[str]]) -> None:
        """Start without stages."""
        self._random = random
        self._paths = paths or ["a"]
        self._named = named
        self._stages: list[str] = []
        self._variables: list[str] = []
        self._escape = "\\"
        self.targets: list[str] = []
        self.arguments: list[str] = []

    def write(self) -> str:
        """Return the text; ``arguments`` then holds what the build is to be given."""
        random = self._random
        if random.random() < 0.35:
            return random.choice(_PLAIN)
        lines: list[str] = []
        if random.random() < 0.06:
            self._escape = random.choice("\\`")
            lines.append(f"# escape={self._escape}")
        if random.random() < 0.15:
            lines.append(self._arg())
        for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
            lines += self._stage()
        self._choose_target()
        end = "\r\n" if random.random() < 0.05 else "\n"
        text = end.join(lines) + random.choice((end, end, end, ""))
        return ("\ufeff" if random.random() < 0.03 else "") + text

    def _choose_target(self) -> None:
        random = self._random
        number = str(random.randrange(len(self._stages)))
        if random.random() < (0.4 if self.targets else 0.02):
            target = random.choice(self.targets or [number]) if random.random() < 0.95 else number
            self.arguments += ["--target", target.upper() if random.random() < 0.1 else target]

    def _stage(self) -> list[str]:
        random = self._random
        earlier = [stage for stage in self._stages if stage]
        base = random.choice(["scratch", "scratch", "base", *earlier, *self._named])
        name = random.choice((*_NAMES, "", ""))
        name = "" if name in self._stages else name
        written = name.upper() if random.random() < 0.1 else name
        lines = [f"FROM {base}" + (f" {random.choice(('AS', 'as', 'As'))} {written}" if name else "")]
        self._stages.append(name)
        self.targets += [name] if name else []
        runs = base == "base"
        return lines + [self._instruction(runs=runs) for _ in range(random.choice((0, 1, 1, 2, 3, 4)))]

    def _instruction(self, *, runs: bool) -> str:
        random = self._random
        kind = random.random()
        if kind < 0.1:
            return self._arg()
        if kind < 0.16:
            return f"WORKDIR /{random.choice('wxy')}{random.randrange(3)}"
        if kind < 0.2:
            return random.choice(
                ("# a comment", "", "LABEL a=b", "USER 1000", "CMD true", "EXPOSE 80", "COPY <<E /h\nx\nE")
            )
        if kind < 0.3 and runs:
            return self._run()
        line = self._copy()
        return "ONBUILD " + line if random.random() < 0.05 else line

    def _arg(self) -> str:
        random = self._random
        name = random.choice(("V", "W", "D"))
        self._variables.append(name)
        if random.random() < 0.2:
            self.arguments += ["--build-arg", f"{name}={random.choice(self._paths)}"]
        value = random.choice((random.choice(self._paths).partition(" ")[0], "a", "lib", ".", "*", "", "src"))
        value = value if value.isprintable() and not set(value) & set("\"'`\\$&|;<>") else "a"
        keyword = random.choice(("ARG", "ARG", "ENV"))
        if not self._stages:
            keyword = "ARG"
        return f"{keyword} {name}={value}" if keyword == "ENV" or random.random() < 0.8 else f"ARG {name}"

    def _run(self) -> str:
        random = self._random
        origin, paths = "", self._paths
        if random.random() < 0.3:
            origin = random.choice([*(stage for stage in self._stages[:-1] if stage), *self._named, ""])
            paths = self._named.get(origin, self._paths)
        # What a stage holds is not the context's business: of one only the root is sure to be there.
        source = "" if origin and origin not in self._named else random.choice(("", "source", "src"))
        mount = f",{source}={random.choice(paths)}" if source else ""
        mount = "" if any(char in mount for char in "\"'`\\$& \n\t\r|;<>") else mount
        kind = random.choice(("bind", "bind", "bind", "cache", "tmpfs"))
        mount += f",from={origin}" if origin else ""
        return f"RUN --mount=type={kind},target=/m{mount if kind == 'bind' else ''} true"

    def _copy(self) -> str:
        random = self._random
        flags, paths = "", self._paths
        origin = random.random()
        if self._named and random.random() < 0.5:
            name = random.choice(list(self._named))
            flags, paths = f"--from={name} ", self._named[name]
        elif origin < 0.25 and len(self._stages) > 1:
            earlier = self._stages if random.random() < 0.05 else self._stages[:-1]
            place = random.choice([stage or str(number) for number, stage in enumerate(earlier)])
            flags = f"--from={place} "
        elif random.random() < 0.06:
            flags = random.choice(
                ("--link ", "--chmod=644 ", "--chown=1:1 ", f"--exclude={self._word(random.choice(self._paths))} ")
            )
        keyword = "ADD" if random.random() < 0.15 and not flags else "COPY"
        sources = [self._source(paths) for _ in range(random.choice((1, 1, 1, 2, 3)))]
        if flags.startswith("--from") and paths is self._paths:
            # What a stage holds is not the context's business: these fail in none.
            sources = [random.choice(("/", ".", "./", "/nope*"))]
        destination = random.choice(("/", "/d/", "./", "x/"))
        if random.random() < 0.12:
            return f"{keyword} {flags}{json.dumps([*sources, destination], ensure_ascii=False)}"
        words = [self._word(source) for source in sources]
        gap = random.choice(
            (" ", " ", " ", " ", "  ", "\t", f" {self._escape}\n  ", f" {self._escape}\n# in between\n ")
        )
        return f"{keyword} {flags}{gap.join([*words, destination])}"

    def _source(self, paths: list[str]) -> str:
        random = self._random
        path = random.choice(paths)
        parts = path.split("/")
        kind = random.random()
        if kind < 0.3:
            return path
        if kind < 0.42:
            return "/".join(parts[: random.randint(1, len(parts))])
        if kind < 0.52:
            return posixpath.join(
                *parts[:-1], random.choice(("*", parts[-1][:1] + "*", "?" * len(parts[-1]), "*" + parts[-1][-1:]))
            )
        if kind < 0.6:
            return posixpath.join("*", *parts[1:]) if len(parts) > 1 else "*"
        if kind < 0.7:
            return random.choice(
                (
                    f"./{path}",
                    f"/{path}",
                    f"{path}/",
                    f"../{path}",
                    f"{path}/.",
                    f"{path}/..",
                    f"x/../{path}",
                    f"//{path}",
                )
            )
        if kind < 0.8 and self._variables:
            name = random.choice(self._variables)
            return random.choice(
                (f"${name}", f"${{{name}}}", f"${{{name}:-a}}", f"${{{name}:+lib}}", f"lib/${name}", f"${{{name}%b}}")
            )
        if kind < 0.9:
            return random.choice(_SOURCES)
        return posixpath.join(*parts[: random.randint(1, len(parts))], random.choice(("nope", "*", "..", "a")))

    def _word(self, source: str) -> str:
        """Write a source as a word of a shell, mostly so that it means itself."""
        random = self._random
        if source.isalnum() or random.random() < 0.1:
            return source
        if any(char in source for char in " \t\"'") and "$" not in source and "\n" not in source:
            return json.dumps([source, "/q/"], ensure_ascii=False).partition(', "/q/"')[0][1:]
        return source
