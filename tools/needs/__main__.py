"""Record tables: ``python -m tools.needs NAME...`` (without names: all that can be had here)."""

from __future__ import annotations

import sys

from tools.needs.record import main

sys.exit(main(sys.argv[1:]))
