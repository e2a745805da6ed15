"""Names of files and directories: those of real projects, and those that break programs."""

from __future__ import annotations

from random import Random
from typing import Final

_USUAL: Final = (
    *("a", "b", "ab", "abc", "A", "B", "lib", "src", "docs", "test", "tests", "build", "node_modules", "x-1", "x.py"),
    *(
        "main.go",
        "y.txt",
        "README.md",
        "z.tar.gz",
        ".env",
        ".git",
        ".hidden",
        "Dockerfile",
        ".dockerignore",
        "a.b",
        "a.md",
    ),
)
_SPECIAL: Final = (
    *("#h", "[x]", "{k}", "p(q)", "c+d", "$v", "^t", "!n", "a*", "a?b", "**", "*", "]", "[", "a]b", "[!a]", "~", "%41"),
    *(
        " lead",
        "trail ",
        " ",
        "a b",
        "a\\b",
        "\\",
        "\\*",
        "a,b",
        "a=b",
        "a:b",
        "-dash",
        "--",
        "...",
        "..a",
        "a..",
        "'q'",
    ),
    *('"d"', "`t`", "&", "|", ";", "<", ">", "@", "a'b", "$", "${v}", "$$", "a\\", "^", ".dockerfile", "dockerfile"),
)
_UNICODE: Final = (
    *(
        "é",
        "e\u0301",
        "日本",
        "ß",
        "İ",
        "\u0131",
        "Ω",
        "\u00a0",
        "a\u00a0",
        "\ufeffbom",
        "\u2028",
        "\U0001f600",
        "\ufffd",
    ),
    *("\ufdd0", "\uffff", "\u017f", "\u3000x", "\u0085"),
)
_CONTROL: Final = ("a\tb", "\t", "l\nf", "\n", "\x01c", "\x7f", "cr\r", "\r", "a\x0cb", "\x1b[31m", "\x0b")
_LONG: Final = ("n" * 99, "n" * 100, "n" * 101, "w" * 155, "m" * 255, "é" * 50, "é" * 127)
_STRAY: Final = ("\udcff", "a\udce9", "\udcc3(", "\udced\udca0\udc80", "\udcf4\udc90x")


class Names:
    """Draws names for one case, each sort only as often as the case allows."""

    def __init__(self, random: Random) -> None:
        """Decide which sorts of names this case has; stray bytes end most BuildKit transfers, so few cases have them."""
        self._random = random
        self._pools: list[tuple[str, ...]] = [_USUAL, _USUAL]
        for pool, chance in ((_SPECIAL, 0.45), (_UNICODE, 0.3), (_CONTROL, 0.12), (_LONG, 0.08), (_STRAY, 0.04)):
            if random.random() < chance:
                self._pools.append(pool)

    def draw(self) -> str:
        """Return a name."""
        name = self._random.choice(self._random.choice(self._pools))
        if self._random.random() < 0.05:
            name = self._random.choice((name.upper(), name.lower(), name + "~", "." + name, name + ".md"))
        fits = len(name.encode("utf-8", "surrogateescape")) <= 255
        return name if fits and name not in {".", ".."} else "plain"
