"""A bounded search of a repository for Dockerfiles and for files that may call ``docker build``."""

from __future__ import annotations

from ctxsize.project.lone.names import is_dockerfile_name
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.project.files import Files

MOST_DIRECTORIES = 20_000
"""How many directories are looked into; the nearest ones come first."""
_SKIPPED = frozenset(
    ("node_modules", "vendor", "third_party", "__pycache__", "venv", "site-packages", "target",
     "test", "tests", "testing", "testdata", "test-data", "test_data", "fixture", "fixtures", "__tests__", "__fixtures__")
)  # fmt: skip
"""What others wrote, what was made, and test data."""
_HIDDEN = frozenset((".ci", ".circleci", ".devcontainer", ".docker", ".github", ".build", ".deploy", ".buildkite"))
"""The hidden directories that are looked into."""
_CALLERS = frozenset(
    ("makefile", "gnumakefile", "justfile", ".justfile", "taskfile.yml", "taskfile.yaml", "taskfile.dist.yml", "jenkinsfile", "package.json",
     ".gitlab-ci.yml", ".travis.yml", ".drone.yml", ".cirrus.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "buildspec.yml",
     "cloudbuild.yaml", "cloudbuild.yml", "appveyor.yml", "tox.ini", "noxfile.py", "rakefile", "magefile.go", "earthfile")
)  # fmt: skip
_CALLER_ENDS = (".sh", ".bash", ".zsh", ".mk", ".mak", ".ps1")
_CALLER_DIRECTORIES = (".github/workflows/", ".circleci/", ".buildkite/", ".ci/", ".gitlab/")
_MOST_CALLERS = 1000


class Found(Record):
    """Paths relative to the root that was searched, with ``/``: Dockerfiles by name, callers, and devcontainers."""

    dockerfiles: tuple[str, ...]
    callers: tuple[str, ...]
    devcontainers: tuple[str, ...]


def search_repository(root: str, disk: Files) -> Found:
    """Search a directory (absolute), level by level; neither repositories in it nor links to directories are followed."""
    dockerfiles: list[str] = []
    callers: list[str] = []
    devcontainers: list[str] = []
    waiting = [""]
    for looked, directory in enumerate(waiting):
        if looked >= MOST_DIRECTORIES:
            break
        entries = disk.listing(f"{root}/{directory}")
        if directory and any(name == ".git" for name, _ in entries):
            continue
        for name, is_dir in entries:
            path = directory + name
            if is_dir:
                if name.lower() not in _SKIPPED and (not name.startswith(".") or name in _HIDDEN):
                    waiting.append(f"{path}/")
            elif is_dockerfile_name(name):
                dockerfiles.append(path)
            elif name in {"devcontainer.json", ".devcontainer.json"}:
                devcontainers.append(path)
            elif _may_call(path, name) and len(callers) < _MOST_CALLERS:
                callers.append(path)
    return Found(tuple(dockerfiles), tuple(callers), tuple(devcontainers))


def _may_call(path: str, name: str) -> bool:
    lower = name.lower()
    if lower in _CALLERS or lower.endswith(_CALLER_ENDS):
        return True
    return path.startswith(_CALLER_DIRECTORIES) and lower.endswith((".yml", ".yaml"))
