"""Settings of tests, and stages with one invented family."""

import datetime as dt

from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.settings import Settings, load
from bot.simulation.stage import Stage
from flows.vocabulary import StaffRole

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
CHILD, SPONSOR, ON_CALL = "+12025550101", "+12025550121", "+12025550190"
MONDAY = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)
DUE_DAY = dt.datetime(2026, 3, 11, 15, 0, tzinfo=dt.UTC)

ENVIRON = {
    "PRS_MASTER_KEYS": f"k1:{KEY}",
    "PRS_LOOKUP_KEY": KEY,
    "PRS_SECRET_KEY": "secret of the tests",
    "PUBLIC_NAME": "Maple Street",
    "PUBLIC_PHONE": "+12025550100",
    "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
    "TWILIO_ACCOUNT_SID": "AC" + "a" * 32,
    "TWILIO_AUTH_TOKEN": "token of the tests",
    "TWILIO_MESSAGING_SERVICE_SID": "MG" + "b" * 32,
    "TWILIO_FROM": "+12025550199",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:8001",
    "SCHOOL_HOURS": "none",
    "SPOOL_FOLDER": "none",
}

HEADER = (
    "case_number,release_date,state,zip,person_id,role,first_name,language,birth_date,sponsor_category,"
    "phone,phone_owner,permission_on,permission_by,check_word,distress_word,court_date\n"
)


def settings_for(url: str, **changes: str) -> Settings:
    """Settings of a test on a database, with some environment values changed."""
    return load(ENVIRON | {"DATABASE_URL": url} | changes)


def family(language: str = "es", **changes: str) -> str:
    """CSV of one family released on Monday 2026-03-02 in Chicago: a child and a sponsor (2A)."""
    values = {
        "child_phone": CHILD,
        "sponsor_phone": SPONSOR,
        "child_word": "mariposa",
        "sponsor_word": "luna",
        "distress": "paraguas",
        "child_owner": "own",
        "birth_date": "2010-05-01",
        "court_date": "2026-04-20",
        "permission": "2026-03-01",
    } | changes
    v = values
    allowed = f"{v['permission']},CW" if v["permission"] else ","
    child = (
        f"S-1,2026-03-02,IL,60601,c-1,child,Ana,{language},{v['birth_date']},,{v['child_phone']},"
        f"{v['child_owner']},{allowed},{v['child_word']},{v['distress']},{v['court_date']}\n"
    )
    sponsor = (
        f"S-1,2026-03-02,IL,60601,s-1,sponsor,Luz,{language},,2A,{v['sponsor_phone']},own,"
        f"{allowed},{v['sponsor_word']},,{v['court_date']}\n"
    )
    return HEADER + child + sponsor


def import_family(stage: Stage, csv: str) -> None:
    """Put a CSV into the stage's database."""
    parsed = parse_csv(csv.encode(), today=stage.clock.now().date())
    assert parsed.problems == (), [str(problem) for problem in parsed.problems]
    with stage.runtime.work() as work:
        apply(
            work.session,
            work.vault,
            parsed,
            provider_id=work.settings.provider_id,
            now=work.now,
            ids=stage.runtime.ids,
        )


def add_on_call(stage: Stage) -> None:
    """Somebody whom pages reach."""
    from bot.accounts import add_user

    with stage.runtime.work() as work:
        add_user(
            work,
            email="oncall@example.org",
            name="On Call",
            role=StaffRole.SUPERVISOR,
            password="a long password",
            on_call=True,
            phone=ON_CALL,
            languages=("en", "es"),
        )
