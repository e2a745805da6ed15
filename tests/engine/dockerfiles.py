"""Random Dockerfiles over the paths of a tree."""

from __future__ import annotations

import json
from random import Random
from typing import Final

_NAMES: Final = ("one", "Two", "three", "last")
# Only these two can be had without a registry; `base` holds a shell.
_IMAGES: Final = ("scratch", "scratch", "scratch", "base")
_BLANKS: Final = ("\n", "\n\n", "\n# a comment\n", "\n   \n")


def dockerfile(random: Random, sources: list[str]) -> tuple[str, list[str]]:
    """Return a Dockerfile and the arguments of a build with it."""
    if random.random() < 0.3:
        return random.choice(("FROM scratch\nCOPY . /\n", "from scratch\ncopy . /", "FROM scratch\r\nADD . /\r\n")), []
    return _Writer(random, sources).write()


class _Writer:
    """Writes one Dockerfile."""

    def __init__(self, random: Random, sources: list[str]) -> None:
        self._random = random
        self._sources = sources
        self._stages: list[str] = []
        self._images: list[str] = []
        self._arguments: list[str] = []

    def write(self) -> tuple[str, list[str]]:
        lines: list[str] = []
        if self._random.random() < 0.05:
            lines.append(self._random.choice(("# escape=`", "# a note", "#", "# check=skip=all")))
        escape = "`" if lines[:1] == ["# escape=`"] else "\\"
        if self._random.random() < 0.3:
            lines.append(
                self._random.choice((f"ARG TOP={self._word()}", "ARG TOP", f'ARG TOP="{self._plain()}" OTHER=$TOP'))
            )
        for number in range(self._random.choice((1, 1, 1, 2, 3, 4))):
            lines += self._stage(number, escape)
        blank = self._random.choice(_BLANKS) if self._random.random() < 0.2 else "\n"
        return blank.join(lines) + self._random.choice(("\n", "")), self._options()

    def _options(self) -> list[str]:
        found = []
        if self._random.random() < 0.25:
            found += ["--target", self._random.choice((*self._stages, self._stages[0].upper()))]
        if self._random.random() < 0.2:
            found += ["--build-arg", f"TOP={self._plain()}"]
        if self._random.random() < 0.05:
            found += ["--platform", self._random.choice(("linux/amd64", "linux/arm64"))]
        return found

    def _stage(self, number: int, escape: str) -> list[str]:
        image = self._random.choice((*_IMAGES, *(stage for stage in self._stages if stage)))
        name = _NAMES[number]
        named = self._random.random() < 0.85
        lines = [f"FROM {image}" + (f" {self._random.choice(('AS', 'as'))} {name}" if named else "")]
        has_shell = image == "base" or (image in self._stages and self._images[self._stages.index(image)] == "base")
        self._images.append("base" if has_shell else "scratch")
        lines += [
            self._instruction(number, escape, has_shell=has_shell) for _ in range(self._random.choice((0, 1, 1, 2, 3)))
        ]
        self._stages.append(name.lower() if named else str(number))
        return [line for line in lines if line]

    def _instruction(self, number: int, escape: str, *, has_shell: bool) -> str:
        match self._random.randrange(16):
            case 0:
                return f"ENV P={self._plain()} Q={self._random.choice(('$P', '${TOP}', 'q', ''))}"
            case 1:
                return self._random.choice(("ARG TOP", f"ARG TOP={self._word()}", "ARG P=x Q=$P"))
            case 2:
                variable = self._random.choice(
                    ("$P", "${TOP:-a}", "${TOP:+b}", "$Q/x", "${P%/*}", "${P#*/}", "${P/a/b}", "$UNSET")
                )
                return f"COPY {variable} /v/"
            case 3:
                return self._random.choice(
                    ("WORKDIR /w", f"ONBUILD COPY {self._word()} /later/", "LABEL a=b", "USER 1")
                )
            case 4 if number:
                stage = self._random.choice((*self._stages, str(number - 1)))
                return f"COPY --from={stage} / /prev/"
            case 5 if has_shell:
                return self._bind()
            case 6:
                return f"COPY {escape}\n  # a comment inside\n\n  {self._word()} {escape} \n  /c/"
            case 7:
                return f"COPY <<E /h\n{self._random.choice(('$TOP', 'text', ''))}\nE"
            case 8:
                words = [self._random.choice(self._sources) for _ in range(self._random.choice((1, 2, 3)))]
                return f"COPY {json.dumps([*words, '/j/'], ensure_ascii=False)}"
            case _:
                return self._copy()

    def _copy(self) -> str:
        keyword = self._random.choice(("COPY", "COPY", "ADD", "copy"))
        flags = "".join(self._flags(keyword.upper()))
        words = " ".join(self._word() for _ in range(self._random.choice((1, 1, 1, 2, 3))))
        return f"{keyword} {flags}{words} {self._random.choice(('/', '/d/', './', '/x/y/'))}"

    def _flags(self, keyword: str) -> list[str]:
        found = []
        if self._random.random() < 0.15:
            found.append("--link ")
        if self._random.random() < 0.12:
            found.append(f"--exclude={self._plain()} ")
        if keyword == "COPY" and self._random.random() < 0.02:
            found.append(self._random.choice(("--parents ", "--parents=true ", "--parents=false ")))
        if self._random.random() < 0.08:
            found.append(self._random.choice(("--chmod=644 ", "--chown=1:1 ")))
        return found

    def _bind(self) -> str:
        source = self._random.choice(("", f",source={self._plain()}", f",src=/{self._plain()}", ",from=", ",rw"))
        return f"RUN --mount=type=bind,target=/m{source} true"

    def _plain(self) -> str:
        """Return a source without blanks, commas or quotes."""
        fitting = [source for source in self._sources if not set(source) & set(" ,'\"\\\u3000$`;")]
        return self._random.choice(fitting or ["a"])

    def _word(self) -> str:
        """Return a source as a word of the instruction's shell language, sometimes with too little quoting."""
        source = self._random.choice(self._sources)
        if self._random.random() < 0.1:
            return source
        if self._random.random() < 0.15:
            return "'" + source.replace("'", "x") + "'"
        return "".join("\\" + char if char in " $'\"\\;&|<>" else char for char in source) or "."
