"""The course of a proof, in a world with a cache that can mislead: what is proved, what is not, and the four traps."""

from __future__ import annotations

from itertools import count

import pytest

from ctxsize.prove import proof
from ctxsize.prove.question import ProofLimits
from ctxsize.prove.rewrite import DockerfileCopy, renewed
from ctxsize.prove.statement import CannotProveError, Level
from tests.prove.world import CachingBuilder, Files, Made, question, run, verdicts

FILES: Files = {"a.txt": ("a", 2020), "docs/d": ("d", 2020), "other": ("o", 2020), "x/y": ("y", 2020)}


def plain(files: Files, _: dict[str, str]) -> Made:
    return {"a": files["a.txt"][0]}, "made\n"


def test_lines_that_nothing_reads_are_proved_in_three_builds() -> None:
    builder = CachingBuilder(FILES, plain)
    outcome = run(builder, question(FILES, ["docs", "other", "x"]))
    assert verdicts(outcome) == {"docs": "same", "other": "same", "x": "same"}
    assert outcome.builds == 3
    assert outcome.complete


def test_a_line_whose_file_a_step_reads_is_needed_and_named() -> None:
    def command(files: Files, _: dict[str, str]) -> Made:
        return {"a": files["docs/d"][0]}, ""

    outcome = run(CachingBuilder(FILES, command), question(FILES, ["docs", "other", "x"]))
    assert verdicts(outcome) == {"docs": "needed", "other": "same", "x": "same"}
    assert outcome.lines[0].evidence == "RUN make fails: KeyError: docs/d"
    assert outcome.lines[0].line == 3
    assert outcome.builds == 4


def test_a_line_that_changes_the_result_silently_is_needed() -> None:
    def command(files: Files, _: dict[str, str]) -> Made:
        return {"version": files["x/y"][0] if "x/y" in files else "unknown"}, ""

    outcome = run(CachingBuilder(FILES, command), question(FILES, ["docs", "other", "x"]))
    assert verdicts(outcome) == {"docs": "same", "other": "same", "x": "needed"}
    assert outcome.lines[2].evidence == "/out/version would differ, though the build succeeds"


def test_what_is_copied_into_the_image_is_lost_and_never_called_the_same() -> None:
    dockerfile = "FROM base\nCOPY . .\nRUN make\n"
    builder = CachingBuilder(FILES, plain, copied=["docs/d"])
    outcome = run(builder, question(FILES, ["docs", "other"], dockerfile))
    assert verdicts(outcome) == {"docs": "less", "other": "same"}
    assert outcome.lines[0].evidence == "the image would lose /app/docs/d"
    less = run(builder, question(FILES, ["docs", "other"], dockerfile, level=Level.LESS), "two")
    assert verdicts(less) == {"docs": "less", "other": "same"}
    assert less.builds == 3


def test_the_level_less_keeps_what_it_is_told_to() -> None:
    builder = CachingBuilder(FILES, plain, copied=["docs/d"])
    asked = question(FILES, ["docs"], "FROM base\nCOPY . .\n", level=Level.LESS, kept={"docs": "it looks like data"})
    outcome = run(builder, asked)
    assert verdicts(outcome) == {"docs": "needed"}
    assert outcome.lines[0].evidence == "it looks like data"


def test_what_differs_in_every_build_is_named_and_not_compared() -> None:
    numbers = count()

    def command(files: Files, _: dict[str, str]) -> Made:
        return {"a": files["a.txt"][0], "id": str(next(numbers))}, "seed 1\n"

    outcome = run(CachingBuilder(FILES, command), question(FILES, ["other"]))
    assert verdicts(outcome) == {"other": "same"}
    assert outcome.noisy == ("out/id",)


def test_a_build_of_which_nothing_can_be_compared_proves_nothing() -> None:
    numbers = count()

    def command(_: Files, __: dict[str, str]) -> Made:
        return {"id": str(next(numbers))}, ""

    with pytest.raises(CannotProveError, match="every file that the build makes differs"):
        run(CachingBuilder(FILES, command), question(FILES, ["other"]))


