"""Make a sample project: a small repository that looks real, with planted faults, the same to the byte every time.

python testdata/projects/make.py NAME DEST     (without arguments: the names)

A project is a directory beside this script: `files/` holds its own source files, `project.toml` says what else stands
there after a while of work (README.md lists its tables): dependencies, build output, secrets, a `.git` directory, links,
large files. Large ones are written as holes, so that a made project takes less than 1 MB of disk whatever its size.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import tarfile
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
UNITS: Final = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9}


class Kind(Enum):
    """What a node is."""

    FILE = "file"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    FIFO = "fifo"
    SOCKET = "socket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing to make; of a file, `pieces` are (offset, bytes) with holes between them and up to `size`."""

    kind: Kind = Kind.FILE
    pieces: tuple[tuple[int, bytes], ...] = ()
    size: int = 0
    target: str = ""
    mode: int = 0o644


Tree = dict[str, Node]
Spec = dict[str, Any]


def names() -> list[str]:
    """Every sample project's name, sorted."""
    return sorted(path.parent.name for path in HERE.glob("*/project.toml"))


def load(name: str) -> Spec:
    """What project.toml says about one project, as plain data."""
    return tomllib.loads((HERE / name / "project.toml").read_text("utf-8"))


def make_project(name: str, dest: Path) -> Path:
    """Write the project `name` as the directory `dest` and return `dest`.

    `dest` may exist when it is empty, or when it is this project already; then it is made anew.

    Raises:
        FileExistsError: if there is something else in `dest`.
    """
    tree = plan(name)
    if dest.exists():
        if {
            path.relative_to(dest).as_posix() for path in dest.rglob("*") if path.is_symlink() or not path.is_dir()
        } - set(tree):
            message = f"{dest} holds something else already"
            raise FileExistsError(message)
        shutil.rmtree(dest)
    write(tree, dest, mtime=int(load(name)["mtime"].timestamp()))
    return dest


def plan(name: str) -> Tree:
    """All nodes of a project by their path from its root, directories left out."""
    spec = load(name)
    root = HERE / name / "files"
    tree = {p.relative_to(root).as_posix(): file(p.read_bytes()) for p in sorted(root.rglob("*")) if p.is_file()}
    committed = set(tree) - set(spec.get("git", {}).get("untracked", ()))
    for path, node in generated(spec):
        if path in tree:
            message = f"{name}: {path} is there twice"
            raise ValueError(message)
        tree[path] = node
    for path, node in tree.items():
        if any(fnmatchcase(path, glob) for glob in spec.get("executable", ())):
            tree[path] = replace(node, mode=0o755)
    if "git" in spec:
        committed |= set(spec["git"].get("tracked", ()))
        tree |= git_directory({path: tree[path] for path in committed}, spec)
    return tree


def generated(spec: Spec) -> Iterator[tuple[str, Node]]:
    """The nodes that project.toml names one by one or by kind."""
    for row in [*spec.get("file", ()), *each_name(spec.get("files", ()))]:
        yield row["path"], described_file(row)
    for kind in (Kind.SYMLINK, Kind.HARDLINK, Kind.FIFO, Kind.SOCKET):
        for row in spec.get(kind.value, ()):
            yield row["path"], Node(kind=kind, target=row.get("target", ""))
    for expand in (node_modules, virtualenv, image_archive):
        for row in spec.get(expand.__name__, ()):
            yield from expand(row)


def file(data: bytes, *, size: int = 0, mode: int = 0o644) -> Node:
    """A regular file that begins with `data` and is at least `size` bytes long."""
    return Node(pieces=((0, data),), size=max(size, len(data)), mode=mode)


def each_name(rows: list[Spec]) -> Iterator[Spec]:
    """The rows of `[[files]]`, one for each of their names."""
    for row in rows:
        for name in row["names"]:
            yield row | {"path": row["path"].replace("{}", name), "text": row.get("text", "").replace("{}", name)}


def described_file(row: Spec) -> Node:
    """The file that one row of `[[file]]` describes."""
    data = bytes.fromhex(row["hex"]) if "hex" in row else filled(row.get("text", ""), row["path"]).encode()
    return file(data, size=byte_count(row.get("size", "0B")), mode=int(row.get("mode", "644"), 8))


def byte_count(text: str) -> int:
    """`"1.5MB"` as a number of bytes; units are decimal."""
    number, unit = re.fullmatch(r"([\d.]+)(\D+)", text).groups()  # type: ignore[union-attr]  # a wrong size must stop here
    return round(float(number) * UNITS[unit])


