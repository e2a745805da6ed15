"""go: modules, a replaced directory, embedded files, a vendor directory, a workspace, and git for the stamp."""

from __future__ import annotations

from tools.needs.declare import TOOLS, Command, Read, Sample, Table

_FILES: dict[str, str | bytes] = {
    "go.mod": "module example.org/app\n\ngo 1.21\n\nrequire example.org/dep v1.0.0\n\nreplace example.org/dep => ./dep\n",
    "go.sum": "example.org/unused v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    "main.go": 'package main\n\nimport (\n\t_ "embed"\n\t"fmt"\n\n\t"example.org/app/internal/text"\n\t"example.org/dep"\n)\n\n//go:generate sh gen.sh\n\n//go:embed static/page.html\nvar page string\n\nfunc main() { fmt.Println(page, text.Text, dep.Name) }\n',
    "main_test.go": 'package main\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestData(t *testing.T) {\n\tif _, err := os.ReadFile("testdata/in.txt"); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n',
    "internal/text/text.go": 'package text\n\nconst Text = "text"\n',
    "other/other.go": 'package other\n\nconst Other = "other"\n',
    "static/page.html": "<p>\n",
    "testdata/in.txt": "in\n",
    "dep/go.mod": "module example.org/dep\n\ngo 1.21\n",
    "dep/dep.go": 'package dep\n\nconst Name = "dep"\n',
    "gen.sh": "cp gen.in gen.out\n",
    "gen.in": "x\n",
    "README.md": "# app\n",
    "LICENSE": "MIT\n",
    ".golangci.yml": "linters: {}\n",
}
_APP = Sample(name="go", files=_FILES)
_REPOSITORY = Sample(
    name="go-git",
    files={
        name: text
        for name, text in _FILES.items()
        if name not in {"main_test.go", "testdata/in.txt", "gen.sh", "gen.in", "other/other.go"}
    },
    git=True,
)
_VENDORED = Sample(
    name="go-vendor",
    files={
        **{
            name: text
            for name, text in _FILES.items()
            if name
            in {
                "go.mod",
                "main.go",
                "internal/text/text.go",
                "static/page.html",
                "dep/go.mod",
                "dep/dep.go",
                "README.md",
            }
        }
    },
    prepare="go mod vendor",
)
_WORK = Sample(
    name="go-work",
    files={
        "go.work": "go 1.21\n\nuse (\n\t./app\n\t./lib\n)\n",
        "app/go.mod": "module example.org/app\n\ngo 1.21\n",
        "app/main.go": 'package main\n\nimport "example.org/lib"\n\nfunc main() { println(lib.Name) }\n',
        "lib/go.mod": "module example.org/lib\n\ngo 1.21\n",
        "lib/lib.go": 'package lib\n\nconst Name = "lib"\n',
        "README.md": "# app\n",
    },
)
_CGO = Sample(
    name="go-c",
    files={
        "go.mod": "module example.org/app\n\ngo 1.21\n",
        "main.go": 'package main\n\n// #include "answer.h"\nimport "C"\n\nfunc main() { println(C.answer()) }\n',
        "answer.c": '#include "answer.h"\nint answer(void) { return ANSWER; }\n',
        "answer.h": "#define ANSWER 42\nint answer(void);\n",
        "README.md": "# app\n",
    },
)
_MOD = Read(path="go.mod", above=True)
_SUM = Read(path="go.sum", above=True, role="lock", note="needed as soon as a dependency comes from outside")
_SOURCES = Read(
    glob="**/*.go",
    seen=("main.go", "internal/*"),
    note="of the packages that are built and of those that they import; without _test.go",
)
_EMBEDDED = Read(manifest="*.go", key="//go:embed", names="glob", seen=("static/*",))
_REPLACED = Read(manifest="go.mod", key="replace", names="directory", seen=("dep/*",), note="its go.mod and sources")
_TESTS = Read(glob="**/*_test.go", seen=("main_test.go",))
_DATA = Read(glob="**/testdata/**", seen=("testdata/*",), note="what the tests read")
_GENERATE = Read(manifest="*.go", key="//go:generate", names="command", seen=("gen.sh", "gen.in"))
_READS = (_MOD, _SUM, _SOURCES, _EMBEDDED, _REPLACED)
_CLAUSES = Read(
    glob="**/*_test.go",
    seen=("main_test.go",),
    note="only its package clause is read: it may be absent, but not broken",
)
_VENDOR = Read(
    glob="vendor/**",
    note="modules.txt and the packages: taken instead of the modules if it is there and go.mod says go 1.14 or later",
)
_GIT = Read(
    path=".git/",
    above=True,
    note="vcs.revision, vcs.time, vcs.modified; only where git is in the image; -buildvcs=false switches it off",
)
_TRACKED = Read(
    glob="**",
    seen=("README.md", "LICENSE", ".golangci.yml"),
    note="every tracked file: without it vcs.modified is true and the version says +dirty",
)


