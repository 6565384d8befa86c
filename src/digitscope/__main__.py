"""`python -m digitscope` is the command `digitscope`."""

from __future__ import annotations

import sys

from digitscope.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