def filled(text: str, path: str) -> str:
    """`text` with each `{{random:N}}`, `{{hex:N}}` and `{{pem:LABEL}}` made up, always alike."""

    def value(match: re.Match[str]) -> str:
        kind, argument = match.groups()
        seed = f"{path}:{match.start()}"
        if kind == "hex":
            return noise(seed, int(argument)).hex()[: int(argument)]
        if kind == "random":
            letters = base64.b64encode(noise(seed, 2 * int(argument)), b"Qz").decode().rstrip("=")
            return letters[: int(argument)]
        body = base64.b64encode(noise(seed, 288)).decode()
        lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
        return f"-----BEGIN {argument}-----\n{lines}\n-----END {argument}-----"

    return re.sub(r"\{\{(hex|random|pem):([^}]+)\}\}", value, text)


def noise(seed: str, length: int) -> bytes:
    """`length` bytes that look random and are always the same for `seed`."""
    return hashlib.shake_256(seed.encode()).digest(length)


def node_modules(row: Spec) -> Iterator[tuple[str, Node]]:
    """A directory of installed npm packages, as `npm ci` leaves it."""
    root = row["path"]
    for name, version in row["packages"].items():
        manifest = {"name": name, "version": version, "main": "index.js", "license": "MIT"}
        yield f"{root}/{name}/package.json", file(json.dumps(manifest, indent=2).encode() + b"\n")
        yield f"{root}/{name}/index.js", file(f"'use strict';\nexports.name = '{name}';\n".encode(), size=24_000)
    for command, target in row.get("bin", {}).items():
        yield f"{root}/.bin/{command}", Node(kind=Kind.SYMLINK, target=f"../{target}")
    lock = {"lockfileVersion": 3, "packages": {f"node_modules/{k}": {"version": v} for k, v in row["packages"].items()}}
    yield f"{root}/.package-lock.json", file(json.dumps(lock, indent=2).encode() + b"\n")


def virtualenv(row: Spec) -> Iterator[tuple[str, Node]]:
    """A Python virtual environment, as `python -m venv` and pip leave it."""
    root, version = row["path"], "3.11"
    site = f"{root}/lib/python{version}/site-packages"
    config = f"home = /usr/local/bin\ninclude-system-site-packages = false\nversion = {version}.9\n"
    yield f"{root}/pyvenv.cfg", file(config.encode())
    yield f"{root}/bin/activate", file(b"# This file must be used with 'source bin/activate'\n")
    yield f"{root}/bin/pip", file(f"#!/srv/{root}/bin/python\n".encode(), mode=0o755)
    yield f"{root}/bin/python", Node(kind=Kind.SYMLINK, target=f"python{version}")
    yield f"{root}/bin/python{version}", Node(kind=Kind.SYMLINK, target=f"/usr/local/bin/python{version}")
    yield f"{root}/lib64", Node(kind=Kind.SYMLINK, target="lib")
    for name, release in row["packages"].items():
        yield f"{site}/{name}/__init__.py", file(f'__version__ = "{release}"\n'.encode(), size=18_000)
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {release}\n"
        yield f"{site}/{name}-{release}.dist-info/METADATA", file(metadata.encode())


def image_archive(row: Spec) -> Iterator[tuple[str, Node]]:
    """What `docker save` writes: a tar with one layer, which is a hole."""
    layer, digest = byte_count(row["size"]), hashlib.sha256(row["tag"].encode()).hexdigest()
    manifest = [{"Config": "config.json", "RepoTags": [row["tag"]], "Layers": [f"blobs/sha256/{digest}"]}]
    members = (
        ("config.json", b'{"architecture": "amd64", "os": "linux"}'),
        ("manifest.json", json.dumps(manifest).encode()),
        ("oci-layout", b'{"imageLayoutVersion": "1.0.0"}'),
        (f"blobs/sha256/{digest}", None),
    )
    pieces, offset = [], 0
    for name, data in members:
        info = tarfile.TarInfo(name)
        info.size = layer if data is None else len(data)
        pieces.append((offset, info.tobuf(tarfile.USTAR_FORMAT) + (data or b"")))
        offset += 512 + (info.size + 511) // 512 * 512
    yield row["path"], Node(pieces=tuple(pieces), size=offset + 1024)


def git_directory(tracked: Tree, spec: Spec) -> Tree:
    """A `.git` directory that git accepts, with one commit of `tracked`; made without git, which may be missing."""
    when, remote = int(spec["mtime"].timestamp()), spec["git"].get("remote", "")
    objects: Tree = {}

    def put(kind: str, body: bytes) -> str:
        raw = f"{kind} {len(body)}\0".encode() + body
        digest = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
        objects[f".git/objects/{digest[:2]}/{digest[2:]}"] = file(stored(raw), mode=0o444)
        return digest

    rows = {path: (git_mode(node), put("blob", content(node))) for path, node in tracked.items()}
    who = f"Sam Sample <sam@example.com> {when} +0000"
    tree = put_tree(rows, "", put)
    commit = put("commit", f"tree {tree}\nauthor {who}\ncommitter {who}\n\nInitial import\n".encode())
    config = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
    if remote:
        config += (
            f'[remote "origin"]\n\turl = {filled(remote, "remote")}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
        )
    plain = {
        "HEAD": "ref: refs/heads/main\n",
        "config": config,
        "description": "Unnamed repository; edit this file 'description' to name the repository.\n",
        "info/exclude": spec["git"].get("exclude", "# Lines that begin with '#' are comments.\n"),
        "logs/HEAD": f"{'0' * 40} {commit} {who}\tcommit (initial): Initial import\n",
        "refs/heads/main": f"{commit}\n",
    }
    tag = spec["git"].get("tag")
    if tag:
        plain[f"refs/tags/{tag}"] = f"{commit}\n"
    return objects | {f".git/{k}": file(v.encode()) for k, v in plain.items()} | {".git/index": file(git_index(rows))}


