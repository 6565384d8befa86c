"""What the lab answers: the table of all routes, and a short function for each."""

from __future__ import annotations

import asyncio
import functools
import gzip
import hashlib
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from digitscope.data.mnist import packed
from digitscope.messages import to_wire
from digitscope.pictures.page import File, built_page
from digitscope.server.checks import CHECKS, Door
from digitscope.server.conversation import Conversation
from digitscope.server.crew import Crew
from digitscope.server.documents import document
from digitscope.server.guard import Guard
from digitscope.server.keys import Keys
from digitscope.server.limits import Limits
from digitscope.server.pipe import PREPARE, TAKE
from digitscope.server.refusal import RefusalError, missing, page
from digitscope.server.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import HTTPConnection, Request
    from starlette.websockets import WebSocket

    from digitscope.server.address import Address
    from digitscope.server.checks import Check
    from digitscope.server.keys import Session

FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
FOR_A_DAY: Final = {"Cache-Control": "private, max-age=86400"}
BY_ENCODING: Final = {"Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class Lab:
    """What the routes work with. announce: told whenever a token was used, or somebody came with a used one."""

    address: Address
    limits: Limits
    keys: Keys
    crew: Crew
    shelf: Shelf
    page: Mapping[str, File]
    announce: Callable[[Literal["used", "tried again"]], None]


def lab(
    address: Address,
    *,
    limits: Limits | None = None,
    static: Mapping[str, File] | None = None,
    announce: Callable[[Literal["used", "tried again"]], None] = lambda _: None,
) -> Lab:
    """A lab at that address, its workers not started yet. static: the files of the page, the built ones by default."""
    kept = limits or Limits()
    keys, crew = Keys(kept), Crew(kept)
    return Lab(address, kept, keys, crew, Shelf(kept, keys, crew), built_page() if static is None else static, announce)


def guarded(it: Lab, *, checks: Sequence[Check] = CHECKS, log: Callable[[str], None] | None = None) -> Guard:
    """The ASGI application: every route behind the guard. log: gets one line of JSON for each request."""
    return Guard(ROUTES, address=it.address, keys=it.keys, limits=it.limits, lab=it, checks=checks, log=log)


def _lab(request: HTTPConnection) -> Lab:
    found: Lab = request.scope["lab"]
    return found


def _session(request: HTTPConnection) -> Session:
    found: Session = request.scope["session"]
    return found


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


async def health(_: Request) -> Response:
    """Whether the server is there."""
    return _json(b'{"ok":true}')


async def first_page(request: Request) -> Response:
    """The page; with a token, the cookie that it gives."""
    it = _lab(request)
    token = request.query_params.get("token")
    known = request.scope["session"] is not None
    if token is None and known:
        return _served(it.page["index.html"], request) if "index.html" in it.page else _unbuilt()
    if token is None:
        raise _not_signed_in()
    back = RedirectResponse("/", 303)
    if not known and request.method == "GET":
        _let_in(it, token, back)
    elif not known:
        raise _not_signed_in()
    return back


def _let_in(it: Lab, token: str, back: Response) -> None:
    try:
        session = it.keys.exchange(token)
    except RefusalError:
        if it.keys.was_spent(token):
            it.announce("tried again")
        raise
    back.set_cookie(it.address.cookie, session.secret, path="/", httponly=True, samesite="strict")
    it.announce("used")


def _not_signed_in() -> RefusalError:
    return RefusalError(
        "the lab opens at the address that the terminal shows",
        came="one without its token",
        hint="take the newest address from the terminal where digitscope runs",
        code="NOT_SIGNED_IN",
        status=401,
    )


def _unbuilt() -> Response:
    words = (
        "The lab's server runs, but this installation has no page.",
        "Install digitscope from its wheel, or build the page: see CONTRIBUTING.md.",
    )
    return Response(page("digitscope", *words), media_type="text/html")


async def asset(request: Request) -> Response:
    """A file of the page; its name changes with its content, so that it may be kept for ever."""
    return _file(f"assets/{request.path_params['name']}", request, FOR_EVER)


async def icon(request: Request) -> Response:
    """The page's icon."""
    return _file(request.url.path.removeprefix("/"), request, FOR_A_DAY)


def _file(name: str, request: Request, headers: Mapping[str, str]) -> Response:
    found = _lab(request).page.get(name)
    if found is None:
        raise missing()
    return _served(found, request, headers)


def _served(file: File, request: Request, headers: Mapping[str, str] | None = None) -> Response:
    known = {**(headers or {}), **BY_ENCODING, "Content-Type": file.kind}
    if file.packed and _takes_gzip(request):
        return Response(file.packed, headers={**known, "Content-Encoding": "gzip"})
    return Response(file.content, headers=known)


def _takes_gzip(request: Request) -> bool:
    """Whether gzip is among what the client accepts, and not with q=0."""
    for offer in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = offer.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def networks(request: Request) -> Response:
    """The shipped networks' cards; or, with POST, one more network of the session's own."""
    if request.method == "POST":
        return await _bring_network(request)
    return _json(to_wire(_lab(request).shelf.cards))


async def network(request: Request) -> Response:
    """A network's file, shipped or brought."""
    content = _lab(request).shelf.content(request.path_params["name"], _session(request))
    headers = {"Content-Disposition": 'attachment; filename="network.safetensors"'}
    return Response(content, headers=headers, media_type="application/octet-stream")


async def _bring_network(request: Request) -> Response:
    """Takes a network file in, once it is checked; its name is our own sum, as a stranger's file was in the worker."""
    it = _lab(request)
    taken, canonical = await it.crew.reading.run(TAKE, await _brought(request))
    summed = await asyncio.to_thread(hashlib.sha256, canonical)
    it.shelf.put(summed.hexdigest(), canonical, _session(request))
    return _json(taken)


async def _brought(request: Request) -> bytes:
    """The body, in one place from the start: thousands of small pieces would leave the memory full of holes."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
    return bytes(content)


async def bring_image(request: Request) -> Response:
    """An image, on its way to the 784 numbers. It is not kept."""
    (prepared,) = await _lab(request).crew.reading.run(PREPARE, await _brought(request))
    return _json(prepared)


async def digits(request: Request) -> Response:
    """MNIST's test images or labels, as they are shipped."""
    what: Any = request.path_params["what"]
    if what not in ("images", "labels"):
        raise missing()
    zipped = _takes_gzip(request)
    content = await asyncio.to_thread(_digits, what, zipped=zipped)
    headers = {**FOR_A_DAY, **BY_ENCODING, **({"Content-Encoding": "gzip"} if zipped else {})}
    return Response(content, headers=headers, media_type="application/octet-stream")


@functools.cache
def _digits(what: Literal["images", "labels"], *, zipped: bool) -> bytes:
    return packed("test", what) if zipped else gzip.decompress(_digits(what, zipped=True))


async def socket(wire: WebSocket) -> None:
    """The socket, until one of both sides goes."""
    it = _lab(wire)
    await Conversation(wire, session=_session(wire), shelf=it.shelf, limits=it.limits).run()


ROUTES: Final = (
    Door(Route("/healthz", health), ("GET",), protection="host"),
    Door(Route("/", first_page), ("GET",), protection="page"),
    Door(Route("/assets/{name}", asset), ("GET",)),
    Door(Route("/favicon.svg", icon), ("GET",)),
    Door(Route("/favicon.ico", icon), ("GET",)),
    Door(Route("/api/networks", networks, methods=["GET", "POST"]), ("GET", "POST"), body=attrgetter("network_bytes")),
    Door(Route("/api/networks/{name}", network), ("GET",)),
    Door(Route("/api/documents/{name}", document), ("GET",)),
    Door(Route("/api/images", bring_image, methods=["POST"]), ("POST",), body=attrgetter("image_bytes")),
    Door(Route("/api/digits/{what}", digits), ("GET",)),
    Door(WebSocketRoute("/ws", socket), ()),
)
"""Every route there is; the tests make their attacks from this table."""
