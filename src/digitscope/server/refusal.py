"""How the server says no: an error with its HTTP status, told as JSON, or as a plain page to a browser."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from digitscope.errors import DigitscopeError
from digitscope.messages import Problem, Refused, to_wire

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES: Final[Mapping[str, int]] = {
    "NOT_FOUND": 404,
    "PAGE_NOT_BUILT": 404,
    "PAGE_NOT_WHOLE": 404,
    "FILE_TOO_LARGE": 413,
    "IMAGE_TOO_MANY_PIXELS": 413,
    "IMAGE_SIDE_TOO_LONG": 413,
    "MODEL_HEADER_TOO_LARGE": 413,
    "IMAGE_FORMAT_UNSUPPORTED": 415,
    "MODEL_FORMAT_UNSUPPORTED": 415,
    "STORAGE_FULL": 507,
    "BUSY": 503,
}
"""Of errors that come from below, by code; all others are 422."""


class RefusalError(DigitscopeError):
    """A request that is refused with an HTTP status, and with further headers where that status asks for some.

    >>> RefusalError("a token works once", came="a used one", hint="see the terminal", code="TOKEN", status=401).status
    401
    """

    def __init__(
        self, asked: str, *, came: str, hint: str, code: str, status: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(asked, came=came, hint=hint, code=code)
        self.status = status
        self.headers = dict(headers or {})

    @classmethod
    def of(cls, error: DigitscopeError) -> RefusalError:
        """An error from below, with the status that its code has."""
        if isinstance(error, RefusalError):
            return error
        status = STATUSES.get(error.code, 422)
        headers = {"Retry-After": "1"} if status == 503 else {}
        return cls(error.asked, came=error.came, hint=error.hint, code=error.code, status=status, headers=headers)

    def as_json(self, request_id: str) -> bytes:
        """The body in the one shape that all errors have."""
        return to_wire(Refused(Problem(self.code, f"{self.asked}; got {self.came}", self.hint, request_id)))

    def as_page(self, request_id: str) -> bytes:
        """The same for people: a page without scripts and styles."""
        return page(
            "digitscope",
            f"{self.asked[:1].upper()}{self.asked[1:]}; got {self.came}.",
            f"{self.hint[:1].upper()}{self.hint[1:]}.",
            small=f"{self.code} {request_id}",
            link=self.status == 401,
        )


def page(title: str, *paragraphs: str, small: str = "", link: bool = False) -> bytes:
    """A page of plain words. link: whether it leads to the lab, for who has its cookie already."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    door = '<p><a href="/">Open the lab</a></p>' if link else ""
    foot = f"<p><small>{escape(small)}</small></p>" if small else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head>"
        f"<body><h1>{escape(title)}</h1>{body}{door}{foot}</body></html>"
    ).encode()


def busy(asked: str, came: str) -> RefusalError:
    """503: too much at once; the same request may do well in a second."""
    hint = "wait a moment and try again"
    return RefusalError(asked, came=came, hint=hint, code="BUSY", status=503, headers={"Retry-After": "1"})


def missing() -> RefusalError:
    """404, the same words for whatever is not there, so that they tell nothing."""
    hint = "choose from the list of networks, or open the lab's first page"
    asked, came = "what is asked for must be here", "something that is not"
    return RefusalError(asked, came=came, hint=hint, code="NOT_FOUND", status=404)


def internal() -> RefusalError:
    """500: a fault of ours, which no request should be able to bring about."""
    asked, came = "the lab must answer every request", "a fault of its own"
    hint = "please tell its makers what you did, with the line that the terminal shows"
    return RefusalError(asked, came=came, hint=hint, code="INTERNAL", status=500)


def too_large(limit: int) -> RefusalError:
    """413, whatever the body would have been."""
    asked = f"a request must bring at most {limit:,} bytes here"
    return RefusalError(asked, came="more", hint="send a smaller file", code="BODY_TOO_LARGE", status=413)


def too_fast(asked: str, came: str) -> RefusalError:
    """429: more than one client may ask for."""
    hint = "wait a moment and try again"
    return RefusalError(asked, came=came, hint=hint, code="RATE", status=429, headers={"Retry-After": "1"})
