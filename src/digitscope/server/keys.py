"""Who may come in: tokens that work once are exchanged for sessions, which a cookie names from then on.

Nothing of this is kept on disk, and nothing here is compared in a way whose time could tell how much was right.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from digitscope.server.pace import Pace
from digitscope.server.refusal import RefusalError, busy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitscope.server.limits import Limits

UNSPENT: Final = 4
SPENT: Final = 64
"""Used tokens that are remembered, to tell an address that was used from one that never was."""


class Session:
    """One browser that came in, as long as the server runs.

    networks: what it sent, by name, the oldest first.  sockets: how many it has open.
    """

    def __init__(self, limits: Limits) -> None:
        self.secret = secrets.token_urlsafe(32)
        self.pace = Pace(limits.requests_per_second, burst=limits.request_burst)
        self.documents = Pace(limits.documents_per_second, burst=limits.document_burst)
        self.slots = asyncio.Semaphore(limits.requests_in_flight)
        self.computing = asyncio.Lock()
        self.networks: dict[str, bytes] = {}
        self.sockets = 0
        self.seen = time.monotonic()


class Keys:
    """The tokens and sessions of one server."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tokens: deque[str] = deque(maxlen=UNSPENT)
        self._spent: deque[str] = deque(maxlen=SPENT)
        self.sessions: list[Session] = []

    def fresh_token(self) -> str:
        """A new token: it opens the lab once."""
        token = secrets.token_urlsafe(16)
        self._tokens.append(token)
        return token

    def was_spent(self, token: str) -> bool:
        """Whether that token has opened the lab before."""
        return _among(token, self._spent)

    def exchange(self, token: str) -> Session:
        """The session that a token opens; the token is used up.

        Raises RefusalError: 401 for a token that was used or never was, 503 where there are too many sessions.
        """
        if not _among(token, self._tokens):
            raise RefusalError(
                "an address opens the lab once",
                came="one that was used, or another server's",
                hint="take the newest address from the terminal where digitscope runs",
                code="TOKEN_NOT_VALID",
                status=401,
            )
        self._make_room()
        self._tokens.remove(token)
        self._spent.append(token)
        session = Session(self._limits)
        self.sessions.append(session)
        return session

    def _make_room(self) -> None:
        """The session that was idle longest goes where there are too many; one with an open page stays."""
        if len(self.sessions) < self._limits.sessions:
            return
        idle = [session for session in self.sessions if not session.sockets]
        if not idle:
            raise busy(f"at most {self._limits.sessions} browsers can be in the lab", "one more")
        self.sessions.remove(min(idle, key=lambda session: session.seen))

    def session(self, given: Iterable[str]) -> Session | None:
        """The session of the one secret that came along; None where there is none, a wrong one, or more than one."""
        secrets_given = list(given)
        if len(secrets_given) != 1:
            return None
        found = None
        for session in self.sessions:
            if _same(secrets_given[0], session.secret):
                found = session
        if found is not None:
            found.seen = time.monotonic()
        return found


def _among(token: str, known: Iterable[str]) -> bool:
    found = [_same(token, other) for other in known]  # all are compared, whichever fits
    return True in found


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "surrogateescape"), right.encode())
