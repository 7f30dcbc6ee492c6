"""A print view as PDF, where WeasyPrint and its system library are present; else the browser prints it."""

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

HOW = (
    "This server cannot make a PDF: WeasyPrint or its library Pango is not installed "
    "(pip install 'prs-checkin[pdf]', and the package libpango of the system). "
    "Open the print view and choose “Save as PDF” in the browser."
)


class NoPdf(RuntimeError):
    """No PDF can be made here; the message says how to get one."""


def as_pdf(html: str, style: Path) -> bytes:
    """The PDF of a print view with its style. Nothing is fetched from anywhere. Raises NoPdf."""
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=html, url_fetcher=_nothing)
    pdf: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(filename=str(style))])
    return pdf


def _weasyprint() -> ModuleType:
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as absent:
        raise NoPdf(HOW) from absent


def _nothing(_url: str, *_more: Any, **_named: Any) -> dict[str, Any]:
    """The answer to every address in the page: the style is given beside it, and nothing else is needed."""
    return {"string": b"", "mime_type": "text/css"}
