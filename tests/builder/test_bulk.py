"""Ordinary files in closed form are as long as by the general rules, at every boundary."""

from __future__ import annotations

import stat
from types import SimpleNamespace
from typing import Any

import pytest

from ctxsize.builder.buildkit_wire import content_bytes, content_messages, stat_bytes
from ctxsize.builder.bulk import LONG_PATH, MODE_BYTES, MODES, SINCE_NS, SIZE_LIMIT, UNTIL_NS, Bulk, FileOutcome
from ctxsize.builder.tar_sizes import member_bytes
from ctxsize.ignore.names import NameSet

SIZES = [0, 1, 127, 128, 511, 512, 513, 16_383, 16_384, 32_767, 32_768, 32_769, 65_536, 2_097_151, 2_097_152, 9_000_000]
NOW = 1_700_000_000 * 10**9


def status(**given: int) -> Any:  # noqa: ANN401 (stands for what lstat says)
    plain = {"st_mode": stat.S_IFREG | 0o644, "st_nlink": 1, "st_size": 5, "st_mtime_ns": NOW}
    return SimpleNamespace(**(plain | given))


def directory(prefix: str = "", attributes: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 (stands for a directory of the walk)
    return SimpleNamespace(
        prefix=prefix, path=prefix[:-1], place=f"/{prefix}", list_attributes=lambda *_, **__: list(attributes)
    )


def count(
    plain: Bulk,
    run: list[tuple[str, Any]],
    where: Any,  # noqa: ANN401
    at: int = 0,
    fates: dict[str, FileOutcome] | None = None,
    wanted: str = "",
) -> int:
    """Count as the survey does; names with a fate are those that must be looked at closely."""
    fates = fates or {}
    close = NameSet(frozenset(fates), {}, None)
    return plain.count(
        run,
        at,
        where,
        close,
        lambda name, _: fates[name],
        lambda name: 1 if name in wanted else None,
        None,
        listing=False,
    )


def counted(name: str, prefix: str = "", **given: int) -> Bulk:
    plain = Bulk()
    assert count(plain, [(name, status(**given))], directory(prefix)) == 1
    return plain


@pytest.mark.parametrize("size", [*SIZES, 8 * 1024**3 - 1])
def test_any_size(size: int) -> None:
    plain = counted("name", st_size=size)
    found: Any = SimpleNamespace(path="name", mode=stat.S_IFREG | 0o644, size=size, mtime_ns=NOW, device=0)
    assert plain.announced == stat_bytes(found, "", {})
    assert plain.content == content_bytes(size)
    assert (plain.large or list(plain.messages)) == [content_messages(size)]
    assert plain.members == member_bytes("name", "", size, NOW // 10**9)


@pytest.mark.parametrize(
    "length", [1, 60, 99, 100, 101, 112, 113, 127, 128, 155, 156, 157, 255, 256, 257, 300, 4000, LONG_PATH - 1]
)
@pytest.mark.parametrize("size", [0, 5, 5000])
@pytest.mark.parametrize("mode", [0o444, 0o644, 0o777])
def test_any_length_of_a_path(length: int, size: int, mode: int) -> None:
    path = "".join("/" if at % 40 == 20 else "n" for at in range(length))
    above, slash, name = path.rpartition("/")
    plain = counted(name, above + slash, st_size=size, st_mode=stat.S_IFREG | mode)
    found: Any = SimpleNamespace(path=path, mode=stat.S_IFREG | mode, size=size, mtime_ns=NOW, device=0)
    assert plain.announced == stat_bytes(found, "", {})
    assert plain.members == member_bytes(path, "", size, NOW // 10**9)


@pytest.mark.parametrize("mtime", [SINCE_NS, UNTIL_NS - 1])
def test_any_time_since_1972(mtime: int) -> None:
    found: Any = SimpleNamespace(path="a", mode=stat.S_IFREG | 0o644, size=5, mtime_ns=mtime, device=0)
    plain = counted("a", st_mtime_ns=mtime)
    assert plain.announced == stat_bytes(found, "", {})
    assert plain.members == member_bytes("a", "", 5, mtime // 10**9)


def test_modes_are_told_in_as_many_bytes_as_by_the_general_rule() -> None:
    for mode in MODES:
        found: Any = SimpleNamespace(path="a", mode=mode, size=0, mtime_ns=0, device=0)
        assert stat_bytes(found, "", {}) == 2 + 3 + MODE_BYTES


@pytest.mark.parametrize(
    "odd",
    [
        {"st_mode": stat.S_IFLNK | 0o777},
        {"st_mode": stat.S_IFREG | 0o600},
        {"st_mode": stat.S_IFREG | 0o4755},
        {"st_nlink": 2},
        {"st_size": SIZE_LIMIT},
        {"st_mtime_ns": SINCE_NS - 1},
        {"st_mtime_ns": UNTIL_NS},
        {"st_mtime_ns": -1},
    ],
)
def test_what_is_odd_is_left_to_the_general_rules(odd: dict[str, int]) -> None:
    run = [("a", status()), ("b", status(**odd)), ("c", status())]
    plain = Bulk()
    assert count(plain, run, directory()) == 1
    assert count(plain, run, directory(), at=2) == 3
    assert plain.files == 2


@pytest.mark.parametrize(
    ("name", "where"),
    [("é", directory()), ("a", directory("é/")), ("a", directory("", ("user.x",))), ("a" * LONG_PATH, directory())],
)
def test_odd_names_and_attributes_are_left_to_the_general_rules(name: str, where: Any) -> None:  # noqa: ANN401
    assert count(Bulk(), [(name, status())], where) == 0


def test_a_file_system_without_attributes_has_none() -> None:
    where = directory()

    def refuse(*_: object, **__: object) -> list[str]:
        raise OSError

    where.list_attributes = refuse
    assert count(Bulk(), [("a", status())], where) == 1


def test_names_that_somebody_speaks_of_are_asked_about() -> None:
    run = [(name, status()) for name in ("a", "same", "gone", "b", "odd", "c")]
    plain = Bulk()
    fates = {"same": FileOutcome.COMMON, "gone": FileOutcome.EXCLUDED, "odd": FileOutcome.SPECIAL}
    assert count(plain, run, directory(), fates=fates) == 4
    assert (plain.files, plain.bytes) == (3, 15)
    assert count(plain, run, directory(), at=5, fates=fates) == 6
    assert (plain.files, plain.bytes) == (4, 20)


def test_names_that_somebody_wants_are_noted_once_they_are_counted() -> None:
    run = [("a", status()), ("b", status(st_size=7)), ("c", status(st_nlink=2))]
    plain = Bulk()
    assert count(plain, run, directory(), wanted="bc") == 2
    assert [(name, found.st_size) for name, found in plain.noted] == [("b", 7)]
