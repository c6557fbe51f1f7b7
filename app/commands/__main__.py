"""Run the `peil` command as `python -m app.commands`."""

from __future__ import annotations

import sys

from app.commands.peil import main

sys.exit(main())
