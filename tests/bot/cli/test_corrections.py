"""Figures of what staff said of the readings: counts by language and concern, and no word of anybody."""

from bot.cli.corrections import score_corrections
from bot.desk.correcting import mark_missed, mark_no_concern
from bot.desk.raising import ByHand
from bot.desk.viewer import Viewer
from bot.simulation.stage import Stage
from flows.vocabulary import Concern, Urgency
from storage.models import ConcernRow, Inbound, Staff
from tests.bot.inbound.posts import check_in
from tests.bot.stages import CHILD, MONDAY, add_on_call, settings_for
from tests.databases import SqliteTemplates

SECRET = "mi madrina tiene una tienda de ropa"


def test_misses_and_false_alarms_are_counted_and_nothing_that_was_said_is_shown(
    sqlite_templates: SqliteTemplates,
) -> None:
    with sqlite_templates.fresh() as url:
        stage = Stage(settings_for(url), MONDAY)
        add_on_call(stage)
        check_in(stage)
        stage.say(CHILD, "mi tio me pega")
        stage.say(CHILD, SECRET)
        with stage.runtime.work() as work:
            staff = work.session.query(Staff).one()
            viewer = Viewer(staff.id, staff.name, staff.role)
            concern = work.session.query(ConcernRow).one()
            mark_no_concern(work, viewer, concern.id)
            last = work.session.query(Inbound).order_by(Inbound.received_at.desc()).first()
            assert last is not None
            mark_missed(work, viewer, last.id, ByHand(Urgency.CONCERN, (Concern.NEGLECT,), "See above."))
        lines = list(score_corrections(stage.runtime))
        stage.close()
    text = "\n".join(lines)
    assert "1 were no concern, 1 missed" in text
    assert "  neglect: 0 raised, 0 were no concern, 1 missed" in lines
    assert "  physical_abuse: 1 raised, 1 were no concern, 0 missed" in lines
    assert "madrina" not in text