def put_tree(rows: dict[str, tuple[str, str]], directory: str, put: Any) -> str:  # noqa: ANN401  # the closure above
    """Store the tree object of `directory` and of all below it; return its id."""
    entries: dict[bytes, tuple[str, str]] = {}
    for path, row in rows.items():
        if path.startswith(directory):
            head, slash, _ = path[len(directory) :].partition("/")
            entries[(head + slash).encode()] = ("40000", "") if slash else row
    body = b""
    for key, (mode, digest) in sorted(entries.items()):
        child = digest or put_tree(rows, directory + key.decode(), put)
        body += mode.encode() + b" " + key.rstrip(b"/") + b"\0" + bytes.fromhex(child)
    return str(put("tree", body))


def git_index(rows: dict[str, tuple[str, str]]) -> bytes:
    """The index, version 2, with no cached file times: git looks for itself."""
    body = b"DIRC" + (2).to_bytes(4, "big") + len(rows).to_bytes(4, "big")
    for path, (mode, digest) in sorted(rows.items(), key=lambda item: item[0].encode()):
        name = path.encode()
        entry = bytes(24) + int(mode, 8).to_bytes(4, "big") + bytes(12) + bytes.fromhex(digest)
        entry += min(len(name), 0xFFF).to_bytes(2, "big") + name
        body += entry + bytes(8 - len(entry) % 8)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def git_mode(node: Node) -> str:
    """The mode as git writes it."""
    return "120000" if node.kind is Kind.SYMLINK else "100755" if node.mode & 0o100 else "100644"


def content(node: Node) -> bytes:
    """What git stores for a node: a link's target, or a small file's bytes."""
    if node.kind is Kind.SYMLINK:
        return node.target.encode()
    (_, data), *_ = node.pieces
    return data.ljust(node.size, b"\0")


def stored(raw: bytes) -> bytes:
    """A zlib stream without compression: compressed bytes would differ between versions of zlib."""
    blocks = [raw[i : i + 0xFFFF] for i in range(0, len(raw), 0xFFFF)]
    out = b"\x78\x01"
    for number, block in enumerate(blocks, 1):
        size = len(block)
        out += (
            bytes([number == len(blocks)]) + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + block
        )
    return out + zlib.adler32(raw).to_bytes(4, "big")


def write(tree: Tree, dest: Path, *, mtime: int) -> None:
    """Put all nodes on disk below `dest`, then set modes and times, directories last."""
    dest.mkdir(parents=True)
    for path in sorted(tree, key=lambda path: (tree[path].kind is Kind.HARDLINK, path)):
        place(tree[path], dest, dest / path)
        os.utime(dest / path, (mtime, mtime), follow_symlinks=False)
    for directory, _, _ in os.walk(dest, topdown=False):
        Path(directory).chmod(0o755)
        os.utime(directory, (mtime, mtime))


def place(node: Node, dest: Path, path: Path) -> None:
    """Make one node at `path`, with its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if node.kind is Kind.HARDLINK:
        path.hardlink_to(dest / node.target)
        return
    if node.kind is Kind.SYMLINK:
        path.symlink_to(node.target)
    elif node.kind is Kind.FILE:
        with path.open("wb") as stream:
            for offset, data in node.pieces:
                stream.seek(offset)
                stream.write(data)
            stream.truncate(node.size)
    else:
        os.mknod(path, stat.S_IFIFO if node.kind is Kind.FIFO else stat.S_IFSOCK)
    if node.kind is not Kind.SYMLINK:
        path.chmod(node.mode)


def main(arguments: list[str]) -> int:
    """Run as a program; returns the exit code."""
    if not arguments:
        for name in names():
            print(f"{name:16} {load(name)['summary']}")
        return 0
    if len(arguments) != 2 or arguments[0] not in names():
        print(f"usage: make.py NAME DEST, where NAME is one of: {', '.join(names())}", file=sys.stderr)
        return 2
    try:
        make_project(arguments[0], Path(arguments[1]))
    except FileExistsError as error:
        print(f"make.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
