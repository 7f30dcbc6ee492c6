"""docs/import.md lists the columns as the code reads them."""

from pathlib import Path

from bot.importing.columns import COLUMNS, describe_columns
from bot.importing.rows import CaseRow, MemberRow, PersonRow


def test_the_table_of_columns_is_not_stale(root: Path) -> None:
    page = (root / "docs" / "import.md").read_text(encoding="utf-8")
    table = page.split("columns.py -->\n", 1)[1].split("<!-- end of columns -->", 1)[0]
    assert table == describe_columns(), "paste the output of describe_columns() between the two marks"


def test_every_column_has_a_line_and_a_field() -> None:
    fields = {*CaseRow.__annotations__, *MemberRow.__annotations__, *PersonRow.__annotations__}
    assert {column.name for column in COLUMNS} == fields - {"members", "person", "row", "given"}
    assert all(column.doc.endswith((".", ").")) for column in COLUMNS)
