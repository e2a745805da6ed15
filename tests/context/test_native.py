"""The compiled form of the loops says what Python's says, value by value; where it was not built, there is nothing to hold."""

from __future__ import annotations

import errno
import os
import random
import signal
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxsize.context import disk, native
from ctxsize.context.disk import DiskSource
from ctxsize.context.entry import Measured
from ctxsize.context.native import form, is_compiled
from ctxsize.ignore.pattern import Glob
from ctxsize.needs.names import NameFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.context.native import Native

built = pytest.mark.skipif(native.native is None, reason="the compiled form is not here, or not wanted")

AS_IT_IS, LOWERED = False, True
"""What becomes of upper case."""
FIELDS = ("st_mode", "st_ino", "st_dev", "st_nlink", "st_rdev", "st_size", "st_mtime_ns")


def compiled() -> Native:
    assert native.native is not None
    return native.native


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (b"z", b"\xff", "é".encode(), "\U00010000".encode(), "\uffee".encode(), b"a\nb", b" ", b"A"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name * 3)
    (tmp_path / "d/e").mkdir(parents=True)
    (tmp_path / "d/f").write_text("12345")
    os.link(tmp_path / "d/f", tmp_path / "g")
    (tmp_path / "link").symlink_to("d")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").mkdir(mode=0o700)
    return tmp_path


@built
def test_a_listing_is_python_s(tree: Path) -> None:
    for path in (tree, tree / "d", tree / "a"):
        found, expected = compiled().listing(str(path)), disk._listing(str(path))
        assert is_compiled(found)
        assert type(expected) is list
        assert [name for name, _ in found] == [name for name, _ in expected]
        for (_, status), (_, other) in zip(found, expected, strict=True):
            assert [getattr(status, field) for field in FIELDS] == [getattr(other, field) for field in FIELDS]
        assert found.directories() == [at for at, (_, status) in enumerate(expected) if stat.S_ISDIR(status.st_mode)]


@built
def test_a_listing_is_a_sequence_whose_parts_are_listings(tree: Path) -> None:
    whole = compiled().listing(str(tree))
    names = [name for name, _ in whole]
    part = whole[2:-1]
    inner = part[1:]
    assert ([name for name, _ in part], [name for name, _ in inner]) == (names[2:-1], names[3:-1])
    assert (whole[-1][0], part[-1][0], len(whole[5:2]), len(inner)) == (names[-1], names[-2], 0, len(names) - 4)
    assert is_compiled(inner)
    del whole, part
    assert [name for name, _ in inner] == names[3:-1]
    for at in (len(names), -len(names) - 1):
        with pytest.raises(IndexError):
            compiled().listing(str(tree))[at]
    with pytest.raises(ValueError, match="steps"):
        compiled().listing(str(tree))[::2]
    with pytest.raises(TypeError):
        compiled().listing(str(tree))["a"]  # type: ignore[call-overload]


@built
@pytest.mark.parametrize("name", ["nope", "d/f", "link", "pipe", "d" * 300, "d/" * 3000])
def test_what_does_not_open_fails_with_python_s_error(tree: Path, name: str) -> None:
    path = f"{tree}/{name}"
    with pytest.raises(OSError, match=r"\w") as expected:
        disk._listing(path)
    with pytest.raises(OSError, match=r"\w") as found:
        compiled().listing(path)
    assert (found.value.errno, found.value.filename, found.type) == (
        *(expected.value.errno, expected.value.filename),
        expected.type,
    )
    number, *rest = compiled().measure(path)
    assert (number, rest) == (expected.value.errno, [0, 0, [], []])


@built
def test_a_path_that_can_not_be_is_refused_alike() -> None:
    for path in ("a\0b", "\ud800"):
        with pytest.raises(ValueError, match=r"null|surrogates"):
            disk._listing(path)
        for ask in (compiled().listing, compiled().measure):
            with pytest.raises(ValueError, match=r"null|surrogates"):
                ask(path)


@built
@pytest.mark.parametrize(
    "seconds", [0, -1, 72_057_594, 1 << 33, 9_223_372_035, 9_223_372_037, -9_223_372_037, 1 << 40, -(1 << 40)]
)
def test_any_time_that_the_file_system_keeps(seconds: int) -> None:
    place = Path("/dev/shm")  # noqa: S108 (it is there for its file system)
    if not place.is_dir():
        pytest.skip("there is no file system that keeps all times")
    file = place / f"ctxsize-{os.getpid()}" / "a"
    file.parent.mkdir()
    try:
        file.touch()
        os.utime(file, ns=(0, seconds * 10**9 + 999_999_999))
        ((_, status),) = compiled().listing(str(file.parent))
        assert status.st_mtime_ns == file.stat().st_mtime_ns
    finally:
        file.unlink()
        file.parent.rmdir()


@built
def test_a_tree_is_measured_as_python_measures_it(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = DiskSource(str(tree))
    for path in ("", "d", "a"):
        found, expected = Measured(), Measured()
        names = source.measure(path, found)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "native", None)
            assert source.measure(path, expected) == names
        assert (found.files, found.bytes, found.links) == (expected.files, expected.bytes, expected.links)


@built
def test_measuring_goes_on_piece_by_piece_and_leaves_failures_to_its_caller(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"d/{number}").mkdir(parents=True)
        (tmp_path / f"d/{number}/f").write_text("123")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/g").write_text("1")
    below = compiled().measuring(str(tmp_path), "d", 4000)
    below.push("nope")
    assert below.some(1) == (0, 0, [], [("nope", errno.ENOENT)])
    assert below.some(3)[:2] == (2, 6)
    below.push("other")
    assert bool(below)
    assert below.some(100)[:2] == (4, 10)
    assert not below
    assert below.some(100) == (0, 0, [], [])
    too_long = compiled().measuring(str(tmp_path), "d", len(str(tmp_path)))
    assert too_long.some(1) == (0, 0, [], [("d", errno.ENAMETOOLONG)])