def test_a_build_that_fails_as_it_is_proves_nothing() -> None:
    def command(_: Files, __: dict[str, str]) -> Made:
        raise ValueError("no compiler")

    with pytest.raises(CannotProveError, match=r"^Dockerfile:3: The build fails as it is.*no compiler"):
        run(CachingBuilder(FILES, command), question(FILES, ["other"]))


def test_a_context_that_changes_meanwhile_proves_nothing() -> None:
    numbers = count()
    with pytest.raises(CannotProveError, match="changed while it was being proved"):
        run(CachingBuilder(FILES, plain), question(FILES, ["other"], state=lambda: next(numbers)))


def test_at_the_cap_what_was_built_as_a_whole_stays_proved() -> None:
    def command(files: Files, _: dict[str, str]) -> Made:
        if "docs/d" not in files:
            raise ValueError("gone")
        return {"a": "1"}, ""

    patterns = ["docs", "other", "x", "a.txt"]
    outcome = run(CachingBuilder(FILES, command), question(FILES, patterns, limits=ProofLimits(builds=6)))
    assert not outcome.complete
    assert outcome.builds == 6
    assert set(verdicts(outcome).values()) <= {"same", "needed", "not tried"}
    assert verdicts(outcome)["docs"] != "same"


def test_a_cap_below_three_builds_is_no_proof() -> None:
    with pytest.raises(CannotProveError, match="--prove-builds"):
        run(CachingBuilder(FILES, plain), question(FILES, ["other"], limits=ProofLimits(builds=1)))


def test_lines_that_all_change_the_state_of_the_work_tree_are_coupled_within_eight_builds() -> None:
    files: Files = {f"f{number}": (str(number), 2020) for number in range(17)}
    files["new"] = ("n", 2020)

    def command(here: Files, _: dict[str, str]) -> Made:
        dirty = sum(name.startswith("f") for name in here) < 17
        return {"web": "dirty" if dirty else "clean", "other": "1"}, ""

    outcome = run(CachingBuilder(files, command), question(files, list(files), untracked=["new"]))
    assert outcome.builds <= 8
    assert verdicts(outcome) == {**dict.fromkeys(files, "coupled"), "new": "same"}


# The traps. Each test also shows that the world misleads a proof without the rule.


def unmarked(_dockerfile: object, data: bytes, *_: object) -> DockerfileCopy:
    """Stand in for the rewriting: the Dockerfile as it is, so that the cache answers."""
    return DockerfileCopy(data=data, target=None)


def test_t1_a_result_from_the_cache_is_compared_like_any_other() -> None:
    def command(files: Files, _: dict[str, str]) -> Made:
        return {"web": "stamped" if "x/y" in files else "bare"}, ""

    builder = CachingBuilder(FILES, command)
    # A guilty build by hand fills the cache with the other binary.
    builder.build(DockerfileCopy(data=b"FROM base AS b\nCOPY . .\nRUN make\n", target=None), b"x\n", 1.0)
    for nonce in ("one", "two"):
        assert verdicts(run(builder, question(FILES, ["x"]), nonce)) == {"x": "needed"}


def prints_tests(files: Files, _: dict[str, str]) -> Made:
    return {"core": "1"}, f"Ran {int('docs/d' in files)} tests\n"


def test_t2_a_step_that_prints_something_else_is_seen_in_each_run_of_the_proof() -> None:
    builder = CachingBuilder(FILES, prints_tests)
    for nonce in ("one", "two", "three"):
        outcome = run(builder, question(FILES, ["docs"]), nonce)
        assert verdicts(outcome) == {"docs": "needed"}
        assert outcome.lines[0].evidence == "RUN make prints 'Ran 0 tests' instead of 'Ran 1 tests'"


def test_t2_without_steps_that_run_again_the_second_proof_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "renewed", unmarked)
    builder = CachingBuilder(FILES, prints_tests)
    builder.build(DockerfileCopy(data=b"FROM base AS b\nCOPY . .\nRUN make\n", target=None), b"docs\n", 1.0)
    assert verdicts(run(builder, question(FILES, ["docs"]))) == {"docs": "same"}


