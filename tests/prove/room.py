"""An engine of its own for proofs, and images made of what this machine has installed.

No registry is asked. An image holds the files of some of the system's packages and of all that they depend on.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.debian import unpacked
from tests.engine.engine import OwnEngine, own_engine

TOOLS = {
    "python": ("python3", "python3-setuptools", "python3-pip", "python3-wheel", "git"),
    "gcc": ("gcc", "libc6-dev", "make", "git"),
    "node": ("nodejs",),
}
"""The packages of each image, named after what it is there for."""
_GO = ("golang-1.19-go", "golang-1.19-src")
_NPM = Path("/usr/lib/node_modules/npm")
"""npm replaces itself, so that no package knows all of its files."""
_SHELL = ("dash", "coreutils", "findutils", "grep", "sed", "tar", "gzip", "base-files", "libc-bin", "diffutils")


class ProvingEngine(OwnEngine):
    """An engine whose layers are cheap: images of tools are large."""

    storage = "overlay2"

    def environment(self, host: str | None = None) -> dict[str, str]:
        """Return an environment in which ``docker buildx`` is found as users have it."""
        plugin = self.config / "cli-plugins" / "docker-buildx"
        if not plugin.is_symlink():
            plugin.parent.mkdir(exist_ok=True)
            plugin.symlink_to(self.buildx)
        return super().environment(host)

    def run(self, *words: str, check: bool = True) -> str:
        """Run Docker's client and return what it prints."""
        done = subprocess.run(
            [str(self.docker), *words], env=self.environment(), capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def need(self, image: str) -> bool:
        """Make one of the images if it is not there; tell whether this machine has what it is made of."""
        if image == "base" or self.run("image", "ls", "-q", image).strip():
            return True
        names = TOOLS["gcc"] if image == "go" else TOOLS[image]
        if not all(_is_installed(name) for name in names):
            return False
        files = [file for name in _closure((*names, *_SHELL)) for file in _files(name)]
        _import(self, image, [*files, *(_below(_NPM) if image == "node" else ())])
        if image == "go":
            _add_go(self)
        return True


@contextmanager
def proving_engine() -> Iterator[ProvingEngine]:
    """Give an engine that is gone when the block ends."""
    with ProvingEngine(own_engine()._packages) as found:
        yield found


def _below(directory: Path) -> list[str]:
    return [str(path)[1:] for path in (directory, *directory.rglob("*"))]


def _is_installed(name: str) -> bool:
    return bool(_query("-W", "-f", "${db:Status-Abbrev}", name).startswith("ii"))


def _query(*words: str) -> str:
    return subprocess.run(["dpkg-query", *words], capture_output=True, text=True, check=False).stdout


def _closure(names: tuple[str, ...]) -> list[str]:
    """Return installed packages with all that they depend on."""
    found: dict[str, None] = {}
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in found or not _is_installed(name):
            continue
        found[name] = None
        texts = _query("-W", "-f", "${Depends},${Pre-Depends}", name).split(",")
        pending += [
            choice.split()[0].partition(":")[0] for text in texts for choice in text.split("|") if choice.strip()
        ]
    return list(found)


def _files(name: str) -> list[str]:
    skipped = ("/usr/share/doc", "/usr/share/man", "/usr/share/locale", "/usr/share/info", "/usr/share/perl")
    return [
        str(Path(line).parent.resolve() / Path(line).name)[1:]
        for line in _query("-L", name).splitlines()
        if line.startswith("/") and line != "/." and not line.startswith(skipped) and Path(line).exists()
    ]


def _import(docker: ProvingEngine, image: str, files: list[str]) -> None:
    """Make an image of files of this machine, and of links that packages have others make."""
    alternatives = [f"etc/alternatives/{path.name}" for path in Path("/etc/alternatives").iterdir() if path.exists()]
    libraries = [path for top in ("/bin", "/lib", "/lib64", "/sbin") if Path(path := top).is_symlink()]
    links = [path[1:] for path in libraries]
    names = "\0".join(sorted({*links, *files, *alternatives} - {""}))
    with subprocess.Popen(
        ["tar", "-c", "-C", "/", "--no-recursion", "--ignore-failed-read", "--null", "-T", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as packing:

        def feed() -> None:
            assert packing.stdin is not None
            packing.stdin.write(names.encode())
            packing.stdin.close()

        thread = threading.Thread(target=feed)
        thread.start()
        subprocess.run(
            [str(docker.docker), "import", "-c", "ENV PATH=/usr/local/bin:/usr/bin:/bin", "-", image],
            env=docker.environment(),
            stdin=packing.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        thread.join()


def _add_go(docker: ProvingEngine) -> None:
    """Add Debian's compiler, which is unpacked and not installed."""
    root = unpacked("go", (), _GO)
    text = "FROM go\nCOPY --from=tree /usr/ /usr/\nRUN ln -s /usr/lib/go-1.19/bin/go /usr/bin/go\n"
    subprocess.run(
        [str(docker.buildx), "build", "-q", "--network=none", "-t", "go", "--build-context", f"tree={root}", "-"],
        env=docker.environment(),
        input=text.encode(),
        capture_output=True,
        check=True,
    )
