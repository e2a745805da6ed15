"""Docker's build checks, for the builds in which a violation is an error (`# check=error=true`).

Mirrors BuildKit's `linter`, and the places of `instructions` and `dockerfile2llb` that call it. The build stops once all
needed stages have been gone through, before the context is loaded. What a check says is Docker's to show; here it
matters only which are violated.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.arguments import quoted_words, split_keyword
from ctxsize.dockerfile.parser.directives import DirectiveReader
from ctxsize.dockerfile.parser.lint_options import LintOptions, lint_options
from ctxsize.dockerfile.parser.syntax import Dockerfile, Instruction
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.images import image_of
from ctxsize.dockerfile.stages.platform import Platform, platform_of
from ctxsize.dockerfile.traits import (
    CHECK_COMMENTS,
    CHECK_EXCEPTIONS,
    CHECK_IGNORED,
    CHECK_ROOT,
    CHECK_SECRETS,
    PLATFORM_FEATURES,
)
from ctxsize.dockerfile.words.expand import Expansion, expand
from ctxsize.golang.paths import BadPatternError, clean
from ctxsize.golang.text import lower
from ctxsize.ignore.matcher import plain_verdict
from ctxsize.ignore.pattern import Pattern

_EXPERIMENTAL = frozenset({"InvalidDefinitionDescription"})
_IGNORED = "CopyIgnoredFile"
_RESERVED = frozenset({"context", "scratch"})
_NEVER_SET = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
_HIDDEN = r"(?i)(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|\Z)"
_PUBLIC = r"(?i)(?:_|^)(?:public)(?:_|\Z)"
_PUBLIC_SINCE = r"(?i)(?:_|^)(?:public|file|version)(?:_|\Z)"
_EVERYTHING = frozenset({"*", "**", "**/*"})
_NAMED = 3
"""How many words `FROM base AS name` has."""


class Linter:
    """Takes note of violated checks while a Dockerfile is gone through; `violated` has the first line of each.

    `above` are the comments of the instruction at hand, which may switch checks off.
    """

    def __init__(self, options: LintOptions, engine: Engine, ignore: Sequence[Pattern]) -> None:
        self.violated: dict[str, int] = {}
        self.above: tuple[str, ...] = ()
        self._options = options
        self._engine = engine
        self._ignore = ignore

    def _report(self, rule: str, line: int, above: Iterable[str] = ()) -> None:
        options = self._options
        if above and self._engine.has(CHECK_COMMENTS):
            options = self._merged(above)
        if rule in _EXPERIMENTAL or (rule == _IGNORED and not self._engine.has(CHECK_IGNORED)):
            counts = options.experimental_all or rule in options.experimental
        else:
            counts = not options.skip_all and rule not in options.skip
        if counts:
            self.violated.setdefault(rule, line)

    def _merged(self, above: Iterable[str]) -> LintOptions:
        """Return the options with what the first `check` comment above an instruction adds."""
        for comment in above:
            directive = DirectiveReader(self._engine, "").read(comment)
            if directive is not None and directive.name == "check":
                try:
                    return self._options.merged(lint_options(directive.value.partition(" ")[0]))
                except RefusalError:
                    break
        return self._options

    def read(self, dockerfile: Dockerfile) -> None:
        """Check what needs no more than the instructions as they are written."""
        for instruction in dockerfile.instructions:
            if instruction.gap:
                self._report("NoEmptyContinuation", instruction.line)
        for instruction in dockerfile.instructions:
            self._instruction(instruction)
        self._names([each for each in dockerfile.instructions if each.keyword == "FROM"])
        self._casing(dockerfile.instructions)

    def _instruction(self, instruction: Instruction) -> None:
        args, line, above = instruction.args, instruction.line, instruction.comments
        if instruction.keyword == "MAINTAINER":
            self._report("MaintainerDeprecated", line, above)
        elif instruction.keyword == "FROM" and len(args) == _NAMED:
            if args[2] != lower(args[2]):
                self._report("StageNameCasing", line, above)
            written = _written(instruction)
            wanted = {written.lower(): str.lower, written.upper(): str.upper}.get(written)
            if wanted is not None and args[1] != wanted(args[1]):
                self._report("FromAsCasing", line, above)
            self._description((lower(args[2]),), line, above)
        elif instruction.keyword == "ARG":
            self._description(tuple(word.partition("=")[0] for word in args), line, above)

    def _description(self, names: Collection[str], line: int, above: Sequence[str]) -> None:
        """The comment right above a stage or an ARG is to begin with its name."""
        if above and names and above[-1].split(" ")[0] not in names:
            self._report("InvalidDefinitionDescription", line, above)

    def _names(self, stages: Iterable[Instruction]) -> None:
        seen: set[str] = set()
        for stage in stages:
            if len(stage.args) == _NAMED:
                name = lower(stage.args[2])
                if name in _RESERVED:
                    self._report("ReservedStageName", stage.line)
                if name in seen:
                    self._report("DuplicateStageName", stage.line)
                seen.add(name)

    def _casing(self, instructions: Sequence[Instruction]) -> None:
        """All keywords from the first FROM on are to be in the case of most of them; in doubt in upper case."""
        first = next((at for at, each in enumerate(instructions) if each.keyword == "FROM"), 0)
        keywords = [(_written(each), each.line) for each in instructions[first:]]
        in_lower = sum(word == word.lower() for word, _ in keywords)
        in_upper = sum(word == word.upper() and word != word.lower() for word, _ in keywords)
        for word, line in keywords:
            if word != (word.lower() if in_lower > in_upper else word.upper()):
                self._report("ConsistentInstructionCasing", line)

    def default_bases(self, dockerfile: Dockerfile, args: Mapping[str, str]) -> None:
        """Check that each base is a name for an image without any build argument, too; `args` are those of the platform."""
        known = dict(args)
        try:
            for instruction in dockerfile.instructions:
                if instruction.keyword == "FROM":
                    break
                for word in instruction.args:
                    name, equals, default = word.partition("=")
                    if equals:
                        known[name] = expand(default, known, dockerfile.escape)
            stages = [each for each in dockerfile.instructions if each.keyword == "FROM"]
            bases = [(expand(each.args[0], known, dockerfile.escape), each.line) for each in stages]
        except RefusalError:
            return
        for base, line in bases:
            try:
                image_of(base)
            except RefusalError:
                self._report("InvalidDefaultArgInFrom", line)

    def base(self, stage: Instruction, found: Expansion, known: Collection[str]) -> None:
        """Check the variables of a FROM, in its base or its platform; `known` are the names declared before it."""
        if any(name not in known for name in found.unset):
            self._report("UndefinedArgInFrom", stage.line, stage.comments)

    def platform(self, stage: Instruction, found: Expansion, target: str, own: Platform) -> None:
        """Check the `--platform` of a FROM; `target` is the value of TARGETPLATFORM."""
        if found.used == ("TARGETPLATFORM",) and not found.unset and found.text == target:
            self._report("RedundantTargetPlatform", stage.line, stage.comments)
        if found.used or found.unset:
            return
        try:
            platform = platform_of(found.text, own, features=self._engine.has(PLATFORM_FEATURES))
        except RefusalError:
            return
        name = lower(stage.args[2]) if len(stage.args) == _NAMED else ""
        if platform.system not in name and platform.machine not in name:
            self._report("FromPlatformFlagConstDisallowed", stage.line, stage.comments)

    def variables(self, instruction: Instruction, unset: Iterable[str], declared: Collection[str]) -> None:
        """Check the variables of an instruction; one that an ARG has declared need not have a value."""
        if any(name not in declared and name not in _NEVER_SET for name in unset):
            self._report("UndefinedVar", instruction.line, instruction.comments)

    def pairs(self, instruction: Instruction, names: Iterable[str], escape: str) -> None:
        """Check ENV and LABEL; `names` are those that an ENV sets, after expansion."""
        _, _, rest = split_keyword(instruction.text, escape)
        if "=" not in quoted_words(rest, escape)[0]:
            self._report("LegacyKeyValueFormat", instruction.line, instruction.comments)
        self.secrets(instruction, names)

    def secrets(self, instruction: Instruction, names: Iterable[str]) -> None:
        """Check the names of ENV and ARG for what is a secret by its name."""
        public = _PUBLIC_SINCE if self._engine.has(CHECK_SECRETS) else _PUBLIC
        if any(re.search(_HIDDEN, name) and not re.search(public, name) for name in names):
            self._report("SecretsUsedInArgOrEnv", instruction.line, instruction.comments)

    def violate(self, rule: str, instruction: Instruction) -> None:
        """Take note of a violation that the caller has found."""
        self._report(rule, instruction.line, instruction.comments)

    def copied(self, instruction: Instruction, source: str) -> None:
        """Check a source of the main context against the ignore file, as text: no wildcard is expanded, no file looked up."""
        patterns = self._ignore
        if not patterns or (self._engine.has(CHECK_EXCEPTIONS) and any(each.exception for each in patterns)):
            return
        if self._engine.has(CHECK_IGNORED):
            source = clean(source)
        root = self._engine.has(CHECK_ROOT) and source in {".", "/"}
        if root and not any(each.text in _EVERYTHING for each in patterns if not each.exception):
            return
        try:
            ignored = plain_verdict(patterns, source)
        except BadPatternError:
            return
        if ignored:
            self._report(_IGNORED, instruction.line, instruction.comments)

    def check(self) -> None:
        """Raise RefusalError if a check was violated."""
        if self.violated:
            rules = ", ".join(self.violated)
            raise RefusalError(
                f"the Dockerfile asks for build checks to be errors, and this violates {rules}",
                "docker build --check says why: mend it, or leave the check out with `# check=skip=`",
                line=next(iter(self.violated.values())),
            )


def _written(instruction: Instruction) -> str:
    """Return the keyword in the case in which it is written."""
    return instruction.text.lstrip()[: len(instruction.keyword)]
