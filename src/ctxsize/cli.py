"""The command line: options to a request, a report to an exit code."""

from __future__ import annotations

import os
import signal
import sys
import time
from enum import StrEnum
from typing import Annotated, NoReturn, Self

import typer

from ctxsize import __version__, paths
from ctxsize.analyze import analyze, excluded_entries
from ctxsize.builder import Builder
from ctxsize.errors import CtxsizeError, ExitCode, UsageError
from ctxsize.simulate import Simulation, simulate

EPILOG = (
    "Exit codes: 0 clean · 1 findings at error level · 2 wrong usage · 3 could not analyze: the builder would refuse the "
    "build, or something is unreadable · 130 interrupted."
)
_PATIENCE_SECONDS = 0.5

app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


class Format(StrEnum):
    """What ``--format`` takes."""

    TEXT = "text"
    JSON = "json"


class Color(StrEnum):
    """What ``--color`` takes."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough, such as head, ends us without a word.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # Names of files are bytes from strangers: let none that is not UTF-8 break a stream.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="surrogateescape" if stream is sys.stdout else "backslashreplace")
    try:
        code = app(standalone_mode=False)
    except CtxsizeError as error:
        _say(f"ctxsize: {error}")
        code = error.exit_code
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the last resort: one sentence, not a traceback)
        code = _unexpected(error)
    sys.exit(int(code or 0))


def _unexpected(error: Exception) -> int:
    # Typer carries a click of its own in some versions and uses the installed one in others; these are its exceptions.
    if isinstance(error, (typer.Exit, typer.Abort)):
        return getattr(error, "exit_code", ExitCode.INTERRUPTED)
    if hasattr(error, "format_message"):
        _say(f"ctxsize: {error.format_message().rstrip('.')}. See ctxsize --help.")
        return ExitCode.USAGE
    if os.environ.get("CTXSIZE_DEBUG"):
        raise error
    _say(f"ctxsize: unexpected {type(error).__name__}: {error}. This is a bug; CTXSIZE_DEBUG=1 shows where.")
    return ExitCode.NOT_ANALYZED


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _print_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"ctxsize {__version__}\n")
        raise typer.Exit


@app.command(epilog=EPILOG)
def command(
    path: Annotated[str, typer.Argument(help="The build context root.")] = ".",
    file: Annotated[
        str | None,
        typer.Option(
            "--file", "-f", help="Dockerfile; default PATH/Dockerfile, then PATH/dockerfile; - reads standard input."
        ),
    ] = None,
    target: Annotated[str | None, typer.Option(help="Stage to build; default the last.")] = None,
    build_arg: Annotated[list[str] | None, typer.Option(metavar="K=V", help="As in docker build; repeatable.")] = None,
    platform: Annotated[str | None, typer.Option(metavar="OS/ARCH", help="As in docker build.")] = None,
    builder: Annotated[
        Builder | None, typer.Option(help="Whose answer is shown; default buildkit, or legacy where DOCKER_BUILDKIT=0.")
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", "-l", help="The received entries, one a line, in walk order.")
    ] = False,
    null: Annotated[bool, typer.Option("--null", "-0", help="End each entry of a list with NUL.")] = False,
    excluded: Annotated[
        bool, typer.Option("--excluded", help="With --list: the excluded paths, each with the line that decided.")
    ] = False,
    why: Annotated[
        list[str] | None, typer.Option(metavar="PATH", help="Which line decided, and what uses the path; repeatable.")
    ] = None,
    top: Annotated[int, typer.Option(min=0, help="Rows in the size tables.")] = 10,
    output_format: Annotated[Format, typer.Option("--format", help="The report's form.")] = Format.TEXT,
    color: Annotated[Color, typer.Option(help="Colour in the text report; NO_COLOR is honoured.")] = Color.AUTO,
    progress: Annotated[
        bool, typer.Option("--progress/--no-progress", help="Progress on standard error when it takes long.")
    ] = True,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> int:
    """Show exactly which files docker build receives, how large they are, and which line of the ignore file decided."""
    if builder is None:
        builder = Builder.LEGACY if os.environ.get("DOCKER_BUILDKIT") == "0" else Builder.BUILDKIT
    arguments = _build_args(build_arg or [])
    if listing:
        if excluded:
            rows = excluded_entries(path, builder, file, target, arguments, platform)
            _write_excluded(rows, null=null)
        else:
            _list(
                simulate(path, builder, file, target, arguments, platform),
                null=null,
                as_json=output_format is Format.JSON,
            )
        return ExitCode.CLEAN
    if null or excluded:
        raise UsageError("--null and --excluded go with --list. Add it, or leave them out.")
    with _Progress(enabled=progress and sys.stderr.isatty()) as shown:
        report = analyze(path, builder, file, target, arguments, platform, top=top, why=why or [], on_tick=shown.tick)
    if output_format is Format.JSON:
        from ctxsize.report import json  # noqa: PLC0415 (each format loads what it needs)

        json.write(report, sys.stdout)
        return report.exit_code
    from ctxsize.report import terminal  # noqa: PLC0415

    colored = {Color.AUTO: None, Color.ALWAYS: True, Color.NEVER: False}[color]
    render = terminal.write_why if why else terminal.write
    render(report, sys.stdout, colored=colored)
    return report.exit_code


def _build_args(given: list[str]) -> dict[str, str]:
    """Read ``K=V``; ``K`` alone takes its value from the environment, as in docker build."""
    arguments = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not name:
            raise UsageError(f"--build-arg {paths.quoted(pair)} has no name. Write it as NAME=VALUE.")
        if equals:
            arguments[name] = value
        elif name in os.environ:
            arguments[name] = os.environ[name]
    return arguments


def _list(simulation: Simulation, *, null: bool, as_json: bool) -> None:
    if as_json:
        from ctxsize.report import json  # noqa: PLC0415

        json.write_entries(simulation.entries, simulation.transfer_bytes, sys.stdout)
        return
    end = "\0" if null else "\n"
    for entry in simulation.entries:
        sys.stdout.write((entry.path if null else paths.printable(entry.path)) + end)


def _write_excluded(rows: list[tuple[str, str]], *, null: bool) -> None:
    for path, reason in rows:
        sys.stdout.write(f"{path}\0" if null else f"{paths.printable(path)}\t{paths.printable(reason)}\n")


class _Progress:
    """One line on standard error, drawn only after half a second, and wiped when done."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._folders = 0
        self._next = time.monotonic() + _PATIENCE_SECONDS
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def tick(self) -> None:
        """Count one more folder."""
        self._folders += 1
        if not self._enabled or self._folders % 64 or time.monotonic() < self._next:
            return
        self._next += 0.1
        self._drawn = True
        sys.stderr.write(f"\r\033[K{self._folders:,} folders looked into")
        sys.stderr.flush()
