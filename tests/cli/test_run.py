"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCKERFILE = "FROM scratch\nCOPY . /\n"


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {
        name: value for name, value in os.environ.items() if name not in {"DOCKER_BUILDKIT", "FORCE_COLOR", "NO_COLOR"}
    }
    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *arguments],
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        check=False,
    )


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / ".dockerignore").write_text("b\n")
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("yy")
    return tmp_path


def test_the_text_report(context: Path) -> None:
    done, full = run(cwd=context), run("--full", cwd=context)
    assert (done.returncode, full.returncode, done.stderr, full.stderr) == (0, 0, b"", b"")
    assert b"Received               134B   3 files             excluded: 2B, 1 file\n" in done.stdout
    assert b"\nNo findings. No budget set.\n  ctxsize --full " in done.stdout
    assert b".dockerignore:1  b" in full.stdout
    assert b"\x1b" not in done.stdout + full.stdout


def test_more_rows_are_asked_for_of_the_long_report(context: Path) -> None:
    assert run("--top", "10", cwd=context).stdout == run("--full", cwd=context).stdout


def test_the_commands_to_type_next_are_about_the_same_build(context: Path) -> None:
    (context.parent / "other file").write_text("FROM scratch AS base\nCOPY . /\n")
    options = (str(context), "-f", "other file", "--target", "base", "--build-arg", "A=b c")
    shown = run(*options, cwd=context.parent).stdout.decode()
    assert f"ctxsize {context} -f 'other file' --target base --build-arg A=... --full" in shown


def test_lists(context: Path) -> None:
    assert run("-l", cwd=context).stdout == b".dockerignore\nDockerfile\na\n"
    assert run("-l", "-0", cwd=context).stdout == b".dockerignore\0Dockerfile\0a\0"
    assert run("-l", "--excluded", cwd=context).stdout == b"b\t.dockerignore:1: b\n"
    entries = json.loads(run("-l", "--format", "json", cwd=context).stdout)["entries"]
    assert entries[2] == {"path": "a", "type": "file", "size": 1}


def test_json(context: Path) -> None:
    document = json.loads(run("--format", "json", cwd=context).stdout)
    assert document["schema_version"] == 1
    assert document["context"]["builder"] == "buildkit"
    assert document["excluded"] == {"files": 1, "bytes": 2}
    assert document["received"] == document["included"] == document["builders"]["buildkit"]
    assert document["builders"]["legacy"]["transfer_bytes"] == 4096
    assert document["exit_code"] == 0


def test_a_budget_that_is_not_kept_fails_the_gate(context: Path) -> None:
    done = run("--full", "--budget", "100B", "--min-files", "9", "--max-files", "9", cwd=context)
    assert done.returncode == 1
    rows = [" ".join(line.split()) for line in done.stdout.decode().partition("\nGate\n")[2].splitlines()]
    assert rows[0].startswith("FAIL max-size ")
    assert "of 100B over by" in rows[0]
    assert rows[1:4] == ["22B Dockerfile", "2B .dockerignore", "1B a"]
    assert rows[4:] == ["PASS max-files 3 of 9", "FAIL min-files 3 of 9 under by 6 (66.7%)"]
    gate = json.loads(run("--budget", "100B", "--format", "json", cwd=context).stdout)["gate"]
    assert [(row["check"], row["passed"], row["contributors"][0]["path"]) for row in gate] == [
        ("max-size", False, "Dockerfile")
    ]


def test_a_budget_without_a_unit_is_bytes_and_is_doubted(context: Path) -> None:
    done = run("--budget", "10", cwd=context)
    assert done.returncode == 1
    row = next(line for line in done.stdout.decode().splitlines() if "max-size" in line)
    assert row.endswith("; 10 without a unit is 10 bytes: write 10MB for megabytes")
    assert " of 10B " in row
    assert "%" not in row


