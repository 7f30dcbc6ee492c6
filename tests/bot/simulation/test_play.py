"""Determinism, outages, what staff do, and how phones answer."""

from pathlib import Path

from bot.simulation.play import Played, play, to_json
from bot.simulation.scenario import Scenario
from tests.bot.simulation.scenes import ANSWERS, CHILD, SPONSOR, scenario
from tests.databases import SqliteTemplates


def played(templates: SqliteTemplates, what: Scenario) -> Played:
    with templates.fresh() as url:
        return play(what, url)


def texts(result: Played, phone: str) -> list[str]:
    return [m["text"] for m in result.report["messages"] if m["direction"] == "out" and m["phone"] == phone]


def part(result: Played, number: int, person: str) -> dict[str, object]:
    check_in = next(row for row in result.report["check_ins"] if row["number"] == number)
    found: dict[str, object] = next(row for row in check_in["persons"] if row["person"] == person)
    return found


def test_the_same_scenario_and_seed_give_the_same_report(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    what = scenario(tmp_path, ANSWERS)
    first, second = played(sqlite_templates, what), played(sqlite_templates, what)
    assert to_json(first.report) == to_json(second.report)


def test_the_seed_is_told_and_no_database_id_is(tmp_path: Path, sqlite_templates: SqliteTemplates) -> None:
    one = played(sqlite_templates, scenario(tmp_path, ANSWERS, seed=1)).report
    two = played(sqlite_templates, scenario(tmp_path, ANSWERS, seed=2)).report
    assert one["scenario"].pop("seed") != two["scenario"].pop("seed")
    assert one == two


def test_a_difference_is_told_line_by_line(tmp_path: Path, sqlite_templates: SqliteTemplates) -> None:
    more = 'expect:\n  texts: {"+12025550101": [closing]}\n  tasks: [{case: S-1, kind: call}]\n'
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert not result.met
    assert "    - closing" in result.differences
    assert "    + first.check_word" in result.differences
    assert "    - case S-1, kind call" in result.differences


def test_while_the_worker_is_away_nothing_opens_and_afterwards_it_does(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = ANSWERS + (
        "outages:\n  - {what: worker, from: 2026-03-11T15:00:00-05:00, to: 2026-03-11T16:30:00-05:00}\n"
    )
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert part(result, 1, "child")["opened"] == "2026-03-11T21:30:00+00:00"
    assert part(result, 1, "child")["status"] == "reached"


def test_while_twilio_is_away_a_text_waits_and_goes_once(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = ANSWERS + (
        "outages:\n  - {what: twilio, from: 2026-03-11T15:20:00-05:00, to: 2026-03-11T15:40:00-05:00}\n"
    )
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert texts(result, CHILD).count("first.check_word") == 1
    assert part(result, 1, "child")["status"] == "reached"


def test_what_a_family_writes_while_the_web_is_away_is_found_in_twilios_list(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = ANSWERS + (
        "outages:\n  - {what: web, from: 2026-03-11T08:00:00-05:00, to: 2026-03-11T17:00:00-05:00}\n"
    )
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert [m for m in result.report["messages"] if m["direction"] == "in"]
    assert part(result, 1, "child")["status"] == "reached"


def test_what_comes_while_the_database_is_away_is_found_in_twilios_list(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = ANSWERS + (
        "outages:\n  - {what: database, from: 2026-03-11T09:00:20-05:00, to: 2026-03-11T09:10:00-05:00}\n"
        "  - {what: database, from: 2026-03-11T15:30:20-05:00, to: 2026-03-11T15:40:00-05:00}\n"
    )
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert [m for m in result.report["messages"] if m["direction"] == "in"]
    assert part(result, 1, "child")["status"] == "reached"


def test_a_phone_without_replies_is_silent_and_an_undelivered_text_becomes_a_call(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = f'phones:\n  "{CHILD}": {{delivery: undelivered 30005}}\n'
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert texts(result, SPONSOR) == ["first.check_word", "reminder"]
    assert [(t["person"], t["kind"], t["reason"]) for t in result.report["tasks"]] == [
        ("child", "call", "not_delivered")
    ]
    sent = next(m for m in result.report["messages"] if m["phone"] == CHILD)
    assert (sent["status"], sent["error"]) == ("undelivered", 30005)


def test_a_reply_may_belong_to_one_check_in_or_to_one_text(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = f"""\
phones:
  "{CHILD}":
    replies:
      - {{text: first.check_word.again, say: sun}}
      - {{question: identity, check_in: 1, say: moon}}
      - {{question: consent, say: STOP}}
"""
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert texts(result, CHILD) == ["first.check_word", "first.check_word.again", "child.consent"]
    assert part(result, 1, "child")["outcome"] == "opted_out"


def test_staff_take_over_and_a_second_person_is_refused(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    more = """\
staff:
  - {at: 2026-03-11T16:00:00-05:00, who: caseworker@example.org, does: take_over, case: S-1, person: child}
  - {at: 2026-03-11T16:10:00-05:00, who: other@example.org, does: take_over, case: S-1, person: C-1}
  - {at: 2026-03-11T16:20:00-05:00, who: caseworker@example.org, does: hand_back, case: S-1, person: child}
  - {at: 2026-03-11T16:30:00-05:00, who: caseworker@example.org, does: acknowledge, case: S-1}
"""
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert [row["result"] for row in result.report["staff"]] == [
        "done",
        "taken_by_other",
        "done",
        "nothing_to_do",
    ]
    assert len(result.differences) == 2


def test_staff_enrol_call_mark_and_acknowledge(tmp_path: Path, sqlite_templates: SqliteTemplates) -> None:
    more = f"""\
phones:
  "{CHILD}":
    replies:
      - {{question: identity, say: tree}}
      - {{question: consent, say: my uncle hits me}}
staff:
  - {{at: 2026-03-05T10:00:00-06:00, who: caseworker@example.org, does: enrol, case: S-1, person: child,
     permission_on: 2026-03-05, check_word: tree, safe_hours: Mon-Fri 15:00-20:00}}
  - {{at: 2026-03-11T15:40:00-05:00, who: oncall@example.org, does: acknowledge, case: S-1}}
  - {{at: 2026-03-11T15:45:00-05:00, who: caseworker@example.org, does: mark_seen, case: S-1, person: child}}
  - {{at: 2026-03-11T15:50:00-05:00, who: caseworker@example.org, does: enter_call, case: S-1, person: child,
     result: no_answer, finish: no}}
  - {{at: 2026-03-11T18:10:00-05:00, who: caseworker@example.org, does: enter_call, case: S-1, person: child,
     result: spoke_with_child}}
"""
    result = played(sqlite_templates, scenario(tmp_path, more))
    assert result.differences == ()
    report = result.report
    assert part(result, 1, "child")["opened"] == "2026-03-11T20:30:00+00:00"
    assert [(c["status"], c["by"], c["rings"]) for c in report["concerns"]] == [
        ("acknowledged", "oncall@example.org", 1)
    ]
    assert [(page["to"], page["channel"]) for page in report["pages"]] == [("caseworker@example.org", "sms")]
    assert [(a["channel"], a["result"], a["by"]) for a in report["attempts"] if a["by"]] == [
        ("voice", "no_answer", "caseworker@example.org"),
        ("voice", "spoke_with_child", "caseworker@example.org"),
    ]
    assert [(t["reason"], t["result"]) for t in report["tasks"]] == [("concern", "spoke_with_child")]
