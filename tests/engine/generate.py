"""Random cases, meant to be mean: the same seed always gives the same case."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.engine.cases import Case, TreeEntry
from tests.engine.dockerfiles import dockerfile

_WORDS: Final = (
    *("a", "b", "ab", "src", "lib", "docs", "build", "test", "tests", "node_modules", ".git", ".env", "A", "B.txt"),
    *("README.md", "main.go", "x.py", "y.txt", "z.tar.gz", "x-1", "c+d", "a.b.c", ".hidden", "..x", "...", "1"),
    *(
        "[x]",
        "{k}",
        "p(q)",
        "$v",
        "^t",
        "~t",
        "#h",
        "!n",
        "a b",
        " s",
        "e ",
        "x*",
        "q?",
        "a,b",
        "a=b",
        "é",
        "日本",
        "e\u0301",
    ),
    *("\\b", "a\\b", "-", "--x", "%41", "'q'", '"d"', "a:b", "@", "&c", ";s", "|p", "<i>", "\U0001f600"),
)
_ODD_NAMES: Final = (
    "t\tt",
    "l\nl",
    "\x01",
    "\x7f",
    "\u2028",
    "n" * 120,
    "é" * 60,
    "w" * 255,
    "CON",
    "a" * 99,
    "a" * 100,
    "a" * 101,
)
_SIZES: Final = (0, 0, 1, 1, 3, 511, 512, 513, 2000, 32767, 32768, 32769, 70000)
_MODES: Final = (0o600, 0o755, 0o4755, 0o2755, 0o1777, 0o444, 0o000)
_TIMES: Final = (0, 1, 999_999_999, 1_000_000_000, -1_000_000_001, 8_589_934_591 * 10**9, 8_589_934_592 * 10**9)
_SPARSE: Final = (1 << 20, (1 << 20) + 1, 5_000_000)


def generate(seed: int) -> Case:
    """Return the case of a seed: a tree, an ignore file in one of the places for it, a Dockerfile, and arguments."""
    return _Maker(Random(seed)).case(f"random-{seed}")


class _Maker:
    """Makes one case."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._entries: dict[str, TreeEntry] = {}
        # A tree has few names, so that patterns and sources hit often.
        self._words = random.sample(_WORDS, random.randint(4, 14))
        if random.random() < 0.1:
            self._words += random.sample(_ODD_NAMES, 2)

    def case(self, name: str) -> Case:
        for _ in range(self._random.choice((2, 5, 8, 12, 20, 35))):
            self._add_entry()
        self._add_oddities()
        case = Case(id=name, tree=[], args=[])
        text, arguments = dockerfile(self._random, self._sources())
        case["args"] += arguments
        self._place_dockerfile(case, text)
        case["tree"] = list(self._entries.values())
        return case

    # The tree

    def _folders(self) -> list[str]:
        return ["", *(path + "/" for path, entry in self._entries.items() if entry["type"] == "dir")]

    def _new_path(self) -> str | None:
        """Return a path that is not taken, in a folder that is there, mostly not a deep one."""
        folders = self._folders()
        folder = self._random.choice(folders if self._random.random() < 0.7 else folders[:3])
        path = folder + self._random.choice(self._words)
        return None if path in self._entries or len(path.encode()) > 3000 else path

    def _add_entry(self) -> None:
        path = self._new_path()
        if path is None:
            return
        kind = self._random.random()
        if kind < 0.35:
            self._add({"path": path, "type": "dir"})
        elif kind < 0.8:
            self._add({"path": path, "type": "file", "size": self._random.choice(_SIZES)})
        elif kind < 0.95:
            self._add({"path": path, "type": "symlink", "target": self._link_target(path)})
        else:
            self._add(self._special(path))

    def _add(self, entry: TreeEntry) -> None:
        self._entries[entry["path"]] = entry

    def _special(self, path: str) -> TreeEntry:
        files = [known for known, entry in self._entries.items() if entry["type"] == "file"]
        match self._random.randrange(5):
            case 0 | 1 if files:
                return {"path": path, "type": "hardlink", "target": self._random.choice(files)}
            case 2:
                return {"path": path, "type": "fifo"}
            case 3:
                return {"path": path, "type": "socket"}
            case _:
                return {"path": path, "type": "sparse", "size": self._random.choice(_SPARSE)}

    def _link_target(self, path: str) -> str:
        up = "../" * path.count("/")
        known = self._random.choice([*self._entries, *self._words])
        choices = (
            *(up + known,) * 4,
            *(known, "/" + known, "./" + known, up + known + "/", f"{up}../{known}", f"{up}./x/../{known}"),
            *("nowhere", ".", "..", "/", path.rpartition("/")[2], known + "/" + self._random.choice(self._words)),
        )
        return self._random.choice(choices)

    def _add_oddities(self) -> None:
        for entry in self._entries.values():
            chance = self._random.random()
            if entry["type"] == "symlink" or chance > 0.06:
                continue
            if chance < 0.03 and entry["type"] != "hardlink":
                entry["mode"] = self._random.choice(_MODES)
            elif chance < 0.045:
                entry["mtime_ns"] = self._random.choice(_TIMES)
            elif entry["type"] in {"file", "dir"}:
                entry["xattrs"] = {"user.k": "v" * self._random.choice((0, 1, 200))}

    # The ignore file and the Dockerfile

    def _place_dockerfile(self, case: Case, text: str) -> None:
        ignore = self._ignore_file() if self._random.random() < 0.85 else None
        where = self._random.random()
        if where < 0.7:
            path = "Dockerfile" if where < 0.65 else "dockerfile"
        elif where < 0.88:
            path = self._random.choice(self._folders()) + self._random.choice(("Other", "api.Dockerfile", "Dockerfile"))
            case["args"] += ["-f", "{around}/context/" + path]
        else:
            path = ""
            case["args"] += ["-f", "{around}/Outside"]
            case["around"] = [{"path": "Outside", "type": "file", "content": text}]
            if ignore is not None and self._random.random() < 0.2:
                case["around"].append({"path": "Outside.dockerignore", "type": "file", "latin1": ignore})
        if path:
            self._add({"path": path, "type": "file", "content": text})
        if ignore is not None:
            place = self._random.random()
            if place < 0.85 or not path:
                self._add({"path": ".dockerignore", "type": "file", "latin1": ignore})
            if place > 0.8 and path:
                own = self._ignore_file() if place > 0.9 else ignore
                self._add({"path": f"{path}.dockerignore", "type": "file", "latin1": own})

    def _sources(self) -> list[str]:
        """Return paths as an instruction may name them: there, not there, and with wildcards."""
        plain = [path for path in self._entries if path.isprintable()] or ["a"]
        found = [".", "./", "/", "*"]
        for _ in range(10):
            path = self._random.choice(plain)
            found.append(self._random.choice((path, path, path, "/" + path, "./" + path, path + "/", self._wild(path))))
        found += [self._random.choice(self._words) for _ in range(2)]
        return [path for path in found if path.isprintable()]

    def _ignore_file(self) -> str:
        """Return an ignore file's bytes as latin-1 text."""
        lines = [self._line() for _ in range(self._random.choice((0, 1, 1, 2, 3, 5, 8)))]
        end = self._random.choice(("\n", "\n", "\n", "\r\n"))
        text = end.join(lines) + self._random.choice((end, ""))
        if self._random.random() < 0.04:
            text = "\ufeff" + text
        return text.encode("utf-8").decode("latin-1")

    def _line(self) -> str:
        chance = self._random.random()
        if chance < 0.05:
            return self._random.choice(("", "  ", "#", "# a comment", " # not one", "\t"))
        pattern = self._pattern()
        if chance > 0.95:
            pattern = (
                self._random.choice((" ", "\t", "\u00a0")) + pattern + self._random.choice(("", " ", "\t", "\u3000"))
            )
        return ("!" + self._random.choice(("", "", "", " ")) if self._random.random() < 0.3 else "") + pattern

    def _pattern(self) -> str:
        paths = [path for path in self._entries if "\n" not in path] or ["a"]
        path = self._random.choice(paths)
        match self._random.randrange(12):
            case 0:
                return path
            case 1:
                return "/" + path + self._random.choice(("", "/", "/*", "/**"))
            case 2:
                return (
                    self._random.choice(("**/", "*/", "**", "./", "../", "x/../", "//", "*/**/"))
                    + path.rpartition("/")[2]
                )
            case 3:
                return self._random.choice(
                    ("*", "**", "*.*", "**/*", "*/*", "?", ".", "/", "***", "**/", ".*", "[a-z]*", "*/", "?*")
                )
            case 4:
                return path.rpartition("/")[2]
            case 5:
                return self._random.choice(self._words)
            case 6:
                return self._random.choice(self._words) + "/" + self._wild(self._random.choice(paths))
            case _:
                return self._wild(path)

    def _wild(self, path: str) -> str:
        """Blur one or two places of a path."""
        for _ in range(self._random.choice((1, 1, 2))):
            parts = path.split("/")
            at = self._random.randrange(len(parts))
            parts[at] = self._blur(parts[at])
            path = "/".join(parts)
        return path

    def _blur(self, name: str) -> str:
        if not name:
            return self._random.choice(("*", "**"))
        if self._random.random() < 0.01:
            return self._random.choice((name + "[", name + "\\", "[]a]", "[^]", "[b-a]"))
        cut = self._random.randrange(len(name))
        char = name[cut]
        escaped = "\\" + char
        return self._random.choice(
            (
                *("*", "*", "**", name[:cut] + "*", "*" + name[cut:], name[:cut] + "?" + name[cut + 1 :]),
                *(name[:cut] + escaped + name[cut + 1 :], name[:cut] + f"[{char}x]" + name[cut + 1 :]),
                *(name[:cut] + f"[^{char}]" + name[cut + 1 :], name[:cut] + "[a-z]" + name[cut + 1 :]),
                *(
                    name[:cut] + "[!a]" + name[cut + 1 :],
                    name[:cut] + "**" + name[cut + 1 :],
                    name.upper(),
                    name + "/..",
                ),
                *(name[:cut] + "*" + name[cut:] + "*", name + "."),
            )
        )
