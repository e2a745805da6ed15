"""docs/ci.md, the action, the hooks and the template: each kept to its schema, and run where that is possible here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from ctxsize.config.read import load
from testdata.projects import make
from tests.functional.installed import ROOT, environment, program

TEXT = (ROOT / "docs/ci.md").read_text("utf-8")
RECIPES = re.findall(r"(?s)<!-- recipe: (\S+) -->\n```\w+\n(.*?)```\n", TEXT)
SHELL = [line for name, text in RECIPES if name == "shell" for line in text.splitlines()]
BASH = shutil.which("bash") or "bash"


def named(name: str) -> list[str]:
    return [text for recipe, text in RECIPES if recipe == name]


def git(directory: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the README, committed on a branch beside main."""
    directory = make.make_project("node-service", tmp_path_factory.mktemp("ci").resolve() / "node-service")
    shutil.rmtree(directory / ".git", ignore_errors=True)
    git(directory, "init", "-qb", "main")
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "x")
    git(directory, "checkout", "-qb", "work")
    return directory


def sh(line: str, directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BASH, "-euo", "pipefail", "-c", line],
        cwd=directory,
        env=environment() | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def hold_to(schema: str, file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--regex-variant", "python", "--builtin-schema", schema, file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_block_of_the_page_is_a_recipe() -> None:
    assert len(RECIPES) == TEXT.count("\n```\n") >= 7


def test_the_shell_recipes_run_in_their_order(project: Path) -> None:
    for line in SHELL:
        done = sh(line, project)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert '"label"' in (project / "ctxsize-badge.json").read_text("utf-8")


@pytest.mark.parametrize(
    "system", ["azure-pipelines", "circle-ci", "bitbucket-pipelines", "buildkite", "lefthook", "jenkins"]
)
def test_the_recipe_of_a_system_keeps_to_its_schema_and_its_commands_run(
    system: str, project: Path, tmp_path: Path
) -> None:
    (text,) = named(system)
    if system not in {"lefthook", "jenkins"}:  # the one has no schema at hand, the other no data format
        file = tmp_path / "config.yml"
        file.write_text(text)
        hold_to(f"vendor.{system}", file)
    commands = re.findall(r"""(?m)(?:^|[ '])((?:ctxsize|mkdir) -[^'\n]*)""", text)
    assert any(command.startswith("ctxsize ") for command in commands)
    for command in commands:
        done = sh(command, project)
        assert done.returncode == 0, done.stdout + done.stderr
        for name in re.findall(r"-o (\S+)", command):
            assert (project / name).stat().st_size
            assert name in text.replace(command, "") or f"{Path(name).parent}" in text.replace(command, "")


@pytest.mark.parametrize("number", range(len(named("github-workflow"))))
def test_a_workflow_keeps_to_its_schema_and_its_commands_run(number: int, project: Path, tmp_path: Path) -> None:
    text = named("github-workflow")[number]
    file = tmp_path / "workflow.yml"
    file.write_text(text)
    hold_to("vendor.github-workflows", file)
    summary = tmp_path / "summary.md"
    for job in yaml.safe_load(text)["jobs"].values():
        for step in job["steps"]:
            if step.get("run", "").startswith("ctxsize"):
                done = sh(step["run"], project, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
                assert done.returncode == 0, done.stdout + done.stderr
                assert "MB received" in summary.read_text("utf-8")
            if "/ctxsize@" in step.get("uses", ""):
                assert set(step["with"]) <= set(yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"])


def test_the_gitlab_template_keeps_to_its_schema_and_runs(project: Path, tmp_path: Path) -> None:
    template = ROOT / "integrations/gitlab-ci.yml"
    hold_to("vendor.gitlab-ci", template)
    file = tmp_path / "gitlab-ci.yml"
    file.write_text(named("gitlab-ci")[0])
    hold_to("vendor.gitlab-ci", file)
    job = yaml.safe_load(template.read_text("utf-8"))[".ctxsize"]
    assert yaml.safe_load(file.read_text("utf-8"))["context"]["extends"] == ".ctxsize"
    variables = job["variables"] | {"CTXSIZE_OPTIONS": "--budget 500MB --fail-on never"}
    command = next(line for line in job["script"] if line.startswith("ctxsize"))
    done = sh(command, project, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in (*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()):
        assert (project / name).stat().st_size


def test_the_configuration_recipe_is_one(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/api.Dockerfile").write_text("FROM scratch AS prod\n")
    (tmp_path / "pyproject.toml").write_text("".join(named("pyproject.toml")))
    config = load(str(tmp_path))
    assert config.path_ignores is not None
    assert config.path_ignores.silences("CTX201", "fixtures/.env")
    assert not config.path_ignores.silences("CTX201", "fixtures/live/.env")
    assert len(config.budgets) == 4
    assert [build.name for build in config.builds] == ["docker/api.Dockerfile"]
    assert config.max_growth == "5%"


def test_the_action_keeps_to_its_schema_and_names_what_is_there() -> None:
    hold_to("vendor.github-actions", ROOT / "action.yml")
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    steps = action["runs"]["steps"]
    for step in steps:
        # What comes from outside reaches a shell through its environment alone.
        assert "${{" not in step.get("run", "")
        for script in re.findall(r"\$GITHUB_ACTION_PATH/(\S+?)\"", step.get("run", "")):
            assert (ROOT / script).is_file()
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(action["inputs"])


def analyzed(
    project: Path, tmp_path: Path, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """Run the action's script; return what it printed, its outputs, and the job summary."""
    output, summary = tmp_path / "output", tmp_path / "summary"
    done = sh(
        str(ROOT / "integrations/analyze.sh"),
        project,
        CTXSIZE=program(),
        GITHUB_ACTIONS="true",
        GITHUB_OUTPUT=str(output),
        GITHUB_STEP_SUMMARY=str(summary),
        RUNNER_TEMP=str(tmp_path),
        **inputs,
    )
    outputs = dict(line.partition("=")[::2] for line in output.read_text("utf-8").splitlines())
    return done, outputs, summary.read_text("utf-8") if summary.exists() else ""


def test_the_action_reports_and_leaves_the_verdict_for_last(project: Path, tmp_path: Path) -> None:
    done, outputs, summary = analyzed(
        project,
        tmp_path,
        CTXSIZE_BUDGET="1MB",
        CTXSIZE_COMPARE="main",
        CTXSIZE_MAX_GROWTH="1%",
        CTXSIZE_FAIL_ON="never",
        CTXSIZE_ARGS="--max-files\n9",
    )
    assert (done.returncode, outputs["exit-code"]) == (0, "1")
    assert "::error file=Dockerfile,title=ctxsize max-size::" in done.stdout
    assert re.match(r"<!-- ctxsize [0-9a-f]{12} -->\n", summary)
    assert "max-growth" in summary
    assert all(Path(outputs[name]).stat().st_size for name in ("json", "sarif", "markdown"))


def test_the_action_checks_the_whole_repository_where_no_build_is_named(project: Path, tmp_path: Path) -> None:
    (project / "tool").mkdir()
    (project / "tool/Dockerfile").write_text("FROM scratch\nCOPY . .\n")
    (project / "compose.yaml").write_text("services:\n  tool: {build: tool}\n")
    done, outputs, summary = analyzed(
        project, tmp_path, CTXSIZE_BUDGET="1GB", CTXSIZE_BUDGET_TOTAL="1kB", CTXSIZE_FAIL_ON="never"
    )
    assert (done.returncode, outputs["exit-code"]) == (0, "1")
    assert summary.count("<!-- ctxsize ") == 1
    assert "max&#45;total" in summary or "max-total" in summary
    names = [build["names"][0] for build in json.loads(Path(outputs["json"]).read_text("utf-8"))["builds"]]
    assert {"tool", "Dockerfile"} <= set(names)


def test_the_action_gets_the_history_that_a_shallow_checkout_lacks(project: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", "--single-branch", "--branch=work", project.as_uri(), str(shallow))
    done, outputs, summary = analyzed(shallow, tmp_path, CTXSIZE_COMPARE="origin/main", CTXSIZE_FAIL_ON="never")
    assert (done.returncode, outputs["exit-code"], done.stderr) == (0, "0", "")
    assert "since origin/main" in summary


def test_the_action_has_no_report_where_there_is_nothing_to_analyze(project: Path, tmp_path: Path) -> None:
    done, outputs, summary = analyzed(project, tmp_path, CTXSIZE_FILE="nowhere")
    assert (done.returncode, outputs, summary) == (0, {"exit-code": "3"}, "")
    assert "nowhere: no such Dockerfile" in done.stderr


def commented(tmp_path: Path, mark: str, *, known: str = "", fails: bool = False) -> tuple[str, list[str]]:
    """Run the script that comments beside a made-up `gh`; return what it printed, and how it called `gh`."""
    log = tmp_path / "log"
    (tmp_path / "gh").write_text(
        f'#!/bin/sh\necho "$*" >> {log}\n[ -z "$FAILS" ] || exit 1\ncase "$*" in *--jq*) printf "%s" "$KNOWN";; esac\n'
    )
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "m.md").write_text(f"{mark}\nreport\n")
    done = sh(
        str(ROOT / "integrations/comment.sh"),
        tmp_path,
        PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        GITHUB_REPOSITORY="o/r",
        PULL_REQUEST="7",
        MARKDOWN="m.md",
        KNOWN=known,
        FAILS="yes" if fails else "",
    )
    assert done.returncode == (0 if mark.startswith("<!-- ctxsize ") else 2), done.stderr
    return done.stdout, log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize(
    ("known", "call"), [("", "POST repos/o/r/issues/7/comments"), ("42", "PATCH repos/o/r/issues/comments/42")]
)
def test_the_comment_is_made_once_and_then_renewed(tmp_path: Path, known: str, call: str) -> None:
    _, calls = commented(tmp_path, "<!-- ctxsize 0123456789ab -->", known=known)
    assert '(.body | startswith("<!-- ctxsize 0123456789ab -->"))' in calls[0]
    assert f"--method {call} --silent --field body=@m.md" in calls[-1]


def test_a_token_that_only_reads_fails_nothing(tmp_path: Path) -> None:
    said, calls = commented(tmp_path, "<!-- ctxsize 0123456789ab -->", fails=True)
    assert said.startswith("::notice title=ctxsize::No comment was written")
    assert len(calls) == 1


def test_what_is_not_a_report_is_no_comment(tmp_path: Path) -> None:
    assert commented(tmp_path, '<!-- other") or true -->') == ("", [])


def test_the_hooks_are_what_pre_commit_takes(tmp_path: Path) -> None:
    for command, file in (
        ("validate-manifest", ROOT / ".pre-commit-hooks.yaml"),
        ("validate-config", tmp_path / "c.yaml"),
    ):
        (tmp_path / "c.yaml").write_text(named("pre-commit")[0])
        subprocess.run([sys.executable, "-m", "pre_commit", command, file], check=True, capture_output=True)
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in yaml.safe_load(named("pre-commit")[0])["repos"][0]["hooks"]} <= set(hooks)
    pattern = re.compile(hooks["ctxsize-files"]["files"])
    for path in (
        "Dockerfile",
        "a/prod.Dockerfile",
        "Dockerfile.dev",
        ".dockerignore",
        "a/Dockerfile.dockerignore",
        "pyproject.toml",
    ):
        assert pattern.search(path), path
    for path in ("src/main.py", "dockerfiles/a", "README.md", "mydockerfile.py"):
        assert not pattern.search(path), path


@pytest.mark.network
def test_the_hook_is_run_by_pre_commit(tmp_path: Path) -> None:
    source = tmp_path / "ctxsize"
    subprocess.run(["git", "clone", "-q", ROOT, source], check=True)
    for name in (".pre-commit-hooks.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "src", source / "src", dirs_exist_ok=True)
    git(source, "add", "-A")
    git(source, "commit", "-qm", "x", "--allow-empty")
    shop = tmp_path / "shop"
    shop.mkdir()
    git(shop, "init", "-q")
    (shop / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    (shop / "a").write_text("x")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "x")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(source), "ctxsize", "--all-files"]
    variables = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, cwd=shop, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    (shop / "Dockerfile").write_text("FROM scratch\nCOPY nope /\n")
    done = subprocess.run(command, cwd=shop, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "CTX402" in done.stdout


def test_the_page_is_toml_and_yaml_as_it_says() -> None:
    for name, text in RECIPES:
        assert tomllib.loads(text) if name == "pyproject.toml" else text.strip()


@pytest.mark.parametrize("form", ["wrong", "idea"])
def test_an_issue_form_keeps_to_its_schema(form: str) -> None:
    hold_to("vendor.github-issue-forms", ROOT / f".github/ISSUE_TEMPLATE/{form}.yml")


def test_the_hooks_of_this_repository_are_what_ci_runs() -> None:
    """Versions stand in one place: the hooks take the tools of the virtual environment."""
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repository["repo"] == "local"
    ci = (ROOT / ".ci/run").read_text("utf-8")
    for hook in repository["hooks"]:
        program = hook["entry"].replace(" --force-exclude", "").removesuffix(" --quiet --no-progress")
        assert program in ci, hook["id"]
