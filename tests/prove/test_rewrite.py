"""A Dockerfile's copy for a proof: what is put in front of what, and that nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.sources import Source
from ctxsize.dockerfile.usage import usage
from ctxsize.prove.rewrite import MARK, Renewal, probe, renewal, renewed, with_probe
from ctxsize.prove.statement import CannotProveError


def all_of(_: Source) -> bool:
    return True


def where(text: str, affected: tuple[str, ...] | None = None) -> Renewal:
    return renewal(usage(parse(text.encode())), lambda source: affected is None or source.path in affected)


def copy_of(text: str, *, affected: tuple[str, ...] | None = None) -> str:
    data = text.encode()
    return renewed(parse(data), data, where(text, affected), "p", "1").data.decode()


def probe_of(text: str) -> str | None:
    parsed = parse(text.encode())
    return probe(parsed, usage(parsed))


def mark(text: str) -> str:
    return f"COPY <<CTXSIZE_AGAIN {MARK}\n{text}\nCTXSIZE_AGAIN\n"


def test_steps_run_again_from_the_first_copy_of_each_stage() -> None:
    text = "# syntax=docker/dockerfile:1\nFROM a AS b\nRUN one\nCOPY . .\nRUN two\nFROM a\nCOPY --from=b /x /x\n"
    assert copy_of(text) == text.replace("COPY . .", f"{mark('p 1')}COPY . .")


def test_steps_before_the_first_copy_that_may_differ_run_once_in_a_proof() -> None:
    text = "FROM a AS b\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"
    assert copy_of(text, affected=("",)) == (
        f"FROM a AS b\n{mark('p')}COPY package.json ./\nRUN npm ci\n{mark('p 1')}COPY . .\nRUN npm run build\n"
    )


def test_a_bind_mount_of_the_context_counts_as_a_copy() -> None:
    text = "FROM a\nRUN one\nRUN --mount=type=bind,source=src,target=/src make -C /src\n"
    assert copy_of(text) == text.replace("RUN --mount", f"{mark('p 1')}RUN --mount")


def test_here_documents_and_continued_lines_stay_as_they_are() -> None:
    text = "FROM a\nRUN <<EOF\nCOPY . .\nEOF\n# a comment\nCOPY \\\n  a \\\n  /b\nRUN make \\\n\n  all\n"
    assert copy_of(text) == text.replace("COPY \\", f"{mark('p 1')}COPY \\")


def test_windows_line_ends_stay() -> None:
    text = "FROM a\r\nCOPY . .\r\nRUN make\r\n"
    assert copy_of(text) == text.replace("COPY . .", f"{mark('p 1')}COPY . .")


def test_cache_mounts_begin_empty_in_each_build() -> None:
    text = "FROM a\nCOPY . .\nRUN --mount=type=cache,target=/c make\nRUN --mount=type=cache,id=k,target=/d \\\n --mount=type=cache,dst=/e x\n"
    found = copy_of(text)
    assert "--mount=type=cache,target=/c,id=/c-p-1 make" in found
    assert "--mount=type=cache,id=k-p-1,target=/d" in found
    assert "--mount=type=cache,dst=/e,id=/e-p-1 x" in found


@pytest.mark.parametrize("mount", ["target=/root/.npm", "target=/root/.cache/pip", 'target=/c,"id=a"'])
def test_mounts_that_stay_warm_are_named(mount: str) -> None:
    data = f"FROM a\nCOPY . .\nRUN --mount=type=cache,{mount} make\n".encode()
    parsed = parse(data)
    found = renewed(parsed, data, renewal(usage(parsed), all_of), "p", "1")
    assert found.warm == (3,)
    assert found.data.count(b"p-1") == 0


def test_an_onbuild_that_takes_from_the_context_is_no_proof() -> None:
    with pytest.raises(CannotProveError, match="ONBUILD of line 2"):
        where("FROM a AS one\nONBUILD COPY . .\nFROM one\n")


def test_the_probe_holds_what_the_target_takes_from_other_stages() -> None:
    text = "FROM a AS b\nCOPY . .\nRUN make\nFROM a\nWORKDIR /srv\nCOPY --from=b /out/x dist ./\nRUN --mount=type=bind,from=b,source=/w,target=/m i\n"
    stage = probe_of(text)
    assert stage == (
        'FROM scratch AS ctxsize-probe\nCOPY --from=0 ["/out/x", "/0/"]\nCOPY --from=0 ["/dist", "/1/"]\n'
        'COPY --from=0 ["/w", "/2/"]\n'
    )
    data = text.encode()
    copy = with_probe(renewed(parse(data), data, where(text), "p", "1"), stage)
    assert copy.target == "ctxsize-probe"
    assert copy.data.decode().endswith(stage)


@pytest.mark.parametrize(
    "last",
    [
        "FROM a\nCOPY --from=b /x /x\nCOPY conf /conf",
        "FROM b\nCOPY --from=b /x /x",
        "FROM a\nCOPY --from=b /x /x\nRUN --mount=type=cache,target=/c y",
        "FROM a\nCOPY --from=b /x$y /x",
        'FROM a\nCOPY --from=b ["/x#y", "/x"]',
        "FROM a\nRUN make",
    ],
)
def test_without_a_plain_border_the_image_itself_is_compared(last: str) -> None:
    text = f"FROM a AS b\nCOPY . .\n{last}\n"
    assert probe_of(text) is None


@given(
    st.lists(st.sampled_from(["RUN a", "COPY a b", "# c", "RUN <<E\nCOPY x y\nE", "ENV A=1", "RUN \\\n b"]), max_size=8)
)
def test_without_the_marks_the_text_is_the_old_one(rows: list[str]) -> None:
    text = "\n".join(["FROM a", *rows, ""])
    found = copy_of(text)
    assert found.replace(mark("p 1"), "") == text
    assert found.count(MARK) == (1 if "COPY a b" in rows else 0)
