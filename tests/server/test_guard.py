"""The attack matrix, made from the table of routes: every route x every attack, and every check once taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import pytest

from digitscope.engine.initialise import initialise
from digitscope.networks.files import NetworkFile, to_bytes
from digitscope.server.answer import POLICY
from digitscope.server.app import ROUTES
from digitscope.server.checks import CHECKS, Door
from digitscope.server.limits import Limits
from server.visiting import UNHURRIED, Answer, Place, Request, chunked, opened

SMALL: Final = replace(UNHURRIED, image_bytes=7_500, network_bytes=7_500)
"""Bodies of some kilobytes reach the limits."""
SAMPLES: Final = {
    "/healthz": "/healthz",
    "/": "/",
    "/assets/{name}": "/assets/lab-1234.js",
    "/favicon.svg": "/favicon.svg",
    "/favicon.ico": "/favicon.ico",
    "/api/networks": "/api/networks",
    "/api/networks/{name}": "/api/networks/plain",
    "/api/documents/{name}": "/api/documents/plain",
    "/api/images": "/api/images",
    "/api/digits/{what}": "/api/digits/labels",
    "/ws": "/ws",
}
"""A path for each route. One that is missing here fails the test below."""
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@dataclass(frozen=True)
class Target:
    """A route and one method that it knows; the socket's is SOCKET."""

    door: Door
    method: str

    @property
    def path(self) -> str:
        return SAMPLES[self.door.route.path]

    @property
    def brings(self) -> bool:
        return self.method == "POST"

    def sound(self, place: Place, cookie: str) -> Request:
        if self.method == "SOCKET":
            return place.handshake(cookie=cookie)
        body = b"no image, and no network" if self.brings else b""
        return place.sound(self.method, self.path, cookie=cookie, body=body)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Attack:
    """A change to a sound request, and what must come of it. check: the one that stops it."""

    name: str
    check: str
    change: Callable[[Request, Place], Request]
    statuses: tuple[int, ...]
    fits: Callable[[Target], bool] = lambda target: True


TARGETS: Final = [Target(door, method) for door in ROUTES for method in door.methods or ("SOCKET",)]


def _set(header: str, *values: str) -> Callable[[Request, Place], Request]:
    """The header with these values, in which PORT, NEXT, COOKIE stand for the lab's own."""

    def change(request: Request, place: Place) -> Request:
        cookie = next(value for name, value in request.headers if name == "Cookie")
        known = {"PORT": str(place.port), "NEXT": str(place.port + 1), "COOKIE": cookie}
        known["NAME"], _, known["SECRET"] = cookie.partition("=")
        filled = []
        for value in values:
            text = value
            for word, meaning in known.items():
                text = text.replace(word, meaning)
            filled.append(text)
        return request.with_header(header, *filled)

    return change


def _and(*changes: Callable[[Request, Place], Request]) -> Callable[[Request, Place], Request]:
    def change(request: Request, place: Place) -> Request:
        for each in changes:
            request = each(request, place)
        return request

    return change


def _old(request: Request, _: Place) -> Request:
    return replace(request.with_header("Host"), version="HTTP/1.0")


def _with_method(method: str) -> Callable[[Request, Place], Request]:
    def change(request: Request, place: Place) -> Request:
        own = _and(_set("X-Digitscope", "lab"), _set("Content-Length", "0"), _set("Upgrade"))(request, place)
        return replace(own, method=method, body=b"")

    return change


def _body(count: Callable[[Request, Place], int], *, announced: bool) -> Callable[[Request, Place], Request]:
    def change(request: Request, place: Place) -> Request:
        body = b"x" * count(request, place)
        if announced:
            return replace(request.with_header("Content-Length", str(len(body))), body=body)
        bare = request.with_header("Content-Length").with_header("Transfer-Encoding", "chunked")
        return replace(bare, body=chunked(body[:1000], body[1000:]) if len(body) > 1000 else chunked(body))

    return change


