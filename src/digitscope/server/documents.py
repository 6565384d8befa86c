"""A network as the one HTML file that works without this server: in goes its name, out comes an answer to be saved.

It is never shown here: a page of this origin could ask the lab for everything. So it is an attachment, and of no kind
that a browser would open.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from digitscope.errors import DigitscopeError
from digitscope.networks.files import from_bytes
from digitscope.pictures.document import document as whole
from digitscope.server.answer import PIECE
from digitscope.server.refusal import RefusalError, too_fast

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from digitscope.server.app import Lab
    from digitscope.server.keys import Session
    from digitscope.server.limits import Limits

TO_BE_SAVED: Final = {"Content-Disposition": 'attachment; filename="digitscope.html"'}


async def document(request: Request) -> Response:
    """The lab as one file with a network that is shipped or was brought; its session waits for it to the last byte."""
    it: Lab = request.scope["lab"]
    session: Session = request.scope["session"]
    name = request.path_params["name"]
    content = it.shelf.content(name, session)
    if not session.documents.allows():
        raise too_fast(f"at most {it.limits.documents_per_second:g} documents a second", "more")
    if len(content) > it.limits.document_network_bytes:
        raise _too_large(content, it.limits)
    try:
        made = await asyncio.to_thread(lambda: whole(from_bytes(content), name=name, page=it.page))
    except DigitscopeError as error:
        raise RefusalError.of(error) from error
    return _InPieces(made, headers=TO_BE_SAVED, media_type="application/octet-stream")


def _too_large(content: bytes, limits: Limits) -> RefusalError:
    return RefusalError(
        f"a document from here holds a network of at most {limits.document_network_bytes:,} bytes",
        came=f"{len(content):,}",
        hint="digitscope export document makes larger ones",
        code="MODEL_TOO_LARGE",
        status=422,
    )


class _InPieces(Response):
    """A body that is made for one client is held for nobody who does not read it: it is sent in the client's turn."""

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for start in range(0, len(self.body), PIECE):
            piece = bytes(self.body[start : start + PIECE])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
