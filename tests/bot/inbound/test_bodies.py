"""Whatever a phone can send is stored bit for bit and ends in exactly one place (invariant 1)."""

import json

import pytest
from sqlalchemy import func, select

from bot.simulation.stage import Stage
from storage.models import Address, Inbound, InboundProcessing, Seen
from tests.bot.inbound.posts import bodies, check_in, inbound, post
from tests.bot.looks import answers, dispositions, tasks
from tests.bot.stages import CHILD

ODD = {
    "a NUL": "si\x00 todo bien",
    "right-to-left marks": "\u202esi\u202c \u200f todo bien",
    "1,600 characters": "palabra " * 200,
    "emoji and joiners": "🦋👨‍👩‍👧‍👦🏳️‍🌈" * 40,
    "lone surrogates as a phone's bytes": "a%ED%A0%80b",
    "an empty body": "",
    "blanks only": " \u00a0\t\n",
    "another script": "أنا بخير الحمد لله",
    "markup": "<script>alert(1)</script> {public_name} %s \\u0000",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_1_any_body_is_stored_bit_for_bit_and_ends_in_exactly_one_place(stage: Stage, body: str) -> None:
    check_in(stage)
    assert post(stage.app, inbound(body)).status_code == 200
    assert bodies(stage) == [body]
    assert len(dispositions(stage)) == 1
    assert None not in dispositions(stage)


def test_bytes_that_are_no_text_are_kept_readable_and_not_dropped(stage: Stage) -> None:
    """A lone surrogate cannot travel as UTF-8: the web layer keeps its bytes in percent form."""
    from bot.emulator.webhooks import SIGNATURE_HEADER, sign
    from tests.bot.inbound.posts import BASE, TOKEN

    seen = inbound("me pega %ED%A0%80")
    raw = "&".join(f"{k}={v.replace('+', '%2B').replace(' ', '+')}" for k, v in seen.items())
    answer = stage.app.test_client().post(
        "/twilio/inbound",
        data=raw,
        content_type="application/x-www-form-urlencoded",
        base_url=BASE,
        headers={SIGNATURE_HEADER: sign(f"{BASE}/twilio/inbound", seen, TOKEN)},
    )
    assert answer.status_code == 200
    assert bodies(stage) == ["me pega %ED%A0%80"]
    assert dispositions(stage) == ["escalated"]


def test_1_ten_pictures_are_counted_kept_in_the_form_and_laid_before_a_person(stage: Stage) -> None:
    check_in(stage)
    urls = {f"MediaUrl{n}": f"https://api.twilio.com/Media/ME{n}" for n in range(10)}
    kinds = {f"MediaContentType{n}": "image/jpeg" for n in range(10)}
    post(stage.app, inbound("", NumMedia="10", **urls, **kinds))
    with stage.runtime.look() as work:
        row = work.session.scalars(select(Inbound)).one()
        address = work.session.get_one(Address, row.address_id)
        form = json.loads(work.vault.open(address.data_key_id, "form", row.form_sealed))
        assert row.media_count == 10
    assert set(urls) | set(kinds) <= set(form)
    assert ("tray", "media") in tasks(stage)
    assert dispositions(stage) == ["tray"]


def test_1_a_picture_with_words_of_danger_is_both(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mira lo que me hizo mi tio, me pega", ("image/jpeg",))
    assert dispositions(stage) == ["escalated"]
    assert ("tray", "media") in tasks(stage)


def test_1_an_empty_message_goes_to_the_tray_and_counts_as_no_answer(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "")
    assert ("tray", "empty_message") in tasks(stage)
    assert answers(stage) == []


def test_1_every_disposition_is_reached_by_some_message(stage: Stage) -> None:
    check_in(stage)
    for words in ("mariposa", "1", "blorp xyzzy", "", "me da miedo mi tio"):
        stage.say(CHILD, words)
    assert dispositions(stage) == ["answered", "answered", "reasked", "tray", "escalated"]


def test_1_stored_is_not_seen_until_a_person_has_looked(stage: Stage) -> None:
    stage.say(CHILD, "hola")
    with stage.runtime.look() as work:
        assert work.session.scalar(select(func.count()).select_from(Seen)) == 0
        assert work.session.scalar(select(func.count()).select_from(InboundProcessing)) == 1


@pytest.mark.parametrize("media", ["-1", "x", "", "９", "9" * 30])
def test_a_strange_count_of_media_loses_no_message(stage: Stage, media: str) -> None:
    assert post(stage.app, inbound("hola", NumMedia=media)).status_code == 200
    assert bodies(stage) == ["hola"]
