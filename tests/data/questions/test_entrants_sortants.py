"""Who came and went, and what is only printed."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.entrants_sortants import comings_and_goings


def test_entrants_and_leavers_by_name_where_two_tables_follow_each_other(dataset: Dataset) -> None:
    lines = comings_and_goings(dataset, Selection()).set_index("edition")
    last = lines.loc[14]
    assert {name for _, name in last["entrants_named"]} == {
        "France Sésame",
        "Géoplateforme",
        "Intelligence emploi",
        "PPN",
        "SIV",
    }
    assert {name for _, name in last["leavers_named"]} == {"ADAMANT", "FranceConnect phase II", "OSHIMAE", "SCRIBE"}
    assert "SIRHEN" in {name for _, name in lines.loc[8, "entrants_named"]}


def test_what_happened_across_missing_editions_is_said_to_be_so(dataset: Dataset) -> None:
    lines = comings_and_goings(dataset, Selection()).set_index("edition")
    assert (lines.loc[13, "basis"], lines.loc[13, "compared_with"]) == ("gap", 8)
    assert (lines.loc[9, "basis"], lines.loc[9, "entrants_named"]) == ("published", ())
    assert lines.loc[[10, 15], "entrants"].isna().all()


def test_the_stock_follows_from_entries_and_exits(dataset: Dataset) -> None:
    lines = comings_and_goings(dataset, Selection())
    held = lines[lines["compared_with"].notna()].set_index("edition")
    stock = lines.set_index("edition")["stock"]
    for edition, line in held.iterrows():
        assert stock[line["compared_with"]] + line["entrants"] - line["leavers"] == stock[edition]


def test_published_numbers_do_not_stand_beside_a_selection(dataset: Dataset) -> None:
    lines = comings_and_goings(dataset, Selection(ministries=("justice",)))
    assert set(lines["basis"]) <= {"", "tables", "gap"}
    assert lines.set_index("edition").loc[20, ["stock", "entrants"]].isna().all()


def test_each_number_says_where_it_comes_from(dataset: Dataset) -> None:
    lines = comings_and_goings(dataset, Selection()).set_index("edition")
    assert list(lines.loc[[9, 14, 16, 17, 20], "stock_source"]) == [
        "publisher", "computed", "secondary", "derived", "secondary",
    ]  # fmt: skip
    assert list(lines.loc[[14, 18, 20], "moves_source"]) == ["computed", "publisher", "secondary"]
    assert ((lines["stock_source"] == "") == lines["stock"].isna()).all()
    moves = lines[["entrants", "leavers"]].notna().any(axis=1)
    assert ((lines["moves_source"] != "") == moves).all()