def test_quiet_says_only_what_fails(context: Path) -> None:
    assert run("-q", "--budget", "1MB", cwd=context).stdout == b""
    failed = run("-q", "--budget", "1B", "--max-files", "9", cwd=context)
    assert failed.returncode == 1
    assert b"FAIL  max-size" in failed.stdout
    assert b"PASS" not in failed.stdout


def test_what_fails_is_said_even_if_all_reports_go_to_files(context: Path) -> None:
    done = run("--budget", "1B", "--format", "json", "-o", "r.json", cwd=context)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"ctxsize: failed: max-size: ")


def test_the_configuration_counts_and_options_go_before_it(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    assert run(cwd=context).returncode == 1
    (context / ".ctxsize.toml").write_text("fail-on = 'never'\n[[budget]]\nmax-files = 9\n")
    done = run(cwd=context)
    assert done.returncode == 0
    assert b"PASS  max-files" in done.stdout
    assert run("--fail-on", "error", cwd=context).returncode == 1
    (context / ".ctxsize.toml").write_text("fail-on = 'newer'\n")
    done = run(cwd=context)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"ctxsize: .ctxsize.toml:1: fail-on 'newer' is not a level. Did you mean never?\n"


def test_a_rule_is_off_for_the_paths_that_the_configuration_names(context: Path) -> None:
    for place in ("fixtures", "src"):
        (context / place).mkdir()
        (context / place / ".npmrc").write_text("//registry.npmjs.org/:_authToken=npm_" + "aB3" * 12)
    (context / ".ctxsize.toml").write_text("[per-path-ignores]\n'fixtures/**' = ['CTX2']\n")
    findings = json.loads(run("--format", "json", cwd=context).stdout)["findings"]
    assert [each["path"] for each in findings if each["code"].startswith("CTX2")] == ["src/.npmrc"]


def test_what_a_baseline_knows_does_not_fail(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    options = ("--budget", "1B", "--baseline", "known.json")
    missing = run(*options, cwd=context)
    assert (missing.returncode, missing.stdout) == (2, b"")
    assert run(*options, "--write-baseline", cwd=context).returncode == 0
    written = (context / "known.json").read_bytes()
    assert run(*options, "--write-baseline", cwd=context).returncode == 0
    assert (context / "known.json").read_bytes() == written
    again = run(*options, cwd=context)
    assert again.returncode == 0
    assert b"1 known finding in the baseline." in again.stdout
    (context / "Dockerfile").write_text("FROM scratch\n\nCOPY  nope /\n")
    assert run(*options, cwd=context).returncode == 0
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope2 /\n")
    changed = run("--full", *options, cwd=context)
    assert changed.returncode == 1
    assert b"In the baseline, but gone" in changed.stdout


def test_every_format_is_written(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    formats = ("text", "json", "sarif", "github", "gitlab", "markdown", "junit", "html", "ci")
    options = [word for form in formats for word in ("--format", form, "-o", f"../{context.name}.{form}")]
    assert run(*options, cwd=context).returncode == 1
    assert all(b"CTX402" in Path(f"{context}.{form}").read_bytes() for form in formats)


def test_places_are_seen_from_the_top_of_the_repository(context: Path) -> None:
    (context / ".git").mkdir()
    inner = context / "services/api"
    inner.mkdir(parents=True)
    (inner / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    expected = b"::error file=services/api/Dockerfile,line=2,title=CTX402 copy-missing-source::"
    for arguments, directory in ((["services/api"], context), ([], inner), (["-f", "Dockerfile", "."], inner)):
        assert run(*arguments, "--format", "github", cwd=directory).stdout.startswith(expected)


def test_annotations_come_with_the_text_on_github_alone(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    shown = run("--format", "ci", cwd=context, GITHUB_ACTIONS="").stdout
    assert b"\x1b[1;31m" in shown
    assert b"::error" not in shown
    assert b"\n::error file=Dockerfile,line=2" in run("--format", "ci", cwd=context, GITHUB_ACTIONS="true").stdout


@pytest.mark.parametrize(
    ("environment", "begins"),
    [
        ({"GITHUB_ACTIONS": "true"}, '{\n  "$schema": "https://docs.oasis-open.org/sarif'),
        ({"GITLAB_CI": "true", "GITHUB_ACTIONS": ""}, '[\n  {\n    "type": "issue"'),
        ({"GITLAB_CI": "", "GITHUB_ACTIONS": ""}, "<?xml"),
    ],
)
def test_a_file_is_in_the_form_that_the_ci_system_reads(
    context: Path, environment: dict[str, str], begins: str
) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    file = context.parent / "report"
    run("--format", "ci", "--format", "ci", "-o", str(file), cwd=context, **environment)
    assert file.read_text("utf-8").startswith(begins)


def test_sarif_carries_the_page_of_each_rule(context: Path) -> None:
    (driver,) = [run["tool"]["driver"] for run in json.loads(run("--format", "sarif", cwd=context).stdout)["runs"]]
    helps = {rule["id"]: rule["help"] for rule in driver["rules"]}
    assert "## When it is silent" in helps["CTX402"]["markdown"]
    assert "](CTX" not in helps["CTX402"]["text"]


def test_a_job_summary_is_added_to_and_only_when_asked(context: Path) -> None:
    summary = context.parent / "summary.md"
    summary.write_text("before\n")
    run("--format", "ci", cwd=context, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text() == "before\n"
    run("--format", "markdown", "-o", str(summary), cwd=context, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text("utf-8").startswith("before\n<!-- ctxsize ")


def test_the_json_schema_is_printed(context: Path) -> None:
    assert json.loads(run("--json-schema", cwd=context).stdout)["$defs"]["report"]["properties"]["schema_version"]


def test_several_reports_at_once(context: Path) -> None:
    done = run("--format", "text", "--format", "json", "-o", "r.json", cwd=context)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Received" in done.stdout
    assert json.loads((context / "r.json").read_text("utf-8"))["exit_code"] == 0


def test_the_builder_follows_docker_s_own_switch(context: Path) -> None:
    document = json.loads(run("--format", "json", cwd=context, DOCKER_BUILDKIT="0").stdout)
    assert document["context"]["builder"] == "legacy"


def test_a_name_from_a_stranger_reaches_no_terminal_as_it_is(context: Path) -> None:
    Path(os.fsdecode(os.fsencode(context) + b"/n\x1b[31m\n\xff")).write_text("")
    listed = run("-l", "--builder", "legacy", cwd=context).stdout
    assert b"n\\x1b[31m\\n\\xff\n" in listed
    assert b"n\x1b[31m\n\xff\0" in run("-l", "-0", "--builder", "legacy", cwd=context).stdout
    assert b"n\\u001b[31m\\n\\udcff" in run("-l", "--format", "json", "--builder", "legacy", cwd=context).stdout
    refused = run(cwd=context)
    assert (refused.returncode, refused.stdout) == (3, b"")
    assert b"not valid UTF-8" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "ignore", "code", "words"),
    [
        (["nowhere"], "", 2, "nowhere: no such directory"),
        (["a"], "", 2, "a is not a directory"),
        (["-f", "No.Dockerfile"], "", 3, "No.Dockerfile: no such Dockerfile"),
        ([], "x\na[\n", 3, ".dockerignore:2: 'a['"),
        ([], "\\m\n", 3, ".dockerignore:1: '\\m'"),
        ([], "a\fb\n", 3, ".dockerignore:1: 'a\\x0cb'"),
        (["--nonsense"], "", 2, "No such option"),
        (["--top", "x"], "", 2, "--top"),
        (["--format", "json", "-o", "no/where"], "", 2, "--output no/where: No such file or directory"),
        (["--budget", "5MBs"], "", 2, "--budget '5MBs': The unit 'MBs' is not known. Did you mean MB?"),
        (["--budget", "5MB", "--min-size", "6MB"], "", 2, "--min-size is above --budget"),
        (["--fail-on", "eror"], "", 2, "--fail-on"),
        (["--config", "no.toml"], "", 2, "no.toml: No such file or directory"),
        (["--build-arg", "=x"], "", 2, "has no name"),
        (["--excluded"], "", 2, "goes with --list"),
        (["--target", "nope"], "", 3, "nope"),
    ],
)
def test_bad_input_is_one_sentence_that_says_where(
    context: Path, arguments: list[str], ignore: str, code: int, words: str
) -> None:
    (context / ".dockerignore").write_text(ignore)
    done = run(*arguments, cwd=context)
    assert done.returncode == code
    assert done.stdout == b""
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(
    ("ignore", "builder", "code"),
    [("", "buildkit", 3), ("closed\n", "buildkit", 0), ("", "legacy", 3), ("closed\n", "legacy", 3)],
)
def test_an_unreadable_directory(context: Path, ignore: str, builder: str, code: int) -> None:
    (context / ".dockerignore").write_text(ignore)
    (context / "closed").mkdir(mode=0o700)
    for directory in (context, *context.parents):
        if directory.stat().st_uid == 0 and str(directory).startswith("/tmp/"):  # noqa: S108 (where pytest makes its directories)
            directory.chmod(0o755)
    # Everything is imported before this becomes another user, who may have no access to it.
    source = "\n".join(
        [
            "import os, sys\nfrom ctxsize import CtxsizeError, analyze",
            "os.setgid(65534), os.setuid(65534)",
            "try:",
            f"    analyze({str(context)!r}, {builder!r})",
            "except CtxsizeError as error:",
            "    print(error)",
            "    sys.exit(error.exit_code)",
        ]
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    assert b"closed" in done.stdout or code == 0


def test_the_version(context: Path) -> None:
    assert run("--version", cwd=context).stdout.startswith(b"ctxsize ")
    assert run("-V", cwd=context).stdout == run("--version", "--list", cwd=context).stdout


def test_a_rule_s_page_by_code_and_by_name(context: Path) -> None:
    page = run("--rule", "ctx401", cwd=context).stdout
    assert page.startswith(b"# CTX401 copy-excluded-source\n")
    assert run("--rule", "copy-excluded-source", "no/such/path", cwd=context).stdout == page
    wrong = run("--rule", "CTX499", cwd=context)
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.startswith(b"ctxsize: --rule 'CTX499': there is no such rule. Did you mean CTX4")


def test_rules_on_and_off(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope* /\nCOPY b /\n")
    found = [
        [row["code"] for row in json.loads(run("--format", "json", *options, cwd=context).stdout)["findings"]]
        for options in ((), ("--select", "CTX401"), ("--ignore", "copy-excluded-source"), ("--select=CTX2,CTX5",))
    ]
    assert found == [["CTX401", "CTX404"], ["CTX401"], ["CTX404"], []]
    assert run("--ignore", "CTX401", cwd=context).returncode == 0
    assert run("--select", "CTX9x", cwd=context).returncode == 2


def test_rules_from_the_configuration_and_an_option_that_goes_before_it(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY nope* /\nCOPY b /\n")
    (context / ".ctxsize.toml").write_text('select = ["CTX4"]\nignore = ["copy-excluded-source"]\n')

    def found(*options: str) -> list[str]:
        document = json.loads(run("--format", "json", *options, cwd=context).stdout)
        return [row["code"] for row in document["findings"]]

    assert found() == ["CTX404"]
    assert found("--select", "CTX401") == []
    (context / ".ctxsize.toml").write_text('ignore = ["CTX4O4"]\n')
    assert run(cwd=context).stderr.startswith(b"ctxsize: .ctxsize.toml:1: ignore 'CTX4O4': there is no such rule. Did")


@pytest.mark.parametrize("option", ["--ref", "--compare"])
def test_without_a_git_program_a_commit_is_refused_in_one_sentence(context: Path, option: str) -> None:
    (context / ".git").mkdir()
    done = run(option, "HEAD", cwd=context, PATH="/nowhere")
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(
        b"ctxsize: There is no git program on PATH, and --ref and --compare need it. Install git"
    )
    assert done.stderr.count(b"\n") == 1
