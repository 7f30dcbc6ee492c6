"""WhatsApp's templates by command: none ships, a person puts each on file and takes it away again."""

from tests.bot.cli.conftest import Command

SID = "HX" + "0a" * 16
ADD = (
    "templates", "add", "--text", "reminder", "--language", "es", "--content-sid", SID,
    "--approved-by", "Sam Okafor", "--date", "2026-03-01",
)  # fmt: skip
WITHDRAW = ("templates", "withdraw", "--text", "reminder", "--language", "es")


def test_templates_are_listed_added_and_withdrawn(command: Command) -> None:
    assert "No template is on file" in command("templates", "list").output
    assert command(*ADD).exit_code == 0
    listed = command("templates", "list", "--language", "es").output
    assert f"reminder  es  {SID}  2026-03-01" in listed
    assert "first.check_word  es  (missing)" in listed
    assert "{{1}}" in listed
    assert command(*WITHDRAW).exit_code == 0
    assert "No template is on file" in command("templates", "list").output


def test_what_is_wrong_is_said_with_its_remedy(command: Command) -> None:
    wrong = command(*ADD[:7], "HX12", *ADD[8:])
    assert (wrong.exit_code, "copy it from Twilio's console" in wrong.output) == (2, True)
    gone = command(*WITHDRAW)
    assert (gone.exit_code, "templates list" in gone.output) == (2, True)
    assert command("templates", "list", "--language", "xx").exit_code == 2
