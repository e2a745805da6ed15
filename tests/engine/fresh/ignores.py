"""Ignore files: lines about the paths of a tree, bent until few of them are plain."""

from __future__ import annotations

import posixpath
from random import Random
from typing import Final

_LINES: Final = (
    *(
        "*",
        "**",
        "**/*",
        "*/*",
        "*/**",
        "**/**",
        ".*",
        "*.*",
        ".",
        "/",
        "..",
        "../a",
        "./",
        "?",
        "??",
        "*.md",
        "**/*.md",
    ),
    *(
        "",
        " ",
        "#",
        "# note",
        " # no note",
        "!",
        "! ",
        "!*",
        "!**",
        "!**/*.md",
        "!*.md",
        "!.",
        "!/",
        "!..",
        "**/",
        "/**",
    ),
    *(
        "[a-b]*",
        "[^a]*",
        "[!a]*",
        "[]a]",
        "a[",
        "[a-",
        "[z-a]",
        "[[:alpha:]]*",
        "[\\]]",
        "[a\\-z]",
        "\\",
        "a\\",
        "[^]a]",
    ),
    *("\\d*", "\\w*", "\\*", "\\!n", "\\#h", "{a,b}", "(a)", "a|b", "^t", "$v", "a+", "***", "a***", "**a**", "a**b"),
    *(
        "***/a",
        "**/a/**",
        "a/**/b",
        "**/**/a",
        "*/a/**",
        "!!a",
        "!#a",
        "#!a",
        "\t",
        "\v",
        "\x00",
        "\ufeffa",
        "[é]",
        "?\u0301",
    ),
    *(
        "/./a",
        "a/./b",
        "a/../b",
        "//a",
        "a//",
        "!/a",
        "/!a",
        "! a",
        "!\ta",
        "!./a",
        "[[:foo:]]",
        "[a[:alpha:]]",
        "[--a]",
    ),
)
_FAILING: Final = (
    "\\m",
    "\\R*",
    "src\\main",
    "*\\q",
    "\\1",
    "[\\q]",
    "\\pX",
    "\\x4",
    "\\Qa*",
    "\\Q*\\E",
    "\\pL*",
    "\\ba",
    "\\z",
)
_CLASSES: Final = ("a-z", "^x", "!a", "A-z", "!-~", "a-", "-a", " -\u00ff")


class IgnoreMaker:
    """Writes ignore files about ``paths``."""

    def __init__(self, random: Random, paths: list[str]) -> None:
        """Decide how adventurous this file is."""
        self._random = random
        self._paths = paths or ["a"]
        self._exceptions = random.choice((0.0, 0.2, 0.35, 0.5))
        self._wild = random.random() < 0.3
        self._failing = random.random() < 0.03

    def write(self) -> bytes:
        """Return the file's bytes."""
        random = self._random
        lines = [self._line() for _ in range(random.choice((0, 1, 1, 2, 3, 4, 6, 9)))]
        if random.random() < 0.25:
            lines.insert(0, random.choice(("*", "**", "*/*", "/*", "**/*", "*/")))
        if random.random() < 0.25:
            self._insist(lines)
        if random.random() < 0.01:
            lines.append("x" * random.choice((65_534, 65_535, 65_536)))
        end = random.choice(("\n", "\n", "\n", "\n", "\r\n", "\n\n", "\r"))
        text = end.join(lines) + random.choice((end, end, "", "\r"))
        data = text.encode("utf-8", "surrogateescape")
        if random.random() < 0.03:
            at = random.randrange(len(data) + 1)
            data = data[:at] + random.choice((b"\xff", b"\xc3", b"\xe9*", b"\xed\xa0\x80", b"\xef\xbf\xbd")) + data[at:]
        return (b"\xef\xbb\xbf" if random.random() < 0.05 else b"") + data

    def _insist(self, lines: list[str]) -> None:
        """Say again what has been said, or take it back."""
        random = self._random
        said = [line for line in lines if line.strip(" !")]
        for _ in range(random.randint(1, 4) if said else 0):
            line = random.choice(said)
            taken_back = line[1:] if line.startswith("!") else f"!{line}"
            lines.append(random.choice((line, taken_back)))

    def _line(self) -> str:
        random = self._random
        if self._failing and random.random() < 0.4:
            return random.choice(_FAILING)
        line = random.choice(_LINES) if random.random() < (0.3 if self._wild else 0.08) else self._pattern()
        if line == "!" and random.random() < 0.9:
            return "!a"  # alone it ends the build at once, and with it the case
        if random.random() < self._exceptions and not line.startswith("!"):
            line = random.choice(("!", "!", "!", "!", "! ", "!/", "!./")) + line
        return self._spaced(line)

    def _spaced(self, line: str) -> str:
        random = self._random
        if random.random() > 0.08:
            return line
        space = random.choice((" ", "  ", "\t", "\u00a0", "\u3000", "\v", "\r", "\u200b", "\x0c", "\u0085"))
        return random.choice((line + space, space + line, space + line + space))

    def _pattern(self) -> str:
        """Return a pattern that is likely to match something."""
        random = self._random
        path = random.choice(self._paths)
        parts = path.split("/")
        cut = random.randint(1, len(parts))
        parts = parts[:cut] if random.random() < 0.8 else parts[cut - 1 :]
        for at, part in enumerate(parts):
            if random.random() < 0.4:
                parts[at] = self._bent(part)
        line = "/".join(parts)
        for chance, change in (
            (0.15, f"**/{parts[-1]}"),
            (0.06, f"{line}/**"),
            (0.08, f"{line}/*"),
            (0.08, f"{line}/"),
            (0.08, f"/{line}"),
            (0.04, f"./{line}"),
            (0.03, f"{line}/../{parts[-1]}"),
            (0.03, line.replace("/", "//")),
            (0.05, posixpath.join(*parts[:1], "**", *parts[-1:])),
            (0.03, line + "**"),
            (0.03, f"**{parts[-1]}"),
            (0.03, f"*/{line}"),
            (0.02, line.swapcase()),
        ):
            if random.random() < chance:
                return change
        return line

    def _bent(self, name: str) -> str:
        """Return a pattern for one name: wildcards, classes and quotes in it."""
        random = self._random
        at = random.randrange(len(name))
        char = name[at]
        stem, dot, ending = name.rpartition(".")
        match random.randrange(12):
            case 0:
                return "*"
            case 1:
                return name[:at] + "?" + name[at + 1 :]
            case 2:
                return name[:at] + "*"
            case 3:
                return "*" + name[at:]
            case 4:
                return f"*{dot}{ending}" if stem else f"{name}*"
            case 5:
                return f"{name[:at]}[{char}]{name[at + 1 :]}"
            case 6:
                return f"{name[:at]}[{random.choice(_CLASSES)}]{name[at + 1 :]}"
            case 7:
                return name if char.isalnum() else name[:at] + "\\" + name[at:]
            case 8:
                return "".join("\\" + char if char in "*?[]\\!#^${}()+|. -" else char for char in name)
            case 9:
                return f"{name[:at]}**{name[at:]}"
            case 10:
                return "**"
            case _:
                return name[: at + 1] + "*" + name[at + 1 :]
