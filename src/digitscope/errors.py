"""Everything that digitscope refuses, it refuses with one of these.

Each error says what was asked, what came, and what to do, and carries a code that programs can read.
"""

from __future__ import annotations


class DigitscopeError(Exception):
    """The parent of every error that digitscope raises on purpose.

    asked: what was asked for.  came: what came instead.  hint: what to do.  code: for programs, in capitals.
    >>> print(DigitscopeError("a digit is 0 to 9", came="12", hint="check the labels"))
    a digit is 0 to 9; got 12: check the labels
    """

    code = "REFUSED"

    def __init__(self, asked: str, *, came: str, hint: str, code: str | None = None) -> None:
        super().__init__(asked, came, hint)
        self.asked = asked
        self.came = came
        self.hint = hint
        self.code = code or type(self).code

    def __str__(self) -> str:
        return f"{self.asked}; got {self.came}: {self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders whole (the parent's own way would lose the keywords)."""
        return _again, (type(self), self.asked, self.came, self.hint, self.code)


def _again(kind: type[DigitscopeError], asked: str, came: str, hint: str, code: str) -> DigitscopeError:
    return kind(asked, came=came, hint=hint, code=code)


class ShapeError(DigitscopeError, ValueError):
    """An array, or a chain of layers, does not have the shape that was asked for."""

    code = "SHAPE"


class ArrayTypeError(DigitscopeError, TypeError):
    """Something that cannot be an array of numbers."""

    code = "ARRAY_TYPE"


class NotFiniteError(DigitscopeError, ValueError):
    """NaN or infinity where only finite numbers make sense."""

    code = "NOT_FINITE"


class LabelError(DigitscopeError, ValueError):
    """Labels that are no classes, or not as many as there are images."""

    code = "LABEL"


class SettingError(DigitscopeError, ValueError):
    """A setting (of a recipe, an activation's name, ...) that cannot be."""

    code = "SETTING"


class ImageError(DigitscopeError, ValueError):
    """An image that cannot be read: damaged, too large, of another kind."""

    code = "IMAGE_UNREADABLE"


class NetworkFileError(DigitscopeError, ValueError):
    """A network or checkpoint file that is refused: nothing of it was used."""

    code = "MODEL_HEADER_INVALID"


class DatasetError(DigitscopeError, ValueError):
    """A data file that is not what it says, or is damaged."""

    code = "DATASET_INVALID"


class MissingError(DigitscopeError, LookupError):
    """A name, a file or a run that is not there."""

    code = "NOT_FOUND"


class StorageError(DigitscopeError, OSError):
    """Something could not be written; what was there before is untouched.

    Only where its folder's names could not be made to last is the new file already in place; the hint says so.
    """

    code = "CANNOT_WRITE"

    def __init__(self, asked: str, *, came: str, hint: str, code: str | None = None) -> None:
        super().__init__(asked, came=came, hint=hint, code=code)
        self.errno = None  # OSError would take the first argument for it


class PixelRangeWarning(UserWarning):
    """Pixels that look like 0..255 where 0..1 is meant."""


class EngineWarning(UserWarning):
    """A faster engine that is there but cannot be used, and why; nothing else is different."""
