"""No file, however odd, ends in anything but builds or a refusal that tells where; and all of it within bounds."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxsize.errors import CtxsizeError
from ctxsize.project.compose import compose_builds
from tests.project.compose.generated import Generator

ROOT = "/p"


class Memory:
    """Files in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = {f"{ROOT}/{name}": data for name, data in files.items()}

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)

    def standard_input(self) -> bytes:
        return b""

    def exists(self, path: str) -> bool:
        return path in self._files or self.is_dir(path)

    def is_dir(self, path: str) -> bool:
        return any(name.startswith(f"{path}/") for name in self._files)

    def listing(self, path: str) -> Sequence[tuple[str, bool]]:
        del path
        return ()


def read(files: dict[str, bytes], env: dict[str, str] | None = None) -> None:
    try:
        found = compose_builds(cwd=ROOT, env={"HOME": "/home/me", **(env or {})}, disk=Memory(files), profiles=["*"])
    except CtxsizeError as error:
        assert str(error).endswith((".", "?")), error  # noqa: PT017 - either way is good
        return
    for build in found:
        assert build.as_dict(ROOT)["name"] == build.name
        assert build.origin.line > 0


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes(data: bytes, variables: bytes) -> None:
    read({"compose.yaml": data})
    read({"compose.yaml": b"services:\n  a:\n    build: ${A}\n" + data, ".env": variables})


WORDS = (
    *"{}[]:,-&*!|>'\"#%@`?~ \n\t$=x1", "services:", "\n  a:", "\n    build:", "\n      args:", " &a", " *a", "<<: ", "!reset ", "!override ",
    "${A:-", "include: ", "extends: ", "service: a", "file: c.yml", "profiles: ", "depends_on: ", "---\n", "x-a: ", "~", "null", "a", "- ",
)  # fmt: skip
SOUP = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@given(SOUP, SOUP)
def test_a_soup_of_what_files_are_made_of(one: str, two: str) -> None:
    read({"compose.yaml": one.encode(), "compose.override.yaml": two.encode(), "c.yml": two.encode()})
    read(
        {
            "compose.yaml": f"services:\n  a:\n    build: .\n    {one}\n".encode(),
            "c.yml": f"services:\n  a:\n   {two}\n".encode(),
        }
    )


@settings(max_examples=150)
@given(st.integers(0, 10**6), st.data())
def test_a_project_with_a_piece_cut_out(seed: int, data: st.DataObject) -> None:
    case = Generator(seed).case()
    files = {entry["path"]: entry["content"].encode() for entry in case["tree"]}
    name = data.draw(st.sampled_from(sorted(files)))
    start = data.draw(st.integers(0, len(files[name])))
    files[name] = (
        files[name][:start]
        + data.draw(st.sampled_from((b"", b" ", b"\n", b"[", b"!reset ")))
        + files[name][start + 3 :]
    )
    read(files, case["env"])


def test_a_link_to_a_device_is_refused(tmp_path: os.PathLike[str]) -> None:
    os.symlink("/dev/zero", os.path.join(tmp_path, "compose.yaml"))  # noqa: PTH118, PTH211 (a name is all that is needed)
    with pytest.raises(CtxsizeError, match="not a regular file"):
        compose_builds(cwd=tmp_path, env={})


def test_a_fifo_is_refused(tmp_path: os.PathLike[str]) -> None:
    os.mkfifo(os.path.join(tmp_path, "compose.yaml"))  # noqa: PTH118 (a name is all that is needed)
    with pytest.raises(CtxsizeError, match="not a regular file"):
        compose_builds(cwd=tmp_path, env={})


def test_a_file_that_is_too_large_is_refused(tmp_path: os.PathLike[str]) -> None:
    with open(os.path.join(tmp_path, "compose.yaml"), "wb") as file:  # noqa: PTH118, PTH123 (a name is all that is needed)
        file.truncate(3 << 30)
    with pytest.raises(CtxsizeError, match="larger than 4 MiB"):
        compose_builds(cwd=tmp_path, env={})


@pytest.mark.parametrize(
    "text",
    [
        "services:\n" + "".join(f"  s{number}: {{build: .}}\n" for number in range(2000)),
        "x-a: [" + "1," * 30_000 + "]\nservices: {a: {build: .}}\n",
        "services: {a: {build: '" + "${A:-" * 50 + "}" * 50 + "'}}\n",
        "services:\n  a:\n    build:\n      args: [" + ",".join(f"A{number}" for number in range(20_000)) + "]\n",
        "--- {x-a: 1}\n" * 90 + "---\nservices: {a: {build: .}}\n",
        "--- {x-a: 1}\n" * 200,
        "services: {a: {build: " + "x" * 1_000_000 + "}}\n",
        "services: {a: {build: '" + "$B" * 1_000_000 + "'}}\n",
        "x-a: " + "'$B'\nx-b: " * 20_000 + "1\n",
    ],
)  # fmt: skip
def test_what_is_large_ends(text: str) -> None:
    read({"compose.yaml": text.encode()}, {"B": "b" * 1000})
