"""Commands under strace: what is wrapped and how, what a log says, and which files of the context that means."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.prove.rewrite import DockerfileCopy
from ctxsize.prove.tracing import opened_files, opened_paths, traced

TRACER = ("/.t/strace",)
WRAP = '"/.t/strace", "-f", "-qq", "-y", "-z", "-s", "0", "-e", "trace=open,openat,openat2,execve", "-A", "-o", "/.ctxsize-logs/{}"'
MOUNT = "--mount=type=bind,from=ctxsize-tracer,target=/.ctxsize-tracer"


def rewritten(text: str) -> str | None:
    data = text.encode()
    parsed = parse(data)
    copy = traced(parsed, DockerfileCopy(data=data, target=None), usage(parsed), TRACER).copy
    return None if copy is None else copy.data.decode()


def log(line: int) -> str:
    return f"COPY --chmod=666 <<CTXSIZE_LOG /.ctxsize-logs/{line}\nCTXSIZE_LOG\n"


def test_a_command_behind_the_context_gets_a_shell_of_its_own() -> None:
    found = rewritten("FROM a AS b\nRUN one\nCOPY . /w\nRUN make\nFROM a\nRUN two\nCOPY --from=b /w /w\n")
    assert found == (
        f'FROM a AS b\nRUN one\nCOPY . /w\n{log(4)}SHELL [{WRAP.format(4)}, "/bin/sh", "-c"]\nRUN {MOUNT} make\n'
        'FROM a\nRUN two\nCOPY --from=b /w /w\nFROM scratch AS ctxsize-trace\nCOPY --from=0 ["/.ctxsize-log[s]", "/0/"]\n'
    )


def test_the_users_own_shell_stays_inside() -> None:
    found = rewritten('FROM a AS b\nSHELL ["/bin/bash", "-c"]\nFROM b\nCOPY . /w\nRUN make\n') or ""
    assert f'SHELL [{WRAP.format(5)}, "/bin/bash", "-c"]\nRUN' in found


def test_a_command_in_json_is_wrapped_in_place() -> None:
    found = rewritten('FROM a\nCOPY . /w\nRUN ["make", "all"]\n') or ""
    assert f'{log(3)}RUN {MOUNT} [{WRAP.format(3)}, "make", "all"]\n' in found


def test_a_here_document_runs_in_the_shell_and_one_with_a_program_of_its_own_stays() -> None:
    assert f"RUN {MOUNT} <<E\nmake\nE\n" in (rewritten("FROM a\nCOPY . /w\nRUN <<E\nmake\nE\n") or "")
    assert rewritten("FROM a\nCOPY . /w\nRUN <<E\n#!/usr/bin/python3\nprint()\nE\n") is None


@pytest.mark.parametrize("text", ["FROM a\nCOPY . /w\n", "FROM a\nRUN make\nCOPY . /w\n", "FROM a\nRUN make\n"])
def test_without_a_command_behind_the_context_there_is_nothing_to_watch(text: str) -> None:
    assert rewritten(text) is None


def test_a_log_tells_what_was_opened_and_what_was_executed() -> None:
    text = (
        '7 openat(AT_FDCWD</w>, "docs/a", O_RDONLY) = 3</w/docs/a>\n'
        '7 openat(AT_FDCWD</w>, ".", O_RDONLY|O_DIRECTORY) = 3</w>\n'
        '8 execve("/w/run.sh", [""...], 0x7ffd /* 3 vars */) = 0\n'
        '8 open("/etc/x", O_RDONLY) = 4</etc/x>\n'
        '9 openat(AT_FDCWD</w>, "n\\303\\251", O_RDONLY) = 5</w/n\\303\\251>\n'
        "9 +++ exited with 0 +++\ngarbage\n"
    )
    assert opened_paths(text.encode()) == {"/w/docs/a", "/w/run.sh", "/etc/x", "/w/né"}


def opened(text: str, path: str, *files: str) -> list[str]:
    parsed = parse(text.encode())
    line = next(each.line for each in parsed.instructions if each.keyword == "RUN")
    row = f'1 openat(AT_FDCWD</>, "x", O_RDONLY) = 3<{path}>\n'
    found = opened_files(parsed, usage(parsed), {f"0/.ctxsize-logs/{line}": row.encode()}, files)
    assert all(each.line == line for each in found)
    return [each.file for each in found]


@pytest.mark.parametrize(
    ("copy", "path", "file"),
    [
        ("COPY . /w", "/w/docs/a", "docs/a"),
        ("WORKDIR /w\nCOPY . .", "/w/docs/a", "docs/a"),
        ("COPY . .", "/somewhere/docs/a", "docs/a"),
        ("COPY docs /w/d", "/w/d/a", "docs/a"),
        ("COPY docs/a /w/b", "/w/b", "docs/a"),
        ("COPY docs/a x /w/", "/w/a", "docs/a"),
        ("COPY docs/* /w/", "/w/a", "docs/a"),
    ],
)
def test_an_opened_path_is_mapped_back_through_the_copy_that_brought_it(copy: str, path: str, file: str) -> None:
    assert opened(f"FROM i\n{copy}\nRUN make\n", path, "docs/a", "x") == [file]


def test_a_bind_mount_brings_files_too() -> None:
    assert opened("FROM i\nRUN --mount=type=bind,source=docs,target=/m make\n", "/m/a", "docs/a", "x") == ["docs/a"]


def test_what_goes_on_to_another_stage_is_mapped_back_through_both() -> None:
    text = "FROM i AS src\nCOPY . /src\nFROM i\nCOPY --from=src /src /w\nRUN make\n"
    assert opened(text, "/w/docs/a", "docs/a", "x") == ["docs/a"]
    assert opened(text, "/docs/a", "docs/a", "x") == []
    mounted = "FROM i AS src\nCOPY docs /src\nFROM i\nRUN --mount=type=bind,from=src,source=/src,target=/m make\n"
    assert opened(mounted, "/m/a", "docs/a", "x") == ["docs/a"]


@pytest.mark.parametrize(
    "take", ["COPY --from=s /w /v\nRUN make", "RUN --mount=type=bind,from=s,source=/w,target=/v make"]
)
def test_a_command_in_a_stage_that_takes_from_one_with_the_context_is_watched_too(take: str) -> None:
    found = rewritten(f"FROM a AS s\nCOPY . /w\nFROM a\nRUN two\n{take}\n") or ""
    assert f"RUN {MOUNT} two" not in found
    assert found.count(MOUNT) == 1
    assert 'COPY --from=1 ["/.ctxsize-log[s]", "/1/"]' in found


def test_what_is_not_of_the_context_is_no_file_of_it() -> None:
    assert opened("FROM i\nCOPY . /w\nRUN make\n", "/usr/lib/x.so", "docs/a") == []
