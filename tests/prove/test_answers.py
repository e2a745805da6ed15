"""What one build says beside the baseline: the same, or why not, where, and of which lines that speaks."""

from __future__ import annotations

import pytest

from ctxsize.prove.answers import BaselineImage, answer_of, last_words, logs_of
from ctxsize.prove.archive import Tree
from ctxsize.prove.buildlog import BuildLog, BuildStep
from ctxsize.prove.compare import Noise
from ctxsize.prove.outputs import learn
from ctxsize.prove.question import Built
from ctxsize.prove.statement import CannotProveError, Level
from tests.prove.world import Files, entry, question

FILES: Files = {"docs/d": ("d", 2020), "other": ("o", 2020)}
KEY = "b\0RUN make"


def step(log: str = "", error: str = "", *, cached: bool = False) -> BuildStep:
    return BuildStep(
        identifier="r", name="RUN make", stage="b", cached=cached, done=not error, error=error, log=log, inputs=()
    )


def built(files: dict[str, str] | None, *steps: BuildStep, said: tuple[str, ...] = ()) -> Built:
    tree = None if files is None else Tree(entries={path: entry(text) for path, text in files.items()}, times={})
    return Built(tree=tree, log=BuildLog(steps=steps, said=said), seconds=1.0)


BASE = BaselineImage(
    entries={"out": entry("1"), "copy/d": entry("d")},
    noise=Noise(directories=(("tmp", 1),)),
    printed={KEY: learn("made 2 files", "made 2 files")},
    bases=frozenset(),
    seconds=1.0,
)
SAME = {"out": "1", "copy/d": "d"}


def test_the_same_files_and_the_same_words_pass() -> None:
    assert answer_of(question(FILES, ["docs"]), BASE, built(SAME, step("made 2 files")), ["docs"]).passed


def test_a_step_from_the_cache_says_nothing() -> None:
    assert answer_of(question(FILES, ["docs"]), BASE, built(SAME, step(cached=True)), ["docs"]).passed
    assert logs_of(BuildLog(steps=(step("x", cached=True),), said=())) == {}


def test_other_words_do_not_pass() -> None:
    found = answer_of(question(FILES, ["docs"]), BASE, built(SAME, step("made 0 files")), ["docs"])
    assert (found.passed, found.line) == (False, 3)
    assert found.why == "RUN make prints 'made 0 files' instead of 'made 2 files'"


def test_a_lost_copy_is_for_certain_at_one_level_and_passes_at_the_other() -> None:
    lost = built({"out": "1"}, step("made 2 files"))
    found = answer_of(question(FILES, ["docs", "other"]), BASE, lost, ["docs", "other"])
    assert (found.passed, found.certain, found.lost) == (False, ("docs",), True)
    less = answer_of(question(FILES, ["docs"], level=Level.LESS), BASE, lost, ["docs"])
    assert (less.passed, less.certain) == (True, ("docs",))


def test_what_chance_may_have_made_is_unclear() -> None:
    found = answer_of(question(FILES, ["docs"]), BASE, built({**SAME, "tmp/x1": "", "tmp/x2": ""}), ["docs"])
    assert (found.passed, found.unclear) == (False, True)
    other = answer_of(question(FILES, ["docs"]), BASE, built({**SAME, "tmp/x1": "", "new": ""}), ["docs"])
    assert (other.passed, other.unclear) == (False, False)


def test_a_failing_step_names_what_it_lacks() -> None:
    failed = built(None, step("reading\ncat: docs/d: No such file\n", "exit code: 1"))
    found = answer_of(question(FILES, ["docs", "other"]), BASE, failed, ["docs", "other"])
    assert found.named == ("docs",)
    assert found.why == "RUN make fails: cat: docs/d: No such file"


def test_another_base_image_is_no_answer() -> None:
    moved = BuildStep(identifier="f", name="FROM a@2", stage="", cached=False, done=True, error="", log="", inputs=())
    with pytest.raises(CannotProveError, match="starts from changed"):
        answer_of(question(FILES, ["docs"]), BASE.replace(bases=frozenset({"FROM a@1"})), built(SAME, moved), ["docs"])


def test_the_last_words_of_a_build_are_what_its_step_said() -> None:
    assert last_words(BuildLog(steps=(step("one\ntwo\n\n", "exit code: 1"),), said=("ERROR",))) == "two"
    assert last_words(BuildLog(steps=(step("", "process\nexit code: 1"),), said=())) == "exit code: 1"
    assert last_words(BuildLog(steps=(), said=("ERROR: no such stage",))) == "ERROR: no such stage"
    assert last_words(BuildLog(steps=(), said=())) == "no reason"