def _limit(request: Request, place: Place) -> int:
    return place.lab.limits.image_bytes if request.method == "POST" else 0


def _one_more(request: Request, place: Place) -> int:
    return _limit(request, place) + 1


HOSTS: Final = (
    "evil.example", "evil.example:PORT", "", "localhost.evil.com:PORT", "127.0.0.1.nip.io:PORT", "0.0.0.0:PORT",
    "[::]:PORT",
    "127.0.0.1.:PORT", "localhost.:PORT", "2130706433:PORT", "127.1:PORT", "0x7f.0.0.1:PORT", "127.0.0.1",
    "127.0.0.1:NEXT", "127.0.0.1:0PORT", "localhost:PORT@evil.example", "evil.example,127.0.0.1:PORT",
    "127.0.0.1:PORT, evil.example",
    "[::ffff:127.0.0.1]:PORT", "127.0.0.1:PORT/", "xn--lcalhost-54a:PORT", "l\u00f6calhost:PORT", "127.0.0.2:PORT",
)  # fmt: skip
ORIGINS: Final = (
    "null", "http://evil.example", "http://evil.example:PORT", "http://127.0.0.1.evil.com:PORT", "http://127.0.0.1:NEXT",
    "https://127.0.0.1:PORT", "HTTP://127.0.0.1:PORT", "http://127.0.0.1:PORT/", "http://127.0.0.1", "http://localhost:PORT",
    "", "file://", "http://127.0.0.1:PORT.evil.example", "ws://127.0.0.1:PORT",
)  # fmt: skip
COOKIES: Final = (
    (), ("",), ("NAME=",), ("NAME=wrong",), ("NAME=SECRETx",), ("other=SECRET",), ("NAMEx=SECRET",),
    ("COOKIE; COOKIE",), ("COOKIE; NAME=wrong",), ("NAME=wrong; COOKIE",), ("COOKIE", "NAME=wrong"),
    ('NAME="SECRET"',), ("digitscope-1=SECRET",), ("NAME=\u00e9\u00ff",),
)  # fmt: skip


