"""What differs between Docker Engine 28.5 and the newest.

`Engine.has` answers whether an engine has a trait; `docs/builders.md` lists them.
"""

from __future__ import annotations

from ctxsize.dockerfile.engine import EnginePart, Trait

COPY_PARENTS = Trait(
    name="COPY --parents",
    part=EnginePart.FRONT_END,
    since=26,
    labs=13,
    what="COPY takes --parents without a syntax line",
    change="instructions/parse.go of front end 1.20: the flag left the labs channel",
    cases=("parents-plain", "parents-doublestar", "parents-onbuild", "syntax-builtin-arg"),
)
RUN_SECURITY = Trait(
    name="RUN --security",
    part=EnginePart.FRONT_END,
    since=26,
    labs=0,
    what="RUN takes --security without a syntax line",
    change="instructions/commands_runsecurity.go of front end 1.20: the flag left the labs channel",
    cases=("security-sandbox", "security-insecure", "security-bad"),
)
RUN_DEVICE = Trait(
    name="RUN --device",
    part=EnginePart.FRONT_END,
    since=1000,
    labs=20,
    what="RUN takes --device in the labs channel alone",
    change="dockerfile2llb/convert_norundevice.go",
    cases=("written:tests/dockerfile/test_engine.py",),
)
COPY_EXCLUDE = Trait(
    name="COPY --exclude",
    part=EnginePart.FRONT_END,
    since=25,
    labs=13,
    what="COPY and ADD take --exclude",
    change="instructions/parse.go of front end 1.19: the flag left the labs channel",
    cases=("exclude", "exclude-add", "older-exclude-flag"),
)
ADD_UNPACK = Trait(
    name="ADD --unpack",
    part=EnginePart.FRONT_END,
    since=23,
    what="ADD takes --unpack",
    change="instructions/parse.go of front end 1.17",
    cases=("add-unpack",),
)
REQUIRED_PATHS = Trait(
    name="required paths",
    part=EnginePart.DAEMON,
    since=26,
    what="a plain path of COPY --parents that does not arrive fails the build",
    change="cache/contenthash/checksum.go of BuildKit 0.26: RequiredPaths; front end 1.20 sends them",
    cases=("parents-missing", "parents-dot", "parents-link", "parents-ignored-below", "parents-missing-wild"),
)
SENDS_REQUIRED_PATHS = REQUIRED_PATHS.replace(name="required paths are sent", part=EnginePart.FRONT_END)
EPOCH = "SOURCE_DATE_EPOCH"
"""The argument that the next two are about."""
EPOCH_OF_ARG = Trait(
    name="SOURCE_DATE_EPOCH of an ARG",
    part=EnginePart.FRONT_END,
    since=29,
    what="ARG SOURCE_DATE_EPOCH before the first FROM counts as the build argument does",
    change="dockerfile2llb/convert.go of front end 1.23: resolveSourceDateEpoch",
    cases=("epoch-arg-bad", "epoch-arg-empty", "epoch-arg-local-arg"),
)
EPOCH_OF_SOURCE = Trait(
    name="SOURCE_DATE_EPOCH of a source",
    part=EnginePart.FRONT_END,
    since=30,
    what="SOURCE_DATE_EPOCH may name the context, a named context or a stage; a number is written in its normal form",
    change="dockerfile2llb/epoch.go of front end 1.24",
    cases=("epoch-buildarg-context", "epoch-buildarg-named", "epoch-arg-stage-bad", "epoch-buildarg-named-var"),
)
GIT_MTIME = Trait(
    name="git source: mtime",
    part=EnginePart.FRONT_END,
    since=29,
    what="a git source takes ?mtime=commit or checkout, and its subdir is cleaned",
    change="dfgitutil/git_ref.go and gitutil/git_url.go of front end 1.23",
    cases=("git-mtime-bad", "written:tests/dockerfile/stages/test_git_queries.py"),
)
GIT_FETCH_BY_COMMIT = Trait(
    name="git source: fetch-by-commit",
    part=EnginePart.FRONT_END,
    since=30,
    what="a git source takes ?fetch-by-commit",
    change="dfgitutil/git_ref.go of front end 1.24",
    cases=("git-fetch-by-commit", "git-fetch-by-commit-bare", "written:tests/dockerfile/stages/test_git_queries.py"),
)
DIRECTIVE_SPACE = Trait(
    name="white space in directives",
    part=EnginePart.FRONT_END,
    since=27,
    what="between # and a directive's name any Unicode white space counts",
    change="parser/directives.go of front end 1.21",
    cases=("directive-nbsp", "directive-nel", "directive-nbsp-syntax"),
)
CHECK_IGNORED = Trait(
    name="CopyIgnoredFile",
    part=EnginePart.FRONT_END,
    since=27,
    what="the check CopyIgnoredFile is on by default, and cleans the source first",
    change="linter/ruleset.go and dockerfile2llb/convert.go of front end 1.21",
    cases=("check-error-ignored", "check-error-ignored-wild2", "check-error-parents"),
)
CHECK_COMMENTS = Trait(
    name="checks in comments",
    part=EnginePart.FRONT_END,
    since=27,
    what="# check=skip=NAME above an instruction counts for that instruction",
    change="linter/linter.go of front end 1.21: WithMergedConfigFromComments",
    cases=("check-comment-skip", "written:tests/dockerfile/stages/test_lint.py"),
)
CHECK_EXCEPTIONS = Trait(
    name="CopyIgnoredFile with exceptions",
    part=EnginePart.FRONT_END,
    since=28,
    what="the check CopyIgnoredFile is off where the ignore file has an exception",
    change="dockerfile2llb/convert.go of front end 1.22: validateCopySourcePath",
    cases=("written:tests/dockerfile/stages/test_lint.py",),
)
CHECK_SECRETS = Trait(
    name="SecretsUsedInArgOrEnv",
    part=EnginePart.FRONT_END,
    since=28,
    what="names with FILE or VERSION in them are not secrets to the check SecretsUsedInArgOrEnv",
    change="dockerfile2llb/convert.go of front end 1.22: getSecretsRegex",
    cases=("written:tests/dockerfile/stages/test_lint.py",),
)
CHECK_ROOT = Trait(
    name="CopyIgnoredFile of the root",
    part=EnginePart.FRONT_END,
    since=32,
    what="the check CopyIgnoredFile takes `.` and `/` for ignored only where a line is `*`, `**` or `**/*`",
    change="dockerfile2llb/validations.go of front end 1.26: copySourceRootIgnored",
    cases=("check-error-dir-of-star", "check-error-doublestar-root"),
)
BAD_PATTERN_FAILS = Trait(
    name="malformed patterns",
    part=EnginePart.DAEMON,
    since=29,
    what="a pattern that Go cannot compile fails each time, where it used to kill the daemon the second time",
    change="moby/patternmatcher 0.6.1, in BuildKit 0.29",
    cases=("pattern-bad-late", "pattern-range"),
)
PLATFORM_FEATURES = Trait(
    name="platforms with features",
    part=EnginePart.FRONT_END,
    since=31,
    what="a platform may have features of the operating system: windows(10.0.17763+win32k)/amd64",
    change="containerd/platforms 1.0.0-rc.3, in BuildKit 0.31",
    cases=("platform-osfeatures",),
)
CLIENT_PLATFORM_FEATURES = PLATFORM_FEATURES.replace(name="--platform with features", part=EnginePart.CLIENT)
POLICY_FILE = Trait(
    name="Dockerfile.rego",
    part=EnginePart.CLIENT,
    since=27,
    what="Dockerfile.rego beside the Dockerfile is a build policy",
    change="build/opt.go of buildx 0.31",
    cases=("written:tests/build/test_policy.py",),
)
POLICY_MUST_BE_FILE = Trait(
    name="Dockerfile.rego that is not a file",
    part=EnginePart.CLIENT,
    since=28,
    what="a build policy that is a directory or can't be read stops the build",
    change="build/opt.go of buildx 0.32",
    cases=("written:tests/build/test_policy.py",),
)
CLASSIC_PLATFORM = Trait(
    name="--platform of the legacy builder",
    part=EnginePart.LEGACY_CLIENT,
    since=2900,
    what="the legacy builder's client reads --platform itself: one that is malformed, or a list, stops it",
    change="cli/command/image/build.go of docker/cli 29",
    cases=("written:tests/build/test_environment.py",),
)

TRAITS = tuple(value for value in tuple(globals().values()) if isinstance(value, Trait))
"""All of them, in the order of this table."""
