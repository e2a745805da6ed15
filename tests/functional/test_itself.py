"""ctxsize on its own repository: a user like any other."""

from __future__ import annotations

from tests.functional.installed import ROOT, run


def test_the_image_of_ctxsize_keeps_to_its_budget_without_a_finding() -> None:
    done = run("--quiet", cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    # The limits count: they are in the configuration, and one that is too low would fail.
    assert run("--quiet", "--budget", "1MB", cwd=ROOT).returncode == 1


def test_its_ignore_file_is_the_one_that_ctxsize_writes() -> None:
    done = run("--style", "allow", "--diff", cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")
