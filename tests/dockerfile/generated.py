"""Words, Dockerfiles and builds out of a seed: mostly sensible, with every oddity of the language sprinkled in.

The same seed gives the same case, so that a difference found once can be looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.dockerfile import vocabulary

ENVIRONMENT = {"X": "src/a b.c", "Y": "aXbXc", "EMPTY": "", "_a1": "*", "é": "e", "1": "one"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A Dockerfile with what is given on the command line."""

    data: bytes
    target: str | None = None
    build_args: dict[str, str] = field(default_factory=dict)
    platform: str | None = None
    named_contexts: tuple[str, ...] = ()


class Generator:
    """Makes cases from one seed; `oddity` is the chance of each choice to fall on what hardly anybody writes."""

    def __init__(self, seed: int, oddity: float | None = None) -> None:
        self.random = Random(seed)  # noqa: S311 - cases, not secrets
        self._oddity = self.random.choice((0.0, 0.01, 0.05, 0.15)) if oddity is None else oddity
        self._names: list[str] = []
        self._number = -1
        self._newer = False

    def word(self, depth: int = 0) -> str:
        """Return a word of the shell-word language, now and then a broken one."""
        return "".join(self._piece(depth) for _ in range(self.random.randint(1, 5)))

    def build(self) -> Build:
        """Return a Dockerfile of several stages that use each other, with arguments, target and named contexts."""
        data = self._text().encode("utf-8", "surrogateescape")
        if self._chance(0.03):
            data = b"\xef\xbb\xbf" + data
        names = ("X", "Z", "TAG", "HTTP_PROXY", "TARGETARCH", "BASE")
        values = ("", "x", "one", "a/b", "$Y", "linux/arm64", "a b")
        return Build(
            data=data,
            target=self._cased(self.random.choice(self._names or ["0"])) if self._chance(0.35) else None,
            build_args={name: self.random.choice(values) for name in names if self._chance(0.1)},
            platform=self.random.choice(vocabulary.PLATFORMS) if self._chance(0.12) else None,
            named_contexts=tuple(name for name in ("alpine", "base", "extra", "one") if self._chance(0.08)),
        )

    def dockerfile(self) -> bytes:
        """Return a Dockerfile for the reader alone: as of `build`, every second one with bytes changed at random."""
        data = self.build().data
        lines = data.split(b"\n")
        for _ in range(self.random.choice((0, 0, 0, 1, 2, 3))):
            data = self._mutated(lines)
        return data

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _pick(self, usual: tuple[str, ...], odd: tuple[str, ...]) -> str:
        return self.random.choice(odd if self._chance(self._oddity) else usual)

    def _piece(self, depth: int) -> str:
        kinds = (self._plain, self._variable, self._substitution, self._quoted, self._escaped, self._odd)
        return self.random.choices(kinds, (35, 15, 25, 12, 6, 7))[0](depth)

    def _plain(self, _depth: int) -> str:
        return self.random.choice(vocabulary.PLAIN)

    def _variable(self, _depth: int) -> str:
        return "$" + self.random.choice((*vocabulary.NAMES, "@", "12", "X.c"))

    def _quoted(self, depth: int) -> str:
        if depth < 3 and self._chance(0.6):
            return f'"{self.word(depth + 1)}"'
        return f"'{self.random.choice(vocabulary.PLAIN)}{self._pick(vocabulary.PLAIN, vocabulary.ODD)}'"

    def _escaped(self, _depth: int) -> str:
        return self.random.choice("\\`") + self.random.choice("\"'$\\`a{} ")

    def _odd(self, _depth: int) -> str:
        return self._pick(vocabulary.NAMES, vocabulary.ODD)

    def _substitution(self, depth: int) -> str:
        name = self.random.choice(vocabulary.NAMES)
        if depth >= 3 or self._chance(0.4):
            return f"${{{name}}}"
        operator = self._pick(vocabulary.OPERATORS, vocabulary.ODD_OPERATORS)
        if operator.startswith("/"):
            inside = f"{self._pattern()}/{self.random.choice(vocabulary.REPLACEMENT)}"
        elif operator.strip("#%") == "":
            inside = self._pattern()
        else:
            inside = self.word(depth + 1)
        return f"${{{name}{operator}{inside}{self._pick(('}',), ('', ' }', '}}'))}"

    def _pattern(self) -> str:
        return "".join(self._pick(vocabulary.PATTERN, vocabulary.ODD) for _ in range(self.random.randint(0, 4)))

    def _text(self) -> str:
        self._newer = self._chance(0.15)
        lines = ["# syntax=docker/dockerfile:1-labs"] if self._newer else []
        lines += [self._pick(vocabulary.HEADERS, vocabulary.ODD_HEADERS)] if self._chance(0.2) else []
        lines += [
            self._pick(vocabulary.GLOBAL, vocabulary.ODD_GLOBAL) for _ in range(self.random.choice((0, 0, 1, 1, 2)))
        ]
        for _ in range(self.random.choice((1, 1, 2, 2, 3, 3, 4, 5))):
            lines.append(self._from())
            lines += [self._instruction() for _ in range(self.random.randint(0, 5))]
        text = "\n".join(lines) + self.random.choice(("\n", "\n", "", "\n\n"))
        return text.replace("\n", "\r\n") if self._chance(0.08) else text

    def _cased(self, name: str) -> str:
        return self.random.choice((name, name, name, name.upper(), name.capitalize()))

    def _origin(self) -> str:
        # Not the stage at hand, which would be a circle; stages that come later are odd.
        before = [name for name in self._names if name != self._names[-1]]
        pool = (*before, *before, *before, *(str(number) for number in range(self._number)), "alpine", "extra")
        return self._pick(
            (*pool, self._cased(self.random.choice(pool[: len(before)] or pool))),
            ("2", "-1", "9", "$X", "+1", "01", "three", "One", "scratch", "Nope", '"one"'),
        )

    def _from(self) -> str:
        self._number += 1
        platform = ""
        if self._chance(0.1):
            platform = f"--platform={self._pick(vocabulary.PLATFORM_FLAGS, vocabulary.ODD_PLATFORM_FLAGS)} "
        base = self._pick(
            (*self._names, *self._names, *self._names, "scratch", *vocabulary.IMAGES), vocabulary.ODD_IMAGES
        )
        if self._chance(self._oddity):
            base = self._cased(base)
        name = ""
        if self._chance(0.75):
            own = self._pick(vocabulary.STAGES, vocabulary.ODD_STAGES)
            self._names.append(own)
            name = f" {self.random.choice(('AS', 'as', 'As'))} {self._cased(own)}"
        return (
            f"{self.random.choice(('FROM', 'FROM', 'from', 'From'))} {platform}{base}{name}{self._pick(('',), (' x',))}"
        )

    def _instruction(self) -> str:
        kind = self.random.random()
        if kind < 0.45:
            text = self._copy()
        elif kind < 0.7:
            text = self._run()
        else:
            text = self._pick(vocabulary.PLAIN_LINES, vocabulary.ODD_LINES)
        if text[:1] in {"A", "C", "E", "R"} and self._chance(0.12):
            return f"{self.random.choice(('ONBUILD', 'onbuild'))} {text}"
        return text

    def _path(self) -> str:
        if self._chance(0.1):
            return self.word().replace("\n", "").replace("\0", "")
        return self._pick(
            vocabulary.PATHS + vocabulary.NEWER_PATHS if self._newer else vocabulary.PATHS, vocabulary.ODD_PATHS
        )

    def _copy(self) -> str:
        keyword = self.random.choice(("COPY", "COPY", "COPY", "ADD", "copy"))
        flags = f"--from={self._origin()} " if keyword != "ADD" and self._chance(0.4) else ""
        if self._newer and self._chance(0.5):
            flags += self.random.choice(vocabulary.NEWER_COPY_FLAGS) + " "
        elif self._chance(0.25):
            flags += self._pick(vocabulary.COPY_FLAGS, vocabulary.ODD_COPY_FLAGS) + " "
        to = self._pick(vocabulary.TARGETS, ("", "$UNSET", "<<EOF"))
        if self._chance(0.1):
            return self._heredoc(f"{keyword} {flags}", to)
        paths = [self._path() for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        if self._chance(0.2):
            quoted = ", ".join('"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"' for path in [*paths, to])
            return f"{keyword} {flags}[{quoted}]"
        return f"{keyword} {flags}{' '.join(paths)} {to}"

    def _heredoc(self, front: str, behind: str) -> str:
        name = self.random.choice(("EOF", "EOF", "E", "x.txt"))
        opening = self._pick(
            (f"<<{name}", f"<<-{name}", f'<<"{name}"', f"<<'{name}'"), (f"3<<{name}", f"<< {name}", f"<<{name}'", "<<")
        )
        ends = (name, "\t" + name) if opening.startswith("<<-") else (name,)
        body, end = (
            self._pick(vocabulary.BODIES, vocabulary.ODD_BODIES),
            self._pick(ends, (name + " ", "OTHER", " " + name)),
        )
        if self._chance(0.2):
            return f"{front}{opening} <<SECOND {behind}\n{body}{end}\nfoo\nSECOND"
        return f"{front}{opening} {behind}\n{body}{end}"

    def _mount(self) -> str:
        kind = self._pick(vocabulary.MOUNT_TYPES, vocabulary.ODD_MOUNT_TYPES)
        parts = [f"type={kind}"] if kind != "bind" or self._chance(0.7) else []
        if kind != "secret" and self._chance(0.4):
            parts.append(f"{self.random.choice(('from', 'from', 'FROM'))}={self._origin()}")
        if kind != "ssh" and self._chance(0.7):
            parts.append(f"{self.random.choice(('source', 'src', 'Source'))}={self._path()}")
        if kind == "secret" or self._chance(0.95):
            key = self.random.choice(("target", "dst", "destination"))
            parts.append(f"{key}={self._pick(('/m', '/n/o', '/m/$X'), ('/', '.', '$UNSET', '', 'm'))}")
        if self._chance(0.2):
            option = self._pick(vocabulary.MOUNT_OPTIONS, vocabulary.ODD_MOUNT_OPTIONS)
            parts.insert(self.random.randint(0, len(parts)), option)
        joined = ",".join(parts)
        return f'--mount="{joined}"' if self._chance(0.04) else f"--mount={joined}"

    def _run(self) -> str:
        flags = "".join(f"{self._mount()} " for _ in range(self.random.choice((0, 1, 1, 1, 2))))
        if self._newer and self._chance(0.3):
            flags += self.random.choice(vocabulary.NEWER_RUN_FLAGS) + " "
        elif self._chance(0.06):
            flags += self._pick(vocabulary.RUN_FLAGS, vocabulary.ODD_RUN_FLAGS) + " "
        if self._chance(0.12):
            return self._heredoc(f"RUN {flags}", self.random.choice(("cat", "", "bash")))
        return f"RUN {flags}{self._pick(vocabulary.COMMANDS, vocabulary.ODD_COMMANDS)}"

    def _mutated(self, lines: list[bytes]) -> bytes:
        index = self.random.randrange(len(lines))
        line = lines[index]
        at = self.random.randint(0, len(line))
        odd = self.random.choice(vocabulary.ODD + vocabulary.PLAIN).encode("utf-8", "surrogateescape")
        tails = (b" \\", b"\\", b"`", b" \\ ", b"\\\\", b" <<EOF", b"\r", b"\x85")
        lines[index : index + 1] = self.random.choice(
            (
                [line, self.random.choice(lines)],
                [self.random.choice((b" ", b"\t", b"\xc2\xa0", b"\x0b", b"\xa0")) + line],
                [line + self.random.choice(tails)],
                [line[:at] + odd + line[at:]],
                [line[:at] + line[at + 1 :]],
                [self.word().encode("utf-8", "surrogateescape")],
            )
        )
        return b"\n".join(lines)
