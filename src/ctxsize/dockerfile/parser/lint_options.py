"""What a `check` directive asks of Docker's build checks (BuildKit's `linter.ParseLintOptions`)."""

from __future__ import annotations

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import SPACE, parse_bool
from ctxsize.record import Record

_ALL = "all"


class LintOptions(Record):
    """Which checks are skipped, which experimental ones are wanted, and whether a violation is an error."""

    error: bool = False
    skip_all: bool = False
    skip: frozenset[str] = frozenset()
    experimental_all: bool = False
    experimental: frozenset[str] = frozenset()

    def merged(self, other: LintOptions) -> LintOptions:
        """Return these options with what another one skips and wants; whether it is an error stays."""
        return self.replace(
            skip_all=self.skip_all or other.skip_all,
            skip=self.skip | other.skip,
            experimental_all=self.experimental_all or other.experimental_all,
            experimental=self.experimental | other.experimental,
        )


def lint_options(text: str) -> LintOptions:
    """Return what a `check` directive says, as in `skip=A,B;error=true`; raises RefusalError."""
    options = LintOptions()
    text = text.strip(SPACE)
    for part in text.split(";", 2) if text else ():
        key, equals, value = part.partition("=")
        key, value = key.strip(SPACE), value.strip(SPACE)
        if not equals or key not in {"skip", "experimental", "error"}:
            raise RefusalError(
                f"the check directive has `{part}`" if part else "the check directive has an empty option",
                "It takes skip=, experimental= and error=, with ; and no blanks between them",
            )
        if key == "error":
            error = parse_bool(value)
            if error is None:
                raise RefusalError(f"the check directive has `{part}`", "error= takes true or false")
            options = options.replace(error=error)
        elif value == _ALL:
            options = options.replace(**{f"{key}_all": True})
        else:
            options = options.replace(**{key: frozenset(rule.strip(SPACE) for rule in value.split(","))})
    return options
