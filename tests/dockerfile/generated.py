"""Words, Dockerfiles and builds out of a seed: mostly sensible, with every oddity of the language sprinkled in.

The same seed gives the same case, so that a difference found once can be looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

ENVIRONMENT = {"X": "src/a b.c", "Y": "aXbXc", "EMPTY": "", "_a1": "*", "é": "e", "1": "one"}

_NAMES = ("X", "Y", "EMPTY", "UNSET", "TARGETARCH", "_a1", "é", "1")
_PLAIN = ("a", "src", "a.b", "dir/", "/", ".", "*", "?", "[x]", "日", "-", ":", "=", ",", "0", "1", "@", "!", "ab/cd", "x y")
_ODD = ("$", "{", "}", "'", '"', "\\", "`", "<<", "<", " ", "\t", "\n", "\r", "#", "%", "\xa0", "\ufeff", "\udcff", "\0")
_OPERATORS = (":-", "-", ":+", "+", ":?", "?", "#", "##", "%", "%%", "/", "//")
_ODD_OPERATORS = (":", "^", "@", ":#", ",", ":%")
_PATTERN = ("*", "?", "a", "X", "b", ".", " ", "\\*", "\\?", "\\\\", "\\}", "\\/", "[a]", "src", "$_a1", "+", "日", "")
_REPLACEMENT = ("", "r", "$0", "$1", "${0}", "$X", "$$", "a/b", "$é")

_STAGES = ("one", "two", "three", "base")
_ODD_STAGES = ("scratch", "context", "a..b", "1x", "é", "x_")
_IMAGES = ("scratch", "alpine", "busybox:1", "ghcr.io/o/t:1.2", "localhost:5000/x", "${X:-one}", "${BASE:-scratch}")
_ODD_IMAGES = ("Nope", "$X", "$BASE", "a__b", "a___b", "", '""', "x:y:z", "alpine@sha256:1", "f" * 64)
_PATHS = ("a", "a/b", "./a/", "/a/../b", "*.txt", "src/*", "[ab]", ".", "$X", "${X}", "${UNSET}", "$Z/c", "a\\*b", "../up", "d/")
_ODD_PATHS = (
    *("https://h/x", "http://h/y", "git@h:r.git", "https://h/r.git", "https://h/r.git?ref=1#2", "github.com/a/b", "C:\\x"),
    *("https://h/r.git?tag=1&branch=2", "git://h/r?x=1", "ssh://h/r#a:b", "HTTPS://h/r", "a\\", "'a b'", '"$X"', "~/x"),
)
_TARGETS = ("/", "/x/", "./", "/x", "$X/")
_COPY_FLAGS = ("--link", "--link=false", "--chown=a:$X", "--chmod=755", "--chmod=u=rwX,go=rX", "--exclude=*.o", "--exclude=$X")
_ODD_COPY_FLAGS = (
    *("--chmod=9", "--chmod=$UNSET", "--parents", "--lnk", "--link --link", "--from=", "--keep-git-dir", "--unpack", "--link=maybe"),
    *("--checksum=sha256:" + "a" * 64, "--checksum=x", "--chown", "--", '--chown="a b"', "--from=a$b", "--fro", "--LINK", "--exclude="),
)
_MOUNT_TYPES = ("bind", "bind", "bind", "cache", "tmpfs", "secret", "ssh")
_ODD_MOUNT_TYPES = ("BIND", "bnd", "$X", "")
_MOUNT_OPTIONS = ("ro", "rw", "readonly=false", "id=k")
_ODD_MOUNT_OPTIONS = (
    *("sharing=locked", "required", "size=1m", "size=x", "mode=0777", "uid=0", "gid=x", "what=1", "env=E", "required=true"),
    *("sharing=LOCKED", "", "rO", 'id="a"', "rw=maybe", "from", "tgt=/x", "type", "sharing=share"),
)
_RUN_FLAGS = ("--network=none",)
_ODD_RUN_FLAGS = ("--network=x", "--security=insecure", "--device=a", "--mount", "--what", "--mount=", "--netwrk=none")
_PLAIN_LINES = (
    *("ENV X=1", "ENV X=$Y Y=$X", "ENV X a b", 'ENV X="a b" Z=\'c d\'', "ENV X=${X:-$Z}", "env Y=dir/", "ENV X=a\\ b", "ENV X="),
    *("ENV X=${Y#*X} Z=${Y%%X*}", "ENV X=${Y/X/-}", "ARG X", "ARG X=two", "ARG Y", "ARG Z=$X", "ARG X Y=$X Z", "ARG TARGETARCH"),
    *("ARG HTTP_PROXY", "WORKDIR /w", "WORKDIR w/$X", "WORKDIR $UNSET", "USER $X", "LABEL a=b", "LABEL a b c", "EXPOSE 80"),
    *("EXPOSE 80/tcp 90-91", "VOLUME /v", 'VOLUME ["/v", "/w"]', "CMD x", "CMD", 'CMD ["a"]', "ENTRYPOINT [a]", 'SHELL ["x"]'),
    *("STOPSIGNAL TERM", "STOPSIGNAL 9", "HEALTHCHECK NONE", "HEALTHCHECK CMD x", "HEALTHCHECK --interval=1s CMD x"),
    *("MAINTAINER me", "# comment", "", "   # indented", "RUN\tx", "ENV A=1 \\\n\n# c\n  B=2", "LABEL a=$X"),
)
_ODD_LINES = (
    *("ENV X", "ENV =x", "ENV", "ENV a=b c", "ARG", "ARG =x", "ARG X=${NO:?gone}", "WORKDIR", "USER a b", "LABEL a", "LABEL a=${"),
    *("EXPOSE $X", "EXPOSE x", "EXPOSE", "EXPOSE 80/x", "EXPOSE 2-1", "EXPOSE h:1:2", "VOLUME $UNSET", 'VOLUME ["/v", "$Z"]', "VOLUME"),
    *("SHELL x", "SHELL []", "STOPSIGNAL $UNSET", "STOPSIGNAL x", "STOPSIGNAL", "HEALTHCHECK", "HEALTHCHECK --interval=1 CMD x"),
    *("HEALTHCHECK x", "HEALTHCHECK CMD", "HEALTHCHECK NONE x", "HEALTHCHECK --retries=-1 CMD x", "MAINTAINER", "FORM x"),
    *("cpoy a b", "\\", "ONBUILD", "ONBUILD FROM x", "ONBUILD ONBUILD RUN x", "COPY", "COPY a", "ADD a", 'COPY ["a", 1]', "RUN [1]"),
    *("\xa0RUN x", "RUN\xa0x", "ENV X=\xa0a", "CMD [", 'COPY ["a"', "USER", "MAINTAINER --x a", "WORKDIR --x a", "ARG --x a"),
)
_GLOBAL = ("ARG X", "ARG X=one", "ARG X=${Y:-a}", "ARG TAG=alpine", "ARG BASE=one", "ARG A=1 X=$A", "arg X='a b'", "ARG TARGETARCH")
_ODD_GLOBAL = (
    *("ARG", "ARG =x", 'ARG X="a\\"b" Y', "ARG X=${UNSET:?needed}", "ARG X=${TARGETARCH}", "ARG BASE=$BUILDPLATFORM", "RUN x"),
    *("ARG X='", "ENV X=1"),
)
_HEADERS = ("# escape=`", "#escape = \\", "# check=skip=all", "# check=error=true;skip=A", "# comment", "", "# Escape=`")
_ODD_HEADERS = ("# escape=x", "# escape=`\n# escape=\\", "# check=nonsense", "# check=skip=all;", "#what=1", "# escape=\\\n\n")
_COMMANDS = ("true", '["true", "x"]', "a \\\n  && b", "a \\\n# comment\n\n  && b", "", "echo $X")
_ODD_COMMANDS = ("echo <<", "[1]", "a \\", "a <<'", "\\\n", "cat <<$X", "cat <<EOF\n")
_BODIES = ("", "hello\n", "\tin $X\n", "# no comment\n\n", "a \\\nb\n", "FROM x\n")
_ODD_BODIES = ("${X:?no}\n", "${\n", "'\n")
_PLATFORMS = ("linux/arm64", "linux/arm/v7", "windows/amd64", "arm64", "linux/amd64", "linux/386,linux/amd64")
_PLATFORM_FLAGS = ("$BUILDPLATFORM", "linux/arm64", "$TARGETPLATFORM", "windows/amd64")
_ODD_PLATFORM_FLAGS = ("$UNSET", "x/y/z/w", "", "nosuch")


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
        self.random = Random(seed)
        self._oddity = self.random.choice((0.0, 0.01, 0.05, 0.15)) if oddity is None else oddity
        self._names: list[str] = []
        self._number = -1

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
            platform=self.random.choice(_PLATFORMS) if self._chance(0.12) else None,
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
        kind = self.random.random()
        if kind < 0.35:
            return self.random.choice(_PLAIN)
        if kind < 0.5:
            return "$" + self.random.choice((*_NAMES, "@", "12", "X.c"))
        if kind < 0.75 and depth < 3:
            return self._substitution(depth)
        if kind < 0.82:
            return f'"{self.word(depth + 1)}"' if depth < 3 else '"q"'
        if kind < 0.87:
            return f"'{self.random.choice(_PLAIN)}{self._pick(_PLAIN, _ODD)}'"
        if kind < 0.93:
            return self.random.choice("\\`") + self.random.choice("\"'$\\`a{} ")
        return self._pick(_NAMES, _ODD)

    def _substitution(self, depth: int) -> str:
        name = self.random.choice(_NAMES)
        if self._chance(0.4):
            return f"${{{name}}}"
        operator = self._pick(_OPERATORS, _ODD_OPERATORS)
        if operator.startswith("/"):
            inside = f"{self._pattern()}/{self.random.choice(_REPLACEMENT)}"
        elif operator.strip("#%") == "":
            inside = self._pattern()
        else:
            inside = self.word(depth + 1)
        return f"${{{name}{operator}{inside}{self._pick(('}',), ('', ' }', '}}'))}"

    def _pattern(self) -> str:
        return "".join(self._pick(_PATTERN, _ODD) for _ in range(self.random.randint(0, 4)))

    def _text(self) -> str:
        lines = [self._pick(_HEADERS, _ODD_HEADERS)] if self._chance(0.2) else []
        lines += [self._pick(_GLOBAL, _ODD_GLOBAL) for _ in range(self.random.choice((0, 0, 1, 1, 2)))]
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
        return self._pick((*pool, self._cased(self.random.choice(pool[: len(before)] or pool))), ("2", "-1", "9", "$X", "+1", "01", "three", "One", "scratch", "Nope", '"one"'))

    def _from(self) -> str:
        self._number += 1
        platform = ""
        if self._chance(0.1):
            platform = f"--platform={self._pick(_PLATFORM_FLAGS, _ODD_PLATFORM_FLAGS)} "
        base = self._pick((*self._names, *self._names, *self._names, "scratch", *_IMAGES), _ODD_IMAGES)
        if self._chance(self._oddity):
            base = self._cased(base)
        name = ""
        if self._chance(0.75):
            own = self._pick(_STAGES, _ODD_STAGES)
            self._names.append(own)
            name = f" {self.random.choice(('AS', 'as', 'As'))} {self._cased(own)}"
        return f"{self.random.choice(('FROM', 'FROM', 'from', 'From'))} {platform}{base}{name}{self._pick(('',), (' x',))}"

    def _instruction(self) -> str:
        kind = self.random.random()
        if kind < 0.45:
            text = self._copy()
        elif kind < 0.7:
            text = self._run()
        else:
            text = self._pick(_PLAIN_LINES, _ODD_LINES)
        if text[:1] in {"A", "C", "E", "R"} and self._chance(0.12):
            return f"{self.random.choice(('ONBUILD', 'onbuild'))} {text}"
        return text

    def _path(self) -> str:
        return self.word().replace("\n", "").replace("\0", "") if self._chance(0.1) else self._pick(_PATHS, _ODD_PATHS)

    def _copy(self) -> str:
        keyword = self.random.choice(("COPY", "COPY", "COPY", "ADD", "copy"))
        flags = f"--from={self._origin()} " if keyword != "ADD" and self._chance(0.4) else ""
        if self._chance(0.25):
            flags += self._pick(_COPY_FLAGS, _ODD_COPY_FLAGS) + " "
        to = self._pick(_TARGETS, ("", "$UNSET", "<<EOF"))
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
        body, end = self._pick(_BODIES, _ODD_BODIES), self._pick(ends, (name + " ", "OTHER", " " + name))
        if self._chance(0.2):
            return f"{front}{opening} <<SECOND {behind}\n{body}{end}\nfoo\nSECOND"
        return f"{front}{opening} {behind}\n{body}{end}"

    def _mount(self) -> str:
        kind = self._pick(_MOUNT_TYPES, _ODD_MOUNT_TYPES)
        parts = [f"type={kind}"] if kind != "bind" or self._chance(0.7) else []
        if kind != "secret" and self._chance(0.4):
            parts.append(f"{self.random.choice(('from', 'from', 'FROM'))}={self._origin()}")
        if kind != "ssh" and self._chance(0.7):
            parts.append(f"{self.random.choice(('source', 'src', 'Source'))}={self._path()}")
        if kind == "secret" or self._chance(0.95):
            key = self.random.choice(("target", "dst", "destination"))
            parts.append(f"{key}={self._pick(('/m', '/n/o', '/m/$X'), ('/', '.', '$UNSET', '', 'm'))}")
        if self._chance(0.2):
            option = self._pick(_MOUNT_OPTIONS, _ODD_MOUNT_OPTIONS)
            parts.insert(self.random.randint(0, len(parts)), option)
        joined = ",".join(parts)
        return f'--mount="{joined}"' if self._chance(0.04) else f"--mount={joined}"

    def _run(self) -> str:
        flags = "".join(f"{self._mount()} " for _ in range(self.random.choice((0, 1, 1, 1, 2))))
        if self._chance(0.06):
            flags += self._pick(_RUN_FLAGS, _ODD_RUN_FLAGS) + " "
        if self._chance(0.12):
            return self._heredoc(f"RUN {flags}", self.random.choice(("cat", "", "bash")))
        return f"RUN {flags}{self._pick(_COMMANDS, _ODD_COMMANDS)}"

    def _mutated(self, lines: list[bytes]) -> bytes:
        index = self.random.randrange(len(lines))
        line = lines[index]
        at = self.random.randint(0, len(line))
        odd = self.random.choice(_ODD + _PLAIN).encode("utf-8", "surrogateescape")
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
