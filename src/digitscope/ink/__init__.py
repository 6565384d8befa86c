"""From any image file to the 784 numbers that a network reads: open.py -> normalise.py."""

from digitscope.ink.normalise import Prepared, prepare, prepare_ink
from digitscope.ink.open import COMMAND_LINE, Limits, Opened, open_image

__all__ = ["COMMAND_LINE", "Limits", "Opened", "Prepared", "open_image", "prepare", "prepare_ink"]