def _attacks() -> Iterator[Attack]:
    yield Attack("HTTP/1.0 without Host", "one_host", _old, (400,), lambda target: target.method != "SOCKET")
    yield Attack("no Host", "", _set("Host"), (400,))
    yield Attack("two Hosts", "", _set("Host", "127.0.0.1:PORT", "evil.example"), (400,))
    yield Attack("the same Host twice", "", _set("Host", "127.0.0.1:PORT", "127.0.0.1:PORT"), (400,))
    for host in HOSTS:
        yield Attack(f"Host {host}", "known_host", _set("Host", host), (403,))

    def has_origin(target: Target) -> bool:
        return target.door.protection != "host"

    for origin in ORIGINS:
        yield Attack(f"Origin {origin}", "own_origin", _set("Origin", origin), (403,), has_origin)
    twice = _set("Origin", "http://127.0.0.1:PORT", "http://127.0.0.1:PORT")
    yield Attack("two Origins", "own_origin", twice, (403,), has_origin)
    yield Attack("no Origin", "own_origin", _set("Origin"), (403,), lambda target: target.method == "SOCKET")
    bearing = _and(_set("Origin", "http://evil.example"), _set("Authorization", "Bearer SECRET"), _set("Cookie"))
    yield Attack("Origin beside a right bearer", "own_origin", bearing, (403,), has_origin)

    for site in ("cross-site", "same-site", "evil"):
        yield Attack(f"Sec-Fetch-Site {site}", "own_site", _set("Sec-Fetch-Site", site), (403,), has_origin)
    both = _set("Sec-Fetch-Site", "same-origin", "cross-site")
    yield Attack("Sec-Fetch-Site twice", "own_site", both, (403,), has_origin)
    framed = _and(
        _set("Sec-Fetch-Site", "cross-site"), _set("Sec-Fetch-Mode", "navigate"), _set("Sec-Fetch-Dest", "iframe")
    )
    yield Attack("another site's frame", "own_site", framed, (403,), has_origin)
    led = _and(
        _set("Sec-Fetch-Site", "cross-site"), _set("Sec-Fetch-Mode", "navigate"), _set("Sec-Fetch-Dest", "document")
    )

    def needs_cookie(target: Target) -> bool:
        return target.door.protection == "session"

    yield Attack("another site's link", "own_site", led, (403,), needs_cookie)
    for cookie in COOKIES:
        yield Attack(f"Cookie {cookie}", "known_session", _set("Cookie", *cookie), (401,), needs_cookie)
    bearer = _set("Authorization", "Bearer SECRET")
    yield Attack("cookie and bearer", "known_session", bearer, (401,), needs_cookie)
    wrong = _and(_set("Authorization", "Bearer wrong"), _set("Cookie"))
    yield Attack("a wrong bearer", "known_session", wrong, (401,), needs_cookie)

    for values in ((), ("",), ("LAB",), ("lab", "lab"), ("lab, lab",)):
        change = _set("X-Digitscope", *values)
        yield Attack(f"X-Digitscope {values}", "own_header", change, (403,), lambda target: target.brings)

    for method in METHODS:
        yield Attack(f"method {method}", "known_door", _with_method(method), (405,), _ignorant_of(method))

    def plain(target: Target) -> bool:
        return target.method != "SOCKET"

    for name, value in (
        ("Upgrade", ()), ("Connection", ()), ("Sec-WebSocket-Key", ()), ("Sec-WebSocket-Key", ("short",)),
        ("Sec-WebSocket-Key", ("not base64!",)), ("Sec-WebSocket-Version", ("12",)), ("Sec-WebSocket-Version", ()),
        ("Connection", ("Upgrade, @@",)), ("Connection", ("Upgrade, a b",)), ("Content-Length", ("5",)),
        ("X", ("\x01",)), ("X", ("\x7f",)),
    ):  # fmt: skip
        yield Attack(
            f"handshake {name} {value}", "known_door", _set(name, *value), (426,), lambda target: not plain(target)
        )

    for way, announced in (("announced", True), ("in chunks", False)):
        change = _body(_one_more, announced=announced)
        check = "small_body" if announced else ""
        fits = plain if announced else (lambda target: target.brings)
        yield Attack(f"a byte too much, {way}", check, change, (413,), fits)

    yield Attack("65 header fields", "", _more(65, "y"), (431,))
    yield Attack("a long header", "", _set("X", "y" * 8_001), (431,))
    yield Attack("20 kB of headers", "", _more(5, "y" * 4_000), (431,))
    yield Attack("a long request line", "", _asking("x" * 4_096), (414,))


def _ignorant_of(method: str) -> Callable[[Target], bool]:
    return lambda target: method not in (target.door.methods or ("GET",))


def _more(count: int, value: str) -> Callable[[Request, Place], Request]:
    return lambda request, place: replace(request, headers=request.headers + (("X", value),) * count)


def _asking(query: str) -> Callable[[Request, Place], Request]:
    return lambda request, place: replace(request, path=f"{request.path}?{query}")


ATTACKS: Final = list(_attacks())
MATRIX: Final = [(target, attack) for target in TARGETS for attack in ATTACKS if attack.fits(target)]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with opened(SMALL) as running:
        yield running


@pytest.fixture(scope="module")
def cookie(place: Place) -> str:
    return place.session()


def refused_as(attack: Attack, answer: Answer) -> bool:
    """Whether that is the refusal that it must be, in the one shape."""
    try:
        shape = set(answer.error) == {"code", "message", "hint", "request_id"}
    except (ValueError, KeyError):
        return False
    plain = answer.headers.get("content-type") == "application/json"
    return answer.status in attack.statuses and shape and plain


