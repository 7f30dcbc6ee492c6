"""Language codes that an import accepts (BCP 47): what CLDR knows, and what families here speak besides.

CLDR, through Babel, has no names for most Mayan and other languages of the region. A person whose
language has no texts is called with an interpreter (6.2.13), so the code must be storable.
"""

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from babel import Locale

_TAG: Final = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?", re.IGNORECASE)

ALSO_SPOKEN: Final = {
    "acr": "Achi",
    "agu": "Awakateko",
    "cab": "Garifuna",
    "caa": "Ch'orti'",
    "cac": "Chuj",
    "cak": "Kaqchikel",
    "chj": "Chinantec (Ojitlán)",
    "ixl": "Ixil",
    "jac": "Popti'",
    "kek": "Q'eqchi'",
    "kjb": "Q'anjob'al",
    "knj": "Akateko",
    "mam": "Mam",
    "miq": "Miskito",
    "mix": "Mixtec",
    "mop": "Mopan",
    "nah": "Nahuatl",
    "poc": "Poqomam",
    "poh": "Poqomchi'",
    "prs": "Dari",
    "quv": "Sakapulteko",
    "quz": "Quechua (Cusco)",
    "toj": "Tojolabal",
    "trq": "Triqui",
    "ttc": "Tektiteko",
    "tzh": "Tzeltal",
    "tzj": "Tz'utujil",
    "tzo": "Tzotzil",
    "usp": "Uspanteko",
}
"""ISO 639-3 codes that Babel's English names do not hold (source: iso639-3.sil.org, 2026-11)."""


def canonical_language(code: str) -> str | None:
    """`pt-br` as `pt-BR`, or None when no such language, script or region is known."""
    found = _TAG.fullmatch(code.replace("_", "-"))
    if not found:
        return None
    language, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    english = Locale("en")
    if language not in english.languages and language not in ALSO_SPOKEN:
        return None
    if script and script not in english.scripts:
        return None
    if region and region not in english.territories:
        return None
    return "-".join(part for part in (language, script, region) if part)


def suggest_language(written: str) -> str | None:
    """The code for an English name such as `Spanish`, or None."""
    names = _codes_by_name()
    begun = sorted((name for name in names if name.startswith(written.casefold())), key=len)
    close = begun or get_close_matches(written.casefold(), names, n=1, cutoff=0.8)
    return names[close[0]] if written and close else None


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    names = {name.casefold(): code for code, name in Locale("en").languages.items()}
    return names | {name.casefold(): code for code, name in ALSO_SPOKEN.items()}
