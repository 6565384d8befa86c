"""What a file is, by its first bytes; its name is never asked.

In: bytes. Out: one of the six kinds of image that are read here, or an ImageError that names the way out.
"""

from __future__ import annotations

from typing import Final

from digitscope.errors import ImageError

READABLE: Final = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"RIFF", "WEBP"),
    (b"BM", "BMP"),
)
ASKED: Final = "an image must be PNG, JPEG, WebP, BMP, TIFF (8-bit or 1-bit) or GIF"

_EXPORT = "open it in a program that shows it and export it as PNG"
_PHONE = "in the phone's camera settings choose 'most compatible', or export it as JPEG"
_OTHERS: Final = (
    (b"%PDF", "a PDF", "export the page as PNG: pdftoppm -png -r 200 file.pdf page"),
    (b"%!PS", "PostScript", "export the page as PNG: gs -sDEVICE=png16m -r200 -o page.png file.eps"),
    (
        b"\xc5\xd0\xd3\xc6",
        "PostScript (EPS)",
        "export the page as PNG: gs -sDEVICE=png16m -r200 -o page.png file.eps",
    ),
    (b"<svg", "an SVG drawing", "export it as PNG: rsvg-convert -o drawing.png drawing.svg"),
    (b"<?xml", "XML, perhaps an SVG drawing", "export it as PNG: rsvg-convert -o drawing.png drawing.svg"),
    (b"8BPS", "a Photoshop file", _EXPORT),
    (b"gimp xcf", "a GIMP file", _EXPORT),
    (b"SIMPLE  =", "a FITS file", _EXPORT),
    (b"\0\0\1\0", "an icon (ICO)", _EXPORT),
    (b"\0\0\0\x0cjP  ", "JPEG 2000", _EXPORT),
    (b"\0\0\0\x0cJXL ", "JPEG XL", _EXPORT),
    (b"\xff\x0a", "JPEG XL", _EXPORT),
    (b"II+\0", "BigTIFF", _EXPORT),
    (b"MM\0+", "BigTIFF", _EXPORT),
    (b"AT&TFORM", "DjVu", _EXPORT),
    (b"PK\3\4", "a ZIP archive", "unpack it and give the images inside"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and give the images inside"),
    (b"<", "a page of HTML or XML", "save the image itself, not the page around it"),
)
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def kind_of(data: bytes) -> str:
    """The format of an image file: "PNG", "JPEG", "WEBP", "BMP", "TIFF" or "GIF".

    Raises ImageError: IMAGE_UNREADABLE where there are too few bytes to say, else IMAGE_FORMAT_UNSUPPORTED.
    >>> kind_of(b"GIF89a and so on")
    'GIF'
    """
    for signature, kind in READABLE:
        if data.startswith(signature):
            if kind == "WEBP" and data[8:12] != b"WEBP":
                if len(data) < 12:
                    break
                raise unsupported("a RIFF file that is no WebP image", _EXPORT)
            return kind
    cut = len(data) < 12 and any(signature.startswith(data[: len(signature)]) for signature, _ in READABLE)
    if len(data) < 4 or cut:
        raise unreadable("an empty file" if not data else f"only {len(data)} bytes")
    raise _other(data)


def unreadable(came: str) -> ImageError:
    """The error for a damaged image; `came` says what was found."""
    return ImageError("an image must be whole and sound", came=came, hint="copy, scan or export it again")


def unsupported(came: str, hint: str) -> ImageError:
    """The error for something that is no image of the kinds read here; `hint` is the way out."""
    return ImageError(ASKED, came=came, hint=hint, code="IMAGE_FORMAT_UNSUPPORTED")


def _other(data: bytes) -> ImageError:
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _HEIC_BRANDS:
            return unsupported("a HEIC photo", _PHONE)
        if brand in (b"avif", b"avis"):
            return unsupported("an AVIF image", "export it as PNG or JPEG")
        return unsupported("a film", "save one frame of it as PNG")
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, name, hint in _OTHERS:
        if data.startswith(signature) or start.startswith(signature):
            return unsupported(name, hint)
    return unsupported(f"bytes that begin {data[:4].hex(' ')}", _EXPORT)
