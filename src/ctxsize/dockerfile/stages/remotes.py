"""Sources that are no paths: git repositories and URLs (BuildKit's `dfgitutil` and `gitutil`)."""

from __future__ import annotations

import re

from ctxsize.dockerfile.engine import Engine, newest
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.traits import GIT_FETCH_BY_COMMIT, GIT_MTIME
from ctxsize.golang.text import join_root, parse_bool
from ctxsize.record import Record

_PROTOCOL = r"([a-zA-Z0-9]+)://"
_SCP = r"(?s)[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:(.*?)(?:\?(.*?))?(?:#(.*))?"
_PORT = r"\A(?:\[.*\](:[0-9]*)?|[^\[]*:[0-9]*|[^\[:]*)\Z"
_BAD_ESCAPE = r"%(?![0-9a-fA-F]{2})"
_KNOWN = frozenset({"http", "https", "ssh", "git"})
_KEYS = frozenset({"ref", "tag", "branch", "subdir", "checksum", "commit", "keep-git-dir", "submodules"})
_SINCE = {"mtime": GIT_MTIME, "fetch-by-commit": GIT_FETCH_BY_COMMIT}
_SWITCHES = frozenset({"keep-git-dir", "submodules", "fetch-by-commit"})
_MTIMES = frozenset({"checkout", "commit"})


class Git(Record):
    """What a git source asks for, as far as it can contradict the instruction's flags."""

    keep_git_dir: bool | None
    checksum: str


def git_of(source: str, engine: Engine | None = None) -> Git | None:
    """Return the git repository that a source names, or None when it is a path or a plain URL.

    Raises RefusalError for a bad query. `github.com/org/repo` is a path, yet a query in it is read: `COPY
    github.com/a?b /x` is refused.
    """
    if source.startswith(("./", "../")):
        return None
    local = source.startswith("github.com/")
    # Most sources are plain paths: for those nothing is compiled.
    protocol = re.match(_PROTOCOL, source) if "://" in source else None
    if local or protocol:
        if protocol and protocol[1].lower() not in _KNOWN:
            return None
        parts = _split_url(source, needs_git=protocol is not None and protocol[1].lower() in {"http", "https"})
    else:
        scp = re.fullmatch(_SCP, source) if "@" in source else None
        # Here, and not in a URL, a query that Go cannot decode makes it a path.
        bad = scp is None or ";" in (scp[2] or "") or re.search(_BAD_ESCAPE, scp[2] or "")
        parts = None if scp is None or bad else (scp[2] or "", scp[3] or "")
    if parts is None:
        return None
    git = _read_query(parts[0], parts[1], engine or newest())
    return None if local else git


def is_git_over_ssh(location: str) -> bool:
    """Return whether Docker's client takes a location for a git repository over SSH: `git@host:path` or `ssh://`."""
    if location.lower().startswith("ssh://"):
        return _split_url(location, needs_git=False) is not None
    return "@" in location and "://" not in location and re.fullmatch(_SCP, location) is not None


def is_http(source: str) -> bool:
    """Return whether a source is a URL to fetch; a capital letter in the protocol makes it a path."""
    return source.startswith(("http://", "https://"))


def _split_url(source: str, *, needs_git: bool) -> tuple[str, str] | None:
    """Return query and fragment, or None when Go cannot parse the URL or it does not end in `.git` where it must."""
    url, _, fragment = source.partition("#")
    location, _, query = url.partition("?")
    if any(char < " " or char == "\x7f" for char in source) or re.search(_BAD_ESCAPE, location + fragment):
        return None
    host, _, path = location.partition("://")[2].partition("/") if "://" in location else ("", "", location)
    user, at, host = host.rpartition("@")
    if at and re.search(r"[^a-zA-Z0-9._:~!$&'()*+,;=%@-]", user):
        return None
    # In the host, Go takes no escape of an ASCII character but that of the percent sign.
    if re.search(r"[ `{}|\\^]|%(?!25)[0-7]", host) or not re.search(_PORT, host):
        return None
    if needs_git and not _unescape(path).endswith(".git"):
        return None
    return query, fragment


def _unescape(text: str) -> str:
    return re.sub(r"%([0-9a-fA-F]{2})", lambda match: chr(int(match[1], 16)), text)


def _read_query(query: str, fragment: str, engine: Engine) -> Git:
    values: dict[str, list[str]] = {}
    for pair in query.split("&"):
        # Go leaves out what it cannot decode, and takes no semicolon.
        if not pair or ";" in pair or re.search(_BAD_ESCAPE, pair):
            continue
        key, _, value = pair.partition("=")
        values.setdefault(_unescape(key.replace("+", " ")), []).append(_unescape(value.replace("+", " ")))
    ref, _, subdir = fragment.partition(":")
    if engine.has(GIT_MTIME):
        subdir = join_root(subdir)[1:]
    keys = _KEYS.union(key for key, trait in _SINCE.items() if engine.has(trait))
    for key, many in values.items():
        if len(many) > 1:
            raise _bad(f"`{key}` more than once")
        if key not in keys:
            raise _bad(f"the unknown key `{key}`")
        if not many[0] and key not in _SWITCHES:
            raise _bad(f"`{key}` without a value")
        if (many[0] and key in _SWITCHES and parse_bool(many[0]) is None) or (
            key == "mtime" and many[0] not in _MTIMES
        ):
            raise _bad(f"`{key}={many[0]}`")
    _check_refs({key: many[0] for key, many in values.items()}, ref, subdir)
    keep = values.get("keep-git-dir")
    return Git(
        keep_git_dir=None if keep is None else (not keep[0] or bool(parse_bool(keep[0]))),
        checksum=(values.get("checksum") or values.get("commit") or [""])[0],
    )


def _check_refs(values: dict[str, str], ref: str, subdir: str) -> None:
    if subdir and values.get("subdir", subdir) != subdir:
        raise _bad("a directory that differs from the one after #")
    if "tag" in values and "branch" in values:
        raise _bad("a tag and a branch")
    wanted = {ref} - {""}
    for key, prefix in (("ref", ""), ("tag", "refs/tags/"), ("branch", "refs/heads/")):
        if key in values:
            wanted.add(prefix + values[key].removeprefix(prefix))
    if len(wanted) > 1:
        raise _bad("a reference that differs from another one in it")


def _bad(what: str) -> RefusalError:
    return RefusalError(
        f"the git source's query has {what}",
        "It may have ref, tag, branch, subdir, checksum, keep-git-dir and submodules, and mtime and fetch-by-commit on newer engines",
    )