def test_e65_every_route_is_in_the_matrix() -> None:
    assert {door.route.path for door in ROUTES} == set(SAMPLES)
    assert {check.__name__ for check in CHECKS} <= {attack.check for attack in ATTACKS} | {"in_pace"}
    for target in TARGETS:
        hit = {attack.check for hit_target, attack in MATRIX if hit_target is target}
        assert {"one_host", "known_host", "known_door"} - {"one_host" if target.method == "SOCKET" else ""} <= hit
        if target.door.protection == "session":
            assert {"own_origin", "own_site", "known_session"} <= hit


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_a_sound_request_gets_through(place: Place, cookie: str, target: Target) -> None:
    wanted = {"SOCKET": (101,), "POST": (415, 422)}.get(target.method, (200,))
    assert place.ask(target.sound(place, cookie)).status in wanted


@pytest.mark.parametrize(("target", "attack"), MATRIX, ids=lambda part: str(getattr(part, "name", part)))
def test_e65_f76_g86_g87_g88_g89_g92_every_attack_on_every_route(
    place: Place, cookie: str, target: Target, attack: Attack
) -> None:
    answer = place.ask(attack.change(target.sound(place, cookie), place))
    assert refused_as(attack, answer), answer
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["content-security-policy"] == POLICY


def test_g88_what_is_refused_changes_nothing(place: Place) -> None:
    cookie = place.session()
    network = to_bytes(NetworkFile(initialise((784, 2), rng=0)))
    (target,) = [target for target in TARGETS if str(target) == "POST /api/networks"]
    before = [session.secret for session in place.lab.keys.sessions]
    for attack in ATTACKS:
        if attack.fits(target) and attack.check:
            request = replace(place.sound("POST", "/api/networks", cookie=cookie), body=network)
            sound = request.with_header("Content-Length", str(len(network)))
            assert refused_as(attack, place.ask(attack.change(sound, place))), attack.name
    assert [session.secret for session in place.lab.keys.sessions] == before
    assert not any(session.networks for session in place.lab.keys.sessions)
    assert place.post("/api/networks", network, cookie=cookie).status == 200  # sent as it should be, it is taken


@pytest.mark.parametrize(
    "check", [check for check in CHECKS if check.__name__ != "in_pace"], ids=lambda check: check.__name__
)
def test_with_a_check_taken_out_the_matrix_turns_red(check: Callable[..., None]) -> None:
    with opened(SMALL, checks=[other for other in CHECKS if other is not check]) as place:
        cookie = place.session()
        came_through = 0
        for target, attack in MATRIX:
            if attack.check == check.__name__:
                answer = place.ask(attack.change(target.sound(place, cookie), place))
                came_through += not refused_as(attack, answer)
        assert came_through


def test_requests_beyond_the_pace_are_refused_and_without_that_check_are_not() -> None:
    hurried = Limits(requests_per_second=5, request_burst=20)
    for checks, wanted in ((CHECKS, True), ([check for check in CHECKS if check.__name__ != "in_pace"], False)):
        with opened(hurried, checks=checks) as place:
            cookie = place.session()
            answers = [place.get("/api/networks", cookie=cookie) for _ in range(30)]
            slowed = [answer for answer in answers if answer.status == 429]
            assert bool(slowed) is wanted
            assert all(answer.error["code"] == "RATE" and answer.headers["retry-after"] == "1" for answer in slowed)
            assert place.get("/api/networks").status == 200  # another browser is not held back


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "LocalHost", "[::1]"])
def test_g86_the_names_of_loopback_pass_with_the_port(place: Place, cookie: str, host: str) -> None:
    request = place.sound("GET", "/api/networks", cookie=cookie).with_header("Host", f"{host}:{place.port}")
    assert place.ask(request).status == 200


