"""A network and the whole lab as one HTML file, which works by double-click: in goes a NetworkFile, out come bytes.

The network stands in it as its own file, in base64: the lab checks it in the browser as it checks any other.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from digitscope.environment import versions
from digitscope.networks.catalogue import cards, find
from digitscope.networks.checks import check_count, check_lab
from digitscope.networks.files import to_bytes
from digitscope.pictures.page import File, built_page
from digitscope.pictures.whole import whole
from digitscope.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digitscope.networks.files import NetworkFile

BLOCK: Final = "digitscope-document"
"""The id of the element that the lab looks for: with it there is no server to ask."""
PARAMETERS: Final = 4 * 2**20
"""What the lab can show."""


def document(
    file: NetworkFile, *, name: str, title: str | None = None, page: Mapping[str, File] | None = None
) -> bytes:
    """One HTML file with this network and the lab, for a browser without server and network; same input, same bytes.

    name: what the lab calls the network; the card of a shipped one comes along with its name.  title: what people
    read, the name by default.  page: the built page's files.  The start of the lab's address, empty here, stands
    in it as exactly `"start": ""`, once.
    Raises NetworkFileError where the lab could not show the network, MissingError (PAGE_NOT_BUILT) without a page.
    >>> from digitscope.networks.catalogue import find
    >>> b"<title>digitscope: plain</title>" in document(find("plain"), name="plain")
    True
    """
    check_lab(file.network.widths, file.labels)
    check_count("parameters", file.network.parameter_count, most=PARAMETERS, hint="choose a smaller one")
    files = built_page() if page is None else page
    read = shown(name if title is None else title)
    about = {
        "name": shown(name),
        "title": read,
        "network": b64encode(to_bytes(file)).decode(),
        "card": _card(file, name),
        "version": versions()["digitscope"],
        "start": "",
    }
    blocks = {
        BLOCK: ("application/json", _safe(json.dumps(about, allow_nan=False))),
        "digitscope-licences": ("text/plain", _licences(files)),
    }
    return whole(files, title=f"digitscope: {read}", blocks=blocks).encode()


def _card(file: NetworkFile, name: str) -> dict[str, Any] | None:
    """What the lab says of a shipped network; None for any other, whatever it is called."""
    card = next((card for card in cards() if card.name == name), None)
    return None if card is None or find(name) != file else card.told()


def _licences(page: Mapping[str, File]) -> str:
    """Of what others wrote: their licences ask to go wherever it goes."""
    texts = (file.content.decode() for name, file in page.items() if name.startswith("licences/"))
    return "\n\n".join(texts)


def _safe(text: str) -> str:
    """JSON in which no text can end the element around it, nor open another one."""
    return text.replace("<", "\\u003c")
