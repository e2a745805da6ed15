"""cargo: a workspace with a path dependency, build.rs, included files, a vendored dependency and a toolchain file."""

from __future__ import annotations

from pathlib import Path

from tools.needs.declare import Command, Read, Sample, Table

_APP: dict[str, str | bytes] = {
    "Cargo.toml": '[workspace]\nmembers = ["cli", "crates/*"]\nresolver = "2"\n\n[workspace.package]\nversion = "0.1.0"\nedition = "2021"\n',
    "cli/Cargo.toml": '[package]\nname = "cli"\nversion.workspace = true\nedition.workspace = true\nreadme = "README.md"\nlicense-file = "../LICENSE"\nbuild = "build.rs"\n\n[dependencies]\nlib = { path = "../crates/lib" }\n\n[[bin]]\nname = "cli"\npath = "src/main.rs"\n',
    "cli/build.rs": 'fn main() {\n    let text = std::fs::read_to_string("gen/table.txt").unwrap();\n    println!("cargo:rerun-if-changed=gen/table.txt");\n    println!("cargo:rustc-env=TABLE={}", text.trim());\n}\n',
    "cli/gen/table.txt": "seven\n",
    "cli/src/main.rs": 'mod help;\nfn main() { println!("{} {} {}", lib::NAME, env!("TABLE"), help::TEXT); }\n',
    "cli/src/help.rs": 'pub const TEXT: &str = include_str!("../assets/help.txt");\n',
    "cli/assets/help.txt": "help\n",
    "cli/tests/run.rs": "#[test]\nfn runs() { assert!(true); }\n",
    "cli/README.md": "# cli\n",
    "crates/lib/Cargo.toml": '[package]\nname = "lib"\nversion.workspace = true\nedition.workspace = true\n',
    "crates/lib/src/lib.rs": 'pub const NAME: &str = "lib";\n',
    ".cargo/config.toml": '[build]\nrustflags = ["--cfg", "fast"]\n',
    "README.md": "# app\n",
    "LICENSE": "MIT\n",
    "rustfmt.toml": "max_width = 100\n",
    "clippy.toml": 'msrv = "1.70"\n',
    "deny.toml": "\n",
}
_WORKSPACE = Sample(name="cargo", files=_APP, prepare="cargo generate-lockfile --offline")
_ROOT = Read(path="Cargo.toml", above=True)
_LOCK = Read(path="Cargo.lock", above=True, role="lock")
_CONFIG = Read(path=".cargo/config.toml", above=True, instead=(".cargo/config",))
_MEMBERS = Read(
    manifest="Cargo.toml",
    key="workspace.members",
    names="glob",
    seen=("cli/Cargo.toml", "crates/lib/Cargo.toml"),
    note="the Cargo.toml of each directory, and a target there: all members are loaded, whichever is built",
)
_LIB = Read(
    manifest="Cargo.toml",
    key="dependencies.*.path",
    names="directory",
    seen=("crates/lib/src/lib.rs",),
    note="its Cargo.toml and sources; also in the other kinds of dependencies and in patch",
)
_BUILD = Read(
    manifest="Cargo.toml",
    key="package.build",
    names="file",
    seen=("cli/build.rs", "cli/gen/table.txt"),
    note="build.rs unless it says otherwise; and what it reads",
)
_MAIN = Read(
    manifest="Cargo.toml",
    key="bin.path",
    names="file",
    seen=("cli/src/main.rs",),
    note="src/main.rs, src/lib.rs, src/bin/*.rs unless it says otherwise",
)
_SOURCES = Read(glob="src/**", seen=("cli/src/help.rs",), note="every module that another one names")
_INCLUDED = Read(glob="**", seen=("cli/assets/help.txt",), note="what include_str!, include_bytes! and include! name")
_README = Read(manifest="Cargo.toml", key="package.readme", names="file", seen=("cli/README.md",))
_LICENSE = Read(manifest="Cargo.toml", key="package.license-file", names="file", seen=("LICENSE",))
_TESTS = Read(glob="tests/**", seen=("cli/tests/*",))
_READS = (_ROOT, _LOCK, _CONFIG, _MEMBERS, _LIB, _BUILD, _MAIN, _SOURCES, _INCLUDED)
_VENDORED = Sample(
    name="cargo-vendor",
    files={
        "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ndep = "1"\n',
        "src/main.rs": 'fn main() { println!("{}", dep::NAME); }\n',
        "vendor/dep/Cargo.toml": '[package]\nname = "dep"\nversion = "1.0.0"\nedition = "2021"\n',
        "vendor/dep/src/lib.rs": 'pub const NAME: &str = "dep";\n',
        "vendor/dep/README.md": "# dep\n",
        "vendor/dep/.cargo-checksum.json": '{"files":{}}\n',
        ".cargo/config.toml": '[source.crates-io]\nreplace-with = "vendored-sources"\n\n[source.vendored-sources]\ndirectory = "vendor"\n',
        "rust-toolchain.toml": '[toolchain]\nchannel = "stable"\n',
    },
    prepare="cargo generate-lockfile --offline",
)
_VENDOR_READS = (
    Read(path="Cargo.toml", above=True),
    _LOCK,
    _CONFIG,
    Read(
        manifest=".cargo/config.toml",
        key="source.*.directory",
        names="directory",
        seen=("vendor/*",),
        note="of each crate Cargo.toml, .cargo-checksum.json and all that the checksums name",
    ),
    Read(path="src/main.rs"),
)

TABLE = Table(
    name="cargo",
    tool="cargo",
    version="cargo --version",
    env={
        "PATH": f"{Path.home()}/.cargo/bin:/usr/local/bin:/usr/bin:/bin",
        "RUSTUP_HOME": f"{Path.home()}/.rustup",
        "CARGO_NET_OFFLINE": "true",
        "CARGO_INCREMENTAL": "0",
    },
    noise=("*/.rustc_info.json", "*.d", "*/.fingerprint/*"),
    commands=(
        Command(ran="cargo build", match=("cargo build", "cargo b"), sample=_WORKSPACE, reads=_READS),
        Command(
            ran="cargo build --release --locked",
            match=("cargo build", "cargo b"),
            options=("--locked", "--frozen"),
            sample=_WORKSPACE,
            reads=_READS,
        ),
        Command(ran="cargo check", match=("cargo check", "cargo clippy"), sample=_WORKSPACE, reads=_READS),
        Command(
            ran="cargo test", match=("cargo test", "cargo nextest run"), sample=_WORKSPACE, reads=(*_READS, _TESTS)
        ),
        Command(ran="cargo run -q", match=("cargo run",), sample=_WORKSPACE, stdout=True, reads=_READS),
        Command(
            ran="cargo install --path cli --root /mnt/out --locked",
            match=("cargo install --path",),
            sample=_WORKSPACE,
            reads=_READS,
        ),
        Command(ran="cargo fetch", match=("cargo fetch",), sample=_WORKSPACE, reads=_READS),
        Command(
            ran="cargo package -p lib --no-verify --allow-dirty",
            match=("cargo package", "cargo publish"),
            sample=_WORKSPACE,
            reads=(*_READS, _README, _LICENSE),
        ),
        Command(
            ran="cargo build --locked",
            match=("cargo build", "cargo b"),
            where={".cargo/config.toml:source.*.directory": "*"},
            sample=_VENDORED,
            reads=(
                *_VENDOR_READS,
                Read(
                    path="rust-toolchain.toml",
                    instead=("rust-toolchain",),
                    above=True,
                    note="read by rustup, which cargo is in the official images",
                ),
            ),
        ),
    ),
)
