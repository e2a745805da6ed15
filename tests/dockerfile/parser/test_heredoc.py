"""Here-documents: which words open one, and where it ends."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.heredoc import heredoc_name, heredoc_of
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.parser.syntax import Heredoc
from ctxsize.errors import DockerfileError


def heredocs(text: str) -> tuple[Heredoc, ...]:
    return parse(f"FROM scratch\n{text}".encode()).instructions[1].heredocs


def document(name: str, content: str, *, expand: bool = True, chomp: bool = False, descriptor: int = 0) -> Heredoc:
    return Heredoc(name=name, content=content, expand=expand, chomp=chomp, descriptor=descriptor)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RUN <<EOF\na\nb\nEOF\n", [document("EOF", "a\nb\n")]),
        ("RUN <<EOF\nEOF", [document("EOF", "")]),
        ("run cat <<EOF > x\n a\nEOF\n", [document("EOF", " a\n")]),
        ("RUN <<EOF\r\na\r\nEOF\r\n", [document("EOF", "a\r\n")]),
        ("RUN <<'EOF'\n$a\nEOF\n", [document("EOF", "$a\n", expand=False)]),
        ('RUN <<"EOF"\n$a\nEOF\n', [document("EOF", "$a\n", expand=False)]),
        ("RUN <<E'O'F\n$a\nEOF\n", [document("EOF", "$a\n", expand=False)]),
        ("RUN <<-EOF\n\ta\n\t\tEOF\n", [document("EOF", "\ta\n", chomp=True)]),
        ("RUN <<-'EOF'\na\n\tEOF\n", [document("EOF", "a\n", expand=False, chomp=True)]),
        ("RUN 3<<EOF\na\nEOF\n", [document("EOF", "a\n", descriptor=3)]),
        ("RUN << EOF\na\nEOF\n", [document("EOF", "a\n")]),
        ("RUN 99999999999999999999<<EOF\nEOF\n", [document("EOF", "", descriptor=2**64 - 1)]),
        ("COPY <<a <<b /x/\n1\na\n2\nb\n", [document("a", "1\n"), document("b", "2\n")]),
        ("COPY <<a.txt <<b.txt c /x/\n1\na.txt\nb.txt\n", [document("a.txt", "1\n"), document("b.txt", "")]),
        ("ADD <<$x /x\na\n$x\n", [document("$x", "a\n")]),
        # Comments, continuations and instructions inside are content.
        ("RUN <<EOF\n# a\n\nb \\\nFROM c\nEOF\n", [document("EOF", "# a\n\nb \\\nFROM c\n")]),
        # The whole opening may be quoted away, or be none.
        ("RUN echo <<\n", []),
        ('RUN echo "<<EOF"\n', []),
        ("RUN echo '<<EOF' \n", []),
        ("RUN cat <<<EOF\n", []),
        ('RUN <<""\n', []),
        ("RUN a<<EOF\n", []),
        ("RUN cat <<'EOF\n", []),
        ("RUN cat <<EOF'\n", []),
        ('RUN ["cat", "<<EOF"]\n', []),
        ("ENV a=<<EOF\n", []),
        ("ONBUILD RUN <<EOF\na\nEOF\n", [document("EOF", "a\n")]),
        ("ONBUILD ENV a=<<EOF\n", []),
    ],
)
def test_here_documents(text: str, found: list[Heredoc]) -> None:
    assert heredocs(text) == tuple(found)


@pytest.mark.parametrize(
    "text",
    [
        "RUN <<EOF\na\n",
        "RUN <<EOF\n EOF\n",
        "RUN <<EOF\nEOF \n",
        "RUN <<EOF\n\tEOF\n",
        "COPY <<a <<b /x\n1\na\n2\n",
        "RUN <<-EOF\n EOF",
    ],
)
def test_a_here_document_must_end_with_its_name_alone_on_a_line(text: str) -> None:
    with pytest.raises(
        DockerfileError, match=r"^Dockerfile:2: the here-document <<\w+ does not end\. Put \w+ alone on a line"
    ):
        heredocs(text)


def test_the_advice_speaks_of_tabs_where_they_are_allowed() -> None:
    with pytest.raises(DockerfileError, match=r"\(tabs in front are allowed\)\.$"):
        heredocs("RUN <<-EOF\n")


def test_lines_count_here_documents_and_continuations() -> None:
    found = parse(b"FROM scratch\nRUN <<EOF \\\n  <<E\na\nEOF\nE\n\nRUN b\n").instructions
    assert [(instruction.line, instruction.last_line) for instruction in found] == [(1, 1), (2, 6), (8, 8)]


def test_the_escape_character_of_here_documents_is_always_a_backslash() -> None:
    found = parse(b"# escape=`\nFROM scratch\nRUN cat <<E\\OF\na\nEOF\n").instructions[1]
    assert [(heredoc.name, heredoc.expand) for heredoc in found.heredocs] == [("EOF", True)]


def test_a_name_that_has_more_words_with_quotes_than_without_cannot_be_read() -> None:
    with pytest.raises(DockerfileError, match="has a name that cannot be read"):
        heredoc_of("<<a ''")
    assert heredoc_name("<<a ''") is None