def test_g87_a_name_that_was_given_passes_exactly() -> None:
    with opened(names=("lab.local",)) as place:
        for host, status in (("lab.local", 200), ("LAB.local", 200), ("x.lab.local", 403), ("lab.local.", 403)):
            request = place.sound("GET", "/healthz").with_header("Host", f"{host}:{place.port}")
            assert place.ask(request).status == status
        origin = f"http://lab.local:{place.port}"
        request = place.handshake().with_header("Host", f"lab.local:{place.port}").with_header("Origin", origin)
        assert place.ask(request).status == 101


def test_g86_a_wrong_host_is_refused_before_the_body_is_read(place: Place, cookie: str) -> None:
    request = place.sound("POST", "/api/images", cookie=cookie).with_header("Host", "evil.example")
    waiting = request.with_header("Content-Length", "7000")
    assert place.ask(waiting).error["code"] == "HOST_NOT_ALLOWED"


def test_f76_a_client_that_is_no_browser_shows_its_secret_in_a_header(place: Place, cookie: str) -> None:
    secret = cookie.partition("=")[2]
    request = place.handshake(cookie=cookie).with_header("Origin").with_header("Cookie")
    assert place.ask(request.with_header("Authorization", f"Bearer {secret}")).status == 101
    assert place.ask(request.with_header("Authorization", "Bearer wrong")).status == 401
    assert place.ask(request.with_header("Authorization", f"Basic {secret}")).status == 401


def test_g88_another_site_may_lead_a_person_to_the_first_page_only(place: Place, cookie: str) -> None:
    def led(path: str) -> int:
        request = place.sound("GET", path, cookie=cookie).with_header("Sec-Fetch-Site", "cross-site")
        led_here = request.with_header("Sec-Fetch-Mode", "navigate").with_header("Sec-Fetch-Dest", "document")
        return place.ask(led_here).status

    assert led("/") == 200
    assert led("/api/networks") == 403


def test_g92_another_ports_cookies_are_not_ours_and_do_no_harm(place: Place, cookie: str) -> None:
    beside = f"digitscope-1=x; theme=dark; {cookie}; digitscope=y"
    assert place.get("/api/networks", cookie=beside).status == 200


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_e71_every_answer_has_the_headers(place: Place, cookie: str, target: Target) -> None:
    headers = place.ask(target.sound(place, cookie)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == POLICY
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=(self)" in headers["permissions-policy"]
    assert not {"access-control-allow-origin"} & set(headers)
    assert "uvicorn" not in headers.get("server", "")
    kept = ("assets", "favicon", "digits")
    assert headers["cache-control"] == "no-store" or any(word in target.path for word in kept)
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(
    "path", ["/nothing", "//", "/api", "/api/networks/", "/ws/", "/%", "/%ff", "/assets/", "/healthz/x"]
)
def test_e68_unknown_paths_are_not_found_and_tell_strangers_nothing(place: Place, cookie: str, path: str) -> None:
    known = place.ask(place.sound("GET", path, cookie=cookie))
    assert (known.status, known.error["code"]) == (404, "NOT_FOUND")
    assert place.ask(place.sound("GET", path, cookie="none=1")).status == 401
    assert place.ask(place.handshake(cookie=cookie, path=path)).status == 404


def test_sockets_are_counted(place: Place) -> None:
    with opened(replace(UNHURRIED, sockets=3, sockets_per_session=2)) as few:
        mine, others = few.session(), few.session()
        with few.connection() as one, few.connection() as two, few.connection() as three:
            for wire, cookie in ((one, mine), (two, mine), (three, others)):
                wire.sendall(few.handshake(cookie=cookie).raw())
                assert b" 101 " in wire.recv(4096)
            assert few.ask(few.handshake(cookie=mine)).error["code"] == "RATE"
            full = few.ask(few.handshake(cookie=few.session()))
            assert (full.status, full.error["code"]) == (503, "BUSY")
    assert place.get("/healthz").status == 200
