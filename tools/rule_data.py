"""The rules' data as a module, so that no start has to read TOML.

    python -m tools.rule_data

writes `src/ctxsize/data/known.py` out of the TOML files beside it, in which people write.
"""

from __future__ import annotations

import pprint
import tomllib
from pathlib import Path

import ctxsize

FOLDER = Path(ctxsize.__file__).parent / "data"
MODULE = FOLDER / "known.py"


def module() -> str:
    """Return the module's text."""
    cruft = tomllib.loads((FOLDER / "cruft.toml").read_text("utf-8"))["cruft"]
    secrets = tomllib.loads((FOLDER / "secrets.toml").read_text("utf-8"))
    return (
        '"""What cruft.toml and secrets.toml say. Generated: `python -m tools.rule_data` writes it."""\n\n'
        "from __future__ import annotations\n\n"
        "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any\n\n"
        f"CRUFT: list[dict[str, Any]] = {pprint.pformat(cruft, width=118, sort_dicts=False)}\n\n"
        f"SECRETS: dict[str, Any] = {pprint.pformat(secrets, width=118, sort_dicts=False)}\n"
    )


if __name__ == "__main__":
    MODULE.write_text(module(), "utf-8")
