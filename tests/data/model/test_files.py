import os
from pathlib import Path

import pytest

from data.model.files import write_beside, write_whole


def test_text_and_bytes_are_written_as_given_in_a_missing_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "texte.csv", "é\r\nà\n")
    write_whole(tmp_path / "bytes", b"\x00\xff")
    assert (tmp_path / "a/b/texte.csv").read_bytes() == "é\r\nà\n".encode()
    assert (tmp_path / "bytes").read_bytes() == b"\x00\xff"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "bytes", "texte.csv"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_fault_leaves_the_old_content_and_no_temporary_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("file", "old")]


def test_a_prepared_file_changes_nothing_before_it_is_moved(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, "old")
    temporary = write_beside(path, "new")
    assert path.read_text() == "old"
    assert temporary.parent == tmp_path
    assert temporary.stat().st_mode == path.stat().st_mode
