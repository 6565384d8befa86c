"""What the lab is called: the only names in a Host header, and the only origins, that the guard lets in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
HTTP: Final = 80
"""The port that browsers leave out."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the lab is reached.

    port: as browsers see it.  names: exact ones beside those of loopback.  called: the name in the printed address.

    >>> Address(8784, ("lab.local",)).allows("LOCALHOST:8784"), Address(8784).allows("lab.local:8784")
    (True, False)
    """

    port: int
    names: tuple[str, ...] = ()
    called: str = LOOPBACK[0]

    def allows(self, host: str) -> bool:
        """Whether a Host header names this lab, in letters of any case."""
        return host.isascii() and host.lower() in self._hosts()

    def _hosts(self) -> set[str]:
        names = [name.lower() for name in (*LOOPBACK, *self.names)]
        return {f"{name}:{self.port}" for name in names} | (set(names) if self.port == HTTP else set())

    @property
    def cookie(self) -> str:
        """The cookie's name. It carries the port, as all ports of a machine share their cookies."""
        return f"digitscope-{self.port}"

    def url(self, token: str) -> str:
        """The address to open, once.

        >>> Address(8784).url("abc")
        'http://127.0.0.1:8784/?token=abc'
        """
        return f"http://{self.called}:{self.port}/?token={token}"