def _go(
    ran: str,
    match: tuple[str, ...],
    reads: tuple[Read, ...] = _READS,
    sample: Sample = _APP,
    *,
    stdout: bool = False,
    options: tuple[str, ...] = (),
    note: str = "",
    unless: tuple[str, ...] = (),
) -> Command:
    return Command(
        ran=ran, match=match, sample=sample, reads=reads, stdout=stdout, options=options, note=note, unless=unless
    )


TABLE = Table(
    name="go",
    tool="go",
    version="go version",
    path=("mgr/bin",),
    env={
        "GOPROXY": "off",
        "GOFLAGS": "-mod=mod",
        "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off",
        "GOCACHE": str(TOOLS / "go-cache"),
        "GOBIN": "/mnt/out",
    },
    commands=(
        _go("go build -o /mnt/out/app .", ("go build",), (*_READS, _CLAUSES)),
        _go(
            "go build ./...",
            ("go build ./...", "go vet ./..."),
            (*_READS, _CLAUSES, Read(glob="**/*.go", seen=("other/*",), note="of every package below")),
        ),
        _go("go install .", ("go install",), (*_READS, _CLAUSES)),
        _go("go run .", ("go run",), (*_READS, _CLAUSES), stdout=True),
        _go(
            "go test ./...", ("go test", "gotestsum"), (*_READS, _TESTS, _DATA, Read(glob="**/*.go", seen=("other/*",)))
        ),
        _go("go vet ./...", ("go vet",), (*_READS, _TESTS, Read(glob="**/*.go", seen=("other/*",)))),
        _go(
            "go mod download",
            ("go mod download",),
            (_MOD, _SUM, Read(manifest="go.mod", key="replace", names="directory", seen=("dep/go.mod",))),
        ),
        _go(
            "go mod verify",
            ("go mod verify",),
            (_MOD, _SUM, Read(manifest="go.mod", key="replace", names="directory", seen=("dep/go.mod",))),
        ),
        _go("go mod vendor", ("go mod vendor",), (*_READS, _TESTS)),
        _go("go generate ./...", ("go generate",), (*_READS, _GENERATE)),
        _go(
            "go build -o /mnt/out/app .",
            ("go build", "go install"),
            (*_READS, _GIT, _TRACKED),
            _REPOSITORY,
            unless=("-buildvcs=false",),
        ),
        _go(
            "go build -buildvcs=false -o /mnt/out/app .",
            ("go build", "go install"),
            (*_READS, _GIT),
            _REPOSITORY,
            options=("-buildvcs=false",),
        ),
        _go(
            "GOFLAGS= go build -o /mnt/out/app .",
            ("go build", "go install", "go test"),
            (_MOD, _SOURCES, _EMBEDDED, _VENDOR, _REPLACED),
            _VENDORED,
            options=(),
            note="with a vendor directory, which -mod=mod passes over",
        ),
        _go(
            "GOFLAGS= go build -o /mnt/out/app ./app",
            ("go build", "go install", "go test"),
            (
                Read(path="go.work", above=True, note="go.work.sum beside it"),
                Read(
                    manifest="go.work",
                    key="use",
                    names="directory",
                    seen=("app/*", "lib/*"),
                    note="go.mod and sources of each",
                ),
            ),
            _WORK,
        ),
        _go(
            "GOFLAGS= go build -o /mnt/out/app .",
            ("go build", "go install"),
            (
                _MOD,
                Read(glob="*.go"),
                Read(
                    glob="*.[chS]",
                    note="C and assembler sources beside the Go files: .c .h .cc .cpp .hpp .m .s .S .syso",
                ),
            ),
            _CGO,
        ),
    ),
)
