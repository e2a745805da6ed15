"""Characters as people see them: what HCL counts, cuts and turns round are clusters (UAX 29, extended)."""

from __future__ import annotations

import unicodedata

_SPACING_EXCEPTIONS = frozenset("\u102b\u102c\u1038\u1062\u1063\u1064\u1067\u1068\u1069\u106a\u106b\u106c\u106d\u1083")
# Spacing marks that the standard counts among the extending ones.
_EXTENDING = frozenset(
    "\u09be\u09d7\u0b3e\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u1b35\u302e\u302f\u200c\uff9e\uff9f"
)
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd")
_JOINER = "\u200d"
_PICTURES = (
    ("\xa9", "\xa9"), ("\xae", "\xae"), ("\u203c", "\u203c"), ("\u2049", "\u2049"), ("\u2122", "\u2122"),
    ("\u2139", "\u2139"), ("\u2194", "\u2199"), ("\u21a9", "\u21aa"), ("\u231a", "\u231b"), ("\u2328", "\u2328"),
    ("\u2388", "\u2388"), ("\u23cf", "\u23cf"), ("\u23e9", "\u23f3"), ("\u23f8", "\u23fa"), ("\u24c2", "\u24c2"),
    ("\u25aa", "\u25ab"), ("\u25b6", "\u25b6"), ("\u25c0", "\u25c0"), ("\u25fb", "\u25fe"), ("\u2600", "\u2605"),
    ("\u2607", "\u2612"), ("\u2614", "\u2685"), ("\u2690", "\u2705"), ("\u2708", "\u2712"), ("\u2714", "\u2714"),
    ("\u2716", "\u2716"), ("\u271d", "\u271d"), ("\u2721", "\u2721"), ("\u2728", "\u2728"), ("\u2733", "\u2734"),
    ("\u2744", "\u2744"), ("\u2747", "\u2747"), ("\u274c", "\u274c"), ("\u274e", "\u274e"), ("\u2753", "\u2755"),
    ("\u2757", "\u2757"), ("\u2763", "\u2767"), ("\u2795", "\u2797"), ("\u27a1", "\u27a1"), ("\u27b0", "\u27b0"),
    ("\u27bf", "\u27bf"), ("\u2934", "\u2935"), ("\u2b05", "\u2b07"), ("\u2b1b", "\u2b1c"), ("\u2b50", "\u2b50"),
    ("\u2b55", "\u2b55"), ("\u3030", "\u3030"), ("\u303d", "\u303d"), ("\u3297", "\u3297"), ("\u3299", "\u3299"),
    ("\U0001f000", "\U0001f0ff"), ("\U0001f10d", "\U0001f10f"), ("\U0001f12f", "\U0001f12f"),
    ("\U0001f16c", "\U0001f171"), ("\U0001f17e", "\U0001f17f"), ("\U0001f18e", "\U0001f18e"),
    ("\U0001f191", "\U0001f19a"), ("\U0001f1ad", "\U0001f1e5"), ("\U0001f201", "\U0001f20f"),
    ("\U0001f21a", "\U0001f21a"), ("\U0001f22f", "\U0001f22f"), ("\U0001f232", "\U0001f23a"),
    ("\U0001f23c", "\U0001f23f"), ("\U0001f249", "\U0001f3fa"), ("\U0001f400", "\U0001f53d"),
    ("\U0001f546", "\U0001f64f"), ("\U0001f680", "\U0001f6ff"), ("\U0001f774", "\U0001f77f"),
    ("\U0001f7d5", "\U0001f7ff"), ("\U0001f80c", "\U0001f80f"), ("\U0001f848", "\U0001f84f"),
    ("\U0001f85a", "\U0001f85f"), ("\U0001f888", "\U0001f88f"), ("\U0001f8ae", "\U0001f8ff"),
    ("\U0001f90c", "\U0001f93a"), ("\U0001f93c", "\U0001f945"), ("\U0001f947", "\U0001faff"),
    ("\U0001fc00", "\U0001fffd"),
)  # fmt: skip


def clusters(text: str) -> list[str]:
    """Return the text in its clusters."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = []
    classes: list[str] = []
    for char in text:
        kind = _class(char)
        if found and _joined(classes, kind):
            found[-1] += char
            classes.append(kind)
        else:
            found.append(char)
            classes = [kind]
    return found


def _class(char: str) -> str:  # noqa: PLR0911 (one return for each class)
    if char in "\r\n":
        return char
    if char in _EXTENDING or "\U0001f3fb" <= char <= "\U0001f3ff":
        return "extend"
    if char == _JOINER:
        return "joiner"
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return "flag"
    hangul = _hangul(char)
    if hangul:
        return hangul
    if char in _PREPENDED:
        return "prepend"
    category = unicodedata.category(char)
    if category in {"Mn", "Me"}:
        return "extend"
    if (category == "Mc" and char not in _SPACING_EXCEPTIONS) or char in "\u0e33\u0eb3":
        return "spacing"
    if category in {"Cc", "Cf", "Zl", "Zp"}:
        return "control"
    return "picture" if any(low <= char <= high for low, high in _PICTURES) else "other"


def _hangul(char: str) -> str:
    if "\u1100" <= char <= "\u115f" or "\ua960" <= char <= "\ua97c":
        return "L"
    if "\u1160" <= char <= "\u11a7" or "\ud7b0" <= char <= "\ud7c6":
        return "V"
    if "\u11a8" <= char <= "\u11ff" or "\ud7cb" <= char <= "\ud7fb":
        return "T"
    if "\uac00" <= char <= "\ud7a3":
        return "LV" if (ord(char) - 0xAC00) % 28 == 0 else "LVT"
    return ""


def _joined(before: list[str], kind: str) -> bool:  # noqa: PLR0911 (the standard's rules, one after the other)
    last = before[-1]
    if last == "\r":
        return kind == "\n"
    if last in {"\n", "control"} or kind in {"\r", "\n", "control"}:
        return False
    if (last, kind) in {("L", "L"), ("L", "V"), ("L", "LV"), ("L", "LVT"), ("LV", "V"), ("V", "V")}:
        return True
    if kind == "T" and last in {"LV", "V", "LVT", "T"}:
        return True
    if kind in {"extend", "joiner", "spacing"} or last == "prepend":
        return True
    if kind == "picture" and last == "joiner":
        at = len(before) - 2
        while at >= 0 and before[at] == "extend":
            at -= 1
        return at >= 0 and before[at] == "picture"
    return kind == "flag" and last == "flag" and before.count("flag") % 2 == 1
