"""`python -m digitscope` is the command `digitscope`."""

from __future__ import annotations

from digitscope.cli.app import run

if __name__ == "__main__":
    run()
