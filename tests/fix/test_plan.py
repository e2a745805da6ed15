"""The flow: what is mended first, which style follows, and what is said of the file itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.block import FixOptions, Source, Style
from ctxsize.fix.plan import propose
from tests.fix.fixing import tree


def request_for(root: Path, dockerfile: str | None = None) -> Request:
    return Request.of(str(root), "buildkit", dockerfile, None, None, None)


@pytest.mark.parametrize("style", Style)
def test_a_mistake_is_mended_with_either_style(root: Path, style: Style) -> None:
    tree(
        root, {"Dockerfile": "FROM a\nCOPY src /\n", ".dockerignore": "dist # made\n", "src/dist/a": "", "dist/b": "xx"}
    )
    proposal = propose(request_for(root), FixOptions(style=style))
    assert proposal.new.startswith(b"# made\ndist\n")
    assert any(note.startswith("Line 1, 'dist # made', matched nothing") for note in proposal.remarks)


def test_git_alone_leaves_the_authors_part_to_him(root: Path) -> None:
    tree(root, {".dockerignore": "dist # made\n", ".gitignore": "*.log\n", "dist/b": "", "a.log": ""})
    assert propose(request_for(root), FixOptions(source=Source.GITIGNORE)).new.startswith(b"dist # made\n")


def test_builds_of_one_ignore_file_are_served_at_once(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM a\nCOPY a /\n",
            "b.Dockerfile": "FROM a\nCOPY b /\n",
            "a/x": "",
            "b/x": "",
        },
    )
    proposal = propose([request_for(root), request_for(root, f"{root}/b.Dockerfile")], FixOptions(style=Style.ALLOW))
    assert {"!a", "!b"} <= set(proposal.new.decode().splitlines())


def test_builds_of_several_ignore_files_are_refused(root: Path) -> None:
    tree(root, {"b.Dockerfile": "FROM a\n", "b.Dockerfile.dockerignore": "x\n"})
    with pytest.raises(UsageError, match="different ignore files"):
        propose([request_for(root), request_for(root, f"{root}/b.Dockerfile")], FixOptions())


def test_a_link_inside_of_the_context_is_followed_and_said(root: Path) -> None:
    tree(root, {"conf/ignore": "", "node_modules/a": "x", "Dockerfile": "FROM node\nCOPY . .\nRUN npm ci\n"})
    (root / ".dockerignore").symlink_to("conf/ignore")
    proposal = propose(request_for(root), FixOptions())
    assert Path(proposal.file).samefile(root / "conf/ignore")
    assert proposal.changes
    assert proposal.remarks[0] == ".dockerignore is a link to conf/ignore: the change is one of that file."
