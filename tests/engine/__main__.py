"""The command line of the test engine; the package's docstring shows it."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn, cast

from tests.engine.ask import BUILDERS, ask
from tests.engine.cases import Case, read_cases, write_cases
from tests.engine.debian import EngineUnavailableError, default_suite
from tests.engine.engine import engine, leave_running, left_running
from tests.engine.fresh import fresh_cases
from tests.engine.record import RECORDED, record, recordings
from tests.engine.tree import entries_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Without this a terminated run would leave its engine behind: only an exception unwinds the blocks that stop it.
    signal.signal(signal.SIGTERM, _leave)
    # A shell that starts its programs in the background has them ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except EngineUnavailableError as error:
        print(f"No engine: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.engine", description="Ask a real Docker engine.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    suite = argparse.ArgumentParser(add_help=False)
    suite.add_argument("--suite", default=None, help="Debian release that the engine is taken from (trixie or sid)")

    asking = commands.add_parser("ask", parents=[suite], help="answer cases")
    asking.add_argument("file", nargs="?", help="a case as JSON, cases as JSON Lines, or - for standard input")
    asking.add_argument("--tree", type=Path, help="a directory to take as the context instead")
    asking.add_argument("--builder", choices=BUILDERS, action="append", help="ask only this builder")
    asking.add_argument("--arg", action="append", default=[], help="an argument of the build, with --tree")
    asking.set_defaults(command=_ask)

    verifying = commands.add_parser("verify", parents=[suite], help="compare the simulation with the engine")
    verifying.add_argument("--count", type=int, default=200, help="so many random cases")
    verifying.add_argument(
        "--seed", type=int, default=None, help="the first seed; a new one every day if it is left out"
    )
    verifying.add_argument("--builder", choices=BUILDERS, action="append", help="ask only this builder")
    verifying.set_defaults(command=_verify)

    recording = commands.add_parser(
        "record", parents=[suite], help="ask every recorded case again and write the answers"
    )
    recording.add_argument("file", nargs="*", type=Path, help="only these files; cases without answers get some")
    recording.add_argument("--fresh", nargs=2, type=int, metavar=("SEED", "COUNT"), help="record random cases too")
    recording.set_defaults(command=_record)

    commands.add_parser("up", parents=[suite], help="leave an engine running").set_defaults(command=_up)
    commands.add_parser("down", parents=[suite], help="stop the engine left running").set_defaults(command=_down)
    return parser


def _ask(options: argparse.Namespace) -> int:
    with engine(options.suite) as docker:
        for case in _cases(options):
            print(json.dumps(ask(docker, case, options.builder or BUILDERS)), flush=True)
    return 0


def _cases(options: argparse.Namespace) -> Iterator[Case]:
    if options.tree is not None:
        yield {"id": str(options.tree), "tree": entries_of(options.tree), "args": options.arg}
    elif options.file is None:
        message = "ask needs a file or --tree"
        raise SystemExit(message)
    elif options.file.endswith(".jsonl"):
        yield from read_cases([Path(options.file)])
    else:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
        loaded = json.loads(text)
        yield cast("Case", {"id": "asked", "args": [], **loaded})


def _verify(options: argparse.Namespace) -> int:
    """Print each difference as soon as it is known, and the sum; exit with 1 where there is one."""
    # The simulation needs the project's dependencies; an engine is also to be had from a clone where nothing is installed.
    from tests.engine.verify import verify, verify_recorded  # noqa: PLC0415

    first = options.seed if options.seed is not None else int(time.time()) // 86400 * 100_000
    wrong = 0
    for done, found in enumerate(
        verify(fresh_cases(first, options.count), options.suite, options.builder or BUILDERS), 1
    ):
        for difference in found:
            wrong += difference.known is None
            print(f"{difference}\n{json.dumps(difference.case)}\n", flush=True)
        if done % 100 == 0:
            print(f"{done} cases, {wrong} differences", file=sys.stderr, flush=True)
    for file, number, differing in verify_recorded(options.builder or BUILDERS):
        print(f"{file.name}: {number} recorded cases, {len(differing)} differences")
        print("".join(f"  {sentence}\n" for sentence in differing), end="")
        wrong += len(differing)
    print(f"{options.count} fresh cases from seed {first}: {wrong} differences")
    return 1 if wrong else 0


def _record(options: argparse.Namespace) -> int:
    for file in options.file or recordings():
        print(f"{file.name}: {record(file, options.suite)} cases", flush=True)
    if options.fresh:
        first, count = options.fresh
        file = RECORDED / f"fresh-{first}.jsonl"
        write_cases(file, fresh_cases(first, count))
        print(f"{file.name}: {record(file, options.suite)} cases", flush=True)
    return 0


def _up(options: argparse.Namespace) -> int:
    docker = leave_running(options.suite or default_suite())
    print(f"DOCKER_HOST={docker.host}\nDOCKER_CONFIG={docker.config}")
    return 0


def _down(options: argparse.Namespace) -> int:
    docker = left_running(options.suite or default_suite())
    if docker is not None:
        docker.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