def keeps_times(files: Files, _: dict[str, str]) -> Made:
    return {"a.pyc": str(files["a.txt"][1])}, ""


def after_a_checkout() -> CachingBuilder:
    """Return a builder whose cache holds the context with the times of an older checkout."""
    builder = CachingBuilder(FILES, keeps_times)
    builder.build(DockerfileCopy(data=b"FROM base AS b\nCOPY . .\nRUN make\n", target=None), b"", 1.0)
    builder.files = {path: (content, 2024) for path, (content, _) in FILES.items()}
    return builder


def test_t3_times_of_an_older_checkout_are_no_guilt() -> None:
    builder = after_a_checkout()
    assert verdicts(run(builder, question(builder.files, ["other"]))) == {"other": "same"}


def test_t3_without_copies_that_run_again_the_line_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "renewed", unmarked)
    builder = after_a_checkout()
    assert verdicts(run(builder, question(builder.files, ["other"]))) == {"other": "needed"}


CACHE_MOUNT = "FROM base AS b\nCOPY . .\nRUN --mount=type=cache,target=/c make\nFROM base\nCOPY --from=b /out /out\n"


def remembers(files: Files, mount: dict[str, str]) -> Made:
    mount.update({"other": files["other"][0]} if "other" in files else {})
    return {"kept": mount.get("other", ""), "a": "1"}, ""


def test_t4_a_cache_mount_remembers_nothing_of_the_build_before() -> None:
    outcome = run(CachingBuilder(FILES, remembers), question(FILES, ["other"], CACHE_MOUNT))
    assert verdicts(outcome) == {"other": "needed"}
    assert outcome.warm == ()


def test_t4_with_the_mount_as_it_is_the_proof_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    real = renewed

    def warm(*given: object) -> DockerfileCopy:
        copy = real(*given)  # type: ignore[arg-type]  # handed on as they came
        return copy.replace(
            data=copy.data.replace(b",id=/c-one-1", b"").replace(b",id=/c-one-2", b"").replace(b",id=/c-one-3", b"")
        )

    monkeypatch.setattr(proof, "renewed", warm)
    outcome = run(CachingBuilder(FILES, remembers), question(FILES, ["other"], CACHE_MOUNT))
    assert verdicts(outcome) == {"other": "same"}


def test_t4_a_package_managers_mount_stays_warm_and_that_is_said() -> None:
    dockerfile = CACHE_MOUNT.replace("target=/c", "target=/root/.npm")
    outcome = run(CachingBuilder(FILES, plain), question(FILES, ["other"], dockerfile))
    assert verdicts(outcome) == {"other": "same"}
    assert outcome.warm == (3,)


# An allow-list.


def test_the_smallest_list_keeps_what_is_needed_and_drops_what_is_only_opened() -> None:
    files: Files = {**FILES, "seen": ("s", 2020)}

    def command(here: Files, _: dict[str, str]) -> Made:
        return {"a": here["a.txt"][0]}, ""

    builder = CachingBuilder(files, command, opens=["a.txt", "seen"])
    outcome = run(builder, question(files, list(files), minimal=True))
    assert verdicts(outcome) == {"a.txt": "needed", "docs/d": "same", "other": "same", "x/y": "same", "seen": "same"}
    assert outcome.traced


def test_where_builds_end_what_a_command_opens_stays() -> None:
    builder = CachingBuilder(FILES, plain, opens=["a.txt", "other"])
    outcome = run(builder, question(FILES, list(FILES), minimal=True, limits=ProofLimits(builds=4)))
    assert verdicts(outcome) == {"a.txt": "read", "docs/d": "same", "other": "read", "x/y": "same"}
    assert not outcome.complete


def test_why_nothing_was_watched_is_said() -> None:
    outcome = run(CachingBuilder(FILES, plain), question(FILES, ["docs"]))
    assert outcome.unwatched.startswith("There is no strace.")
    assert not outcome.traced
