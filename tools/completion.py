"""The scripts that complete ctxsize in bash, zsh and fish, as Typer makes them.

    python -m tools.completion      writes integrations/completion again

A wheel carries them to where the shells look; PowerShell has no such place: ``ctxsize --install-completion`` serves it.
"""

from __future__ import annotations

from pathlib import Path

from typer._completion_shared import get_completion_script

DIRECTORY = Path(__file__).parents[1] / "integrations/completion"
NAMES = {"bash": "ctxsize.bash", "zsh": "_ctxsize", "fish": "ctxsize.fish"}


def scripts() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {
        name: get_completion_script(prog_name="ctxsize", complete_var="_CTXSIZE_COMPLETE", shell=shell) + "\n"
        for shell, name in NAMES.items()
    }


if __name__ == "__main__":
    DIRECTORY.mkdir(exist_ok=True)
    for name, text in scripts().items():
        (DIRECTORY / name).write_text(text, "utf-8")
