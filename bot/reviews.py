"""Recording that a person reviewed the texts of a language (invariant 10)."""

import datetime as dt

from bot.runtime import Work
from storage.models import TextReview


class ReviewProblem(ValueError):
    """A review cannot be recorded; the message names the remedy."""


def approve_texts(work: Work, language: str, reviewer: str, reviewed_on: dt.date) -> str:
    """Record a review of the exact texts that are shipped now; returns their version.

    When any text of the language changes, the version changes and a new review is needed.
    """
    texts = work.runtime.texts
    if language not in texts.languages:
        known = ", ".join(sorted(texts.languages))
        raise ReviewProblem(f"there are no texts in {language!r}; there are texts in: {known}")
    if not reviewer.strip():
        raise ReviewProblem("name the person who reviewed the texts")
    if reviewed_on > work.now.date():
        raise ReviewProblem("a review cannot have happened in the future; check --date")
    version = texts.version(language)
    review = TextReview(
        **work.owned(),
        language=language,
        texts_version=version,
        reviewer=reviewer.strip(),
        reviewed_on=reviewed_on,
        recorded_at=work.now,
    )
    work.session.add(review)
    work.audit("review", "texts", review.id, language=language, version=version)
    return version
