"""Files of variables, read one after the other."""

from __future__ import annotations

from ctxsize.project.compose import dotenv
from ctxsize.project.compose.sections import Shown
from ctxsize.project.definition import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxsize.project.files import Files


def read(files: Iterable[str], environment: Mapping[str, str], disk: Files, shown: Shown) -> dict[str, str]:
    """Return the variables of files (absolute paths), of which later ones win.

    Raises ProjectError for one that is not there or not well formed.
    """
    found: dict[str, str] = {}
    for file in files:
        data = disk.read(file)
        if data is None:
            raise shown.refusal(Origin(file, 0), "no such file of variables.")
        try:
            found = dotenv.parse(data, environment, found)
        except dotenv.DotenvError as error:
            raise shown.refusal(Origin(file, error.line), f"{error}.") from error
    return found