@built
def test_a_directory_that_vanishes_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    below = compiled().measuring(str(tmp_path), "d", 4000)
    (tmp_path / "d").rmdir()
    assert below.some(10) == (0, 0, [], [("d", errno.ENOENT)])


def _interrupt(begun: threading.Event, thread: int) -> None:
    begun.wait()
    signal.pthread_kill(thread, signal.SIGUSR1)


@built
def test_an_interrupt_ends_a_long_listing(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(*_: object) -> None:
        raise StopError

    for number in range(50_000):
        os.mknod(f"{tmp_path}/{number}")
    before = signal.signal(signal.SIGUSR1, stop)
    main = threading.main_thread().ident
    assert main is not None
    try:
        for ask in (compiled().listing, compiled().measure):
            begun = threading.Event()
            thread = threading.Thread(target=_interrupt, args=(begun, main))
            thread.start()
            with pytest.raises(StopError):  # noqa: PT012 (from then on it may come)
                begun.set()
                ask(str(tmp_path))
                thread.join()
            thread.join()
    finally:
        signal.signal(signal.SIGUSR1, before)


alphabet = st.text(st.sampled_from("ab.*?x-"), max_size=8)
classes = st.sampled_from(["[a-c]", "[ab]", "[.x]", "[0-9a]", ""])
globs_of_names = st.tuples(alphabet, classes, alphabet).map("".join)


@built
@settings(max_examples=300)
@given(
    globs=st.lists(globs_of_names, max_size=6),
    names=st.lists(st.text(st.sampled_from("abc.x-0\n"), min_size=1, max_size=8)),
)
def test_an_automaton_matches_what_its_globs_match(globs: list[str], names: list[str]) -> None:
    automaton = compiled().globs([(text, False, number) for number, text in enumerate(globs)], AS_IT_IS)
    tests = [Glob(text).matches for text in globs]
    sets: dict[int, list[int]] = {0: []}
    for name in names:
        taking = [number for number, test in enumerate(tests) if test(name)]
        assert automaton.least(name) == min(taking, default=None)
        assert sets.setdefault(automaton.which(name), taking) == taking
    assert len({tuple(taking) for taking in sets.values()}) == len(sets), "each set has one number"


@built
def test_literals_are_taken_as_they_stand_and_case_may_not_matter() -> None:
    automaton = compiled().globs([("a*", True, 1 << 40), ("*.pem", False, 7)], LOWERED)
    assert [automaton.least(name) for name in ("a*", "A*", "ab", "x.PEM", "x.pem.")] == [
        1 << 40,
        1 << 40,
        None,
        7,
        None,
    ]


@built
def test_states_are_thrown_away_where_there_are_too_many() -> None:
    pairs = [(first, second) for first in "0123456789" for second in "0123456789"]
    automaton = compiled().globs(
        [(f"*{first}?{second}*", False, at) for at, (first, second) in enumerate(pairs)], AS_IT_IS
    )
    chance = random.Random(1)  # noqa: S311
    for _ in range(20_000):
        name = "".join(chance.choices("0123456789x", k=9))
        least = min(
            (int(first + second) for first, second in zip(name, name[2:], strict=False) if "x" not in first + second),
            default=None,
        )
        assert automaton.least(name) == least


names_of_interest = st.lists(globs_of_names.filter(bool), max_size=8)


@built
@settings(max_examples=300)
@given(globs=names_of_interest, names=st.lists(st.text(st.sampled_from("abcABX.x-0"), min_size=1, max_size=8)))
def test_names_of_interest_are_the_same_as_rows(globs: list[str], names: list[str]) -> None:
    names_filter = NameFilter({text: number % 3 for number, text in enumerate(globs)})
    automaton = compiled().globs(names_filter.rows(), LOWERED)
    assert [automaton.least(name) for name in names] == [names_filter.least(name) for name in names]


@built
@pytest.mark.parametrize("arguments", [(), (1,), (None, 0, "", "", None, (None, None, None, 0), 0)])
def test_other_arguments_are_refused(arguments: tuple[object, ...], tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        compiled().count(*arguments)  # type: ignore[arg-type]
    run = compiled().listing(str(tmp_path))
    with pytest.raises(TypeError):
        compiled().count(run, 0, "", "", run, (None, None, None, 0), 0)  # type: ignore[arg-type]
    some = compiled().globs([], AS_IT_IS)
    for at, wanted in ((-1, (None, None, None, 0)), (0, (None, some, None, 0))):
        with pytest.raises(ValueError, match="missing"):
            compiled().count(run, at, "", "", None, wanted, 0)
    with pytest.raises(TypeError):
        type(run)()


@pytest.mark.parametrize(("value", "wanted"), [("1", False), ("yes", False), ("0", True), ("", True)])
def test_python_s_form_can_be_asked_for(monkeypatch: pytest.MonkeyPatch, value: str, *, wanted: bool) -> None:
    monkeypatch.delenv("CTXSIZE_PURE", raising=False)
    there = native._loaded() is not None
    monkeypatch.setenv("CTXSIZE_PURE", value)
    assert (native._loaded() is not None) == (wanted and there)


def test_the_form_has_a_name_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    assert form() == ("pure Python" if native.native is None else "compiled")
    monkeypatch.setattr(native, "native", None)
    assert form() == "pure Python"
    assert not is_compiled([])
