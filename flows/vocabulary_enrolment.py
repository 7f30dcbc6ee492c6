"""The words of enrolment; `flows.vocabulary` passes them on."""

from enum import StrEnum

__all__ = ["PermissionBy", "PermissionHow", "SpokenKind"]


class PermissionBy(StrEnum):
    """Who gave a permission to text, or took it back."""

    SELF = "self"
    SPONSOR = "sponsor"
    GUARDIAN = "guardian"


class PermissionHow(StrEnum):
    """How it was given."""

    SPOKEN = "spoken"
    WRITTEN = "written"


class SpokenKind(StrEnum):
    """A text that a caseworker says: how information is shared (6.8.5), and that it is a choice (6.1)."""

    PRIVACY = "privacy"
    CHOICE = "choice"
