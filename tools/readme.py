"""The parts of README.md that are made from the program: the sample's output and the table of options.

python -m tools.readme     writes them again
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ctxsize.cli.option import PANELS, Option
from ctxsize.cli.options import OPTIONS, PRINTING
from tests.functional.installed import README, ROOT, environment, program

DIRECTORY_SHOWN = "/home/you/ctxsize"


def fresh(readme: str) -> str:
    """The README with its made parts as they should be."""
    with tempfile.TemporaryDirectory() as directory:
        output = sample_output(block(readme, "sample-command"), Path(directory).resolve())
    readme = with_block(readme, "sample-output", output)
    return re.sub(r"(?s)(<!-- options -->\n).*?(?=<!-- /options -->)", lambda match: match[1] + options(), readme)


def block(readme: str, name: str) -> str:
    """The code of the block that follows the line `<!-- name -->`."""
    match = re.search(rf"(?s)<!-- {name} -->\n```\w*\n(.*?)```\n", readme)
    assert match, f"README.md has no block {name}"
    return match[1]


def with_block(readme: str, name: str, code: str) -> str:
    """The README with another code in that block."""
    assert block(readme, name) is not None
    return re.sub(rf"(?s)(<!-- {name} -->\n```\w*\n).*?(?=```\n)", lambda match: match[1] + code, readme)


def sample_output(command: str, directory: Path) -> str:
    """What the sample command prints, in `directory`; its steps that install are taken as done."""
    *_, make, show = command.strip().split(" && ")
    python, script, *arguments = make.split()
    assert python == ".venv/bin/python"
    subprocess.run([sys.executable, ROOT / script, *arguments], cwd=directory, check=True)
    installed, *arguments = show.split()
    assert installed == ".venv/bin/ctxsize"
    done = subprocess.run(
        [program(), *arguments], cwd=directory, env=environment(), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.replace(str(directory), DIRECTORY_SHOWN)


def options() -> str:
    """The table of options, as they are declared."""
    rows = ["", "| panel | option | meaning |", "|---|---|---|"]
    shown = ""
    for option in sorted([*OPTIONS.values(), *PRINTING.values()], key=lambda option: PANELS.index(option.panel)):
        panel = "" if option.panel == shown else option.panel
        rows.append(f"| {panel} | `{spelled(option)}` | {option.help.replace('|', chr(92) + '|')} |")
        shown = option.panel
    return "\n".join([*rows, "", ""])


def spelled(option: Option) -> str:
    """An option as it is written, the short form first."""
    names = ", ".join([*sorted(option.names, key=len), *([option.off] if option.off else [])])
    value = "|".join(option.choices) if option.choices is not None else option.metavar
    return names if value is None else f"{names} {value}".replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(fresh(README.read_text("utf-8")), "utf-8")
