"""What every request must pass, one short check after the other, and what a check may look at.

In: a Visit, the head of a request with the route that it found. Out: nothing, or a RefusalError. The checks stand in
CHECKS in the order in which they are made; a test takes each out and sees the attacks come through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from digitscope.server.refusal import RefusalError, missing, too_fast, too_large

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.routing import Route, WebSocketRoute
    from starlette.types import Scope

    from digitscope.server.address import Address
    from digitscope.server.keys import Keys, Session
    from digitscope.server.limits import Limits

SAFE: Final = ("GET", "HEAD")
Protection: TypeAlias = Literal["host", "page", "session"]


def _nothing(_: Limits) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Door:
    """A route and what it asks of those who come.

    methods: those that it knows; none for the socket.  protection: "host" asks for a right Host header only, "page"
    for everything but a session (the page itself, where a token becomes one), "session" for everything.
    body: how many bytes a request may bring.
    """

    route: Route | WebSocketRoute
    methods: tuple[str, ...]
    protection: Protection = "session"
    body: Callable[[Limits], int] = _nothing


@dataclass(slots=True)
class Visit:
    """One request on its way through the checks. door: None where the path leads nowhere; session: once it is known."""

    scope: Scope
    address: Address
    keys: Keys
    limits: Limits
    door: Door | None = None
    session: Session | None = None
    headers: dict[bytes, list[str]] = field(default_factory=dict)

    @property
    def socket(self) -> bool:
        return bool(self.scope["type"] == "websocket")

    @property
    def method(self) -> str:
        return "GET" if self.socket else str(self.scope["method"])

    @property
    def protection(self) -> Protection:
        return self.door.protection if self.door else "session"

    @property
    def body_limit(self) -> int:
        """Bytes that this request may bring."""
        return self.door.body(self.limits) if self.door and self.method not in SAFE else 0

    def values(self, name: str) -> list[str]:
        """All values that the header of that name has, as they came."""
        return self.headers.get(name.encode(), [])


Check: TypeAlias = "Callable[[Visit], None]"


def one_host(visit: Visit) -> None:
    """Exactly one Host header."""
    if (count := len(visit.values("host"))) != 1:
        hint = "send one Host header"
        raise RefusalError("a request names one host", came=str(count), hint=hint, code="HOST_MISSING", status=400)


def known_host(visit: Visit) -> None:
    """A name that the lab goes by: a page of another name whose address was bent to this machine is stopped here."""
    if not all(visit.address.allows(host) for host in visit.values("host")):
        raise RefusalError(
            "the lab answers to its own names only",
            came="another Host",
            hint="open the address that the terminal shows; further names need --allow-host",
            code="HOST_NOT_ALLOWED",
            status=403,
        )


def own_origin(visit: Visit) -> None:
    """Only our own page asks; a socket without Origin comes from no browser and shows its secret in a header."""
    origins = visit.values("origin")
    if visit.protection == "host" or (not origins and not (visit.socket and not visit.values("authorization"))):
        return
    own = [f"http://{host.lower()}" for host in visit.values("host")]
    if len(origins) != 1 or origins[0] not in own or not visit.address.allows(origins[0].removeprefix("http://")):
        raise RefusalError(
            "only the lab's own page may ask here",
            came="another Origin" if origins else "no Origin",
            hint="open the lab at the address that the terminal shows",
            code="ORIGIN_NOT_ALLOWED",
            status=403,
        )


def own_site(visit: Visit) -> None:
    """What a browser says of who asks: ourselves, or the person; others may only lead a person to the first page."""
    if visit.protection == "host" or set(visit.values("sec-fetch-site")) <= {"same-origin", "none"}:
        return
    led_here = visit.values("sec-fetch-mode") == ["navigate"] and visit.values("sec-fetch-dest") == ["document"]
    if not (visit.protection == "page" and visit.method == "GET" and led_here):
        raise RefusalError(
            "only the lab's own page may ask here",
            came="a request of another site",
            hint="open the lab at the address that the terminal shows",
            code="CROSS_SITE",
            status=403,
        )


def known_session(visit: Visit) -> None:
    """The one cookie of ours, or the same secret as `Authorization: Bearer`; the first page does without."""
    if visit.protection == "host":
        return
    visit.session = visit.keys.session(_secrets(visit))
    if visit.session is None and visit.protection == "session":
        raise RefusalError(
            "this needs the cookie that the lab's address gives",
            came="none, or one that does not fit",
            hint="open the newest address from the terminal where digitscope runs",
            code="NOT_SIGNED_IN",
            status=401,
        )


def _secrets(visit: Visit) -> list[str]:
    pairs = [pair.strip().partition("=") for line in visit.values("cookie") for pair in line.split(";")]
    cookies = [value for name, _, value in pairs if name.strip() == visit.address.cookie]
    schemes = [line.partition(" ") for line in visit.values("authorization")]
    return cookies + [value.strip() for scheme, _, value in schemes if scheme.lower() == "bearer"]


def own_header(visit: Visit) -> None:
    """What changes something carries a header that no form and no other site's script can send."""
    if visit.method not in SAFE and visit.protection != "host" and visit.values("x-digitscope") != ["lab"]:
        raise RefusalError(
            "a request that changes something needs the header X-Digitscope: lab",
            came=str(len(visit.values("x-digitscope"))),
            hint="send that header once",
            code="HEADER_MISSING",
            status=403,
        )


def known_door(visit: Visit) -> None:
    """A path that leads somewhere, and a method that it knows."""
    if visit.door is None or (visit.socket and visit.door.methods):
        raise missing()
    if visit.socket:
        return
    if not visit.door.methods and visit.method == "GET":
        raise RefusalError(
            "this path speaks WebSocket",
            came="a plain request, or a handshake that is not sound",
            hint="open it with new WebSocket(...)",
            code="UPGRADE_REQUIRED",
            status=426,
            headers={"Upgrade": "websocket", "Connection": "Upgrade"},
        )
    known = visit.door.methods or ("GET",)
    if visit.method not in known and not (visit.method == "HEAD" and "GET" in visit.door.methods):
        raise RefusalError(
            "the method must be one that this path knows",
            came="another",
            hint=f"use {' or '.join(known)}",
            code="METHOD_NOT_ALLOWED",
            status=405,
            headers={"Allow": ", ".join(known)},
        )


def small_body(visit: Visit) -> None:
    """No more bytes announced than the route takes; they are counted again as they come."""
    if any(int(length) > visit.body_limit for length in visit.values("content-length") if length.isdecimal()):
        raise too_large(visit.body_limit)


def in_pace(visit: Visit) -> None:
    """Not more requests a second than a page needs."""
    if visit.session is not None and not visit.session.pace.allows():
        raise too_fast(f"at most {visit.limits.requests_per_second:g} requests a second", "more")


CHECKS: Final[tuple[Check, ...]] = (
    one_host,
    known_host,
    own_origin,
    own_site,
    known_session,
    own_header,
    known_door,
    small_body,
    in_pace,
)
