"""The settings of a simulation: invented, loopback only, with nothing of the environment in them."""

from bot.settings import Settings, load

_KEY = "c2ltdWxhdGlvbi1vbmx5LW5ldmVyLWEtcmVhbC1rZXk="
PUBLIC_PHONE = "+12025550180"
SENDER = "+12025550199"

ENVIRON = {
    "PRS_MASTER_KEYS": f"simulation:{_KEY}",
    "PRS_LOOKUP_KEY": _KEY,
    "PRS_SECRET_KEY": "simulation",
    "PUBLIC_NAME": "Maple Street",
    "PUBLIC_PHONE": PUBLIC_PHONE,
    "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "simulation",
    "TWILIO_FROM": SENDER,
    "TWILIO_API_BASE_URL": "http://127.0.0.1:8001",
    "SPOOL_FOLDER": "none",
}


MAIL = {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "prs@example.org"}
"""Nobody listens there: the stage takes the e-mails itself."""


def simulation_settings(database_url: str, *, mail: bool = False) -> Settings:
    """Settings of a simulation on a database; with `mail` pages go by e-mail too."""
    return load(ENVIRON | (MAIL if mail else {}) | {"DATABASE_URL": database_url})
