"""The typeface: small, French, with weights and tabular digits; without it everything still works."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from components.charts.parts import theme
from components.html import typeface

FRENCH = "ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ0123456789«»“”‘’–—…•·−×½²€°→≥≤●○■◆▲◀▶ᵉᵗʳ%+\u00a0\u202f"
built = pytest.mark.skipif(not typeface.files(), reason="the typeface was not built: no Node here")


@pytest.fixture
def no_typeface(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server whose cache folder holds nothing."""
    functions = (typeface._static_fonts, typeface.web_font, typeface.style, typeface._measures, typeface._unknown)
    monkeypatch.setenv("PANORAMA_CACHE_DIR", str(tmp_path))
    for function in functions:
        function.cache_clear()
    yield
    for function in functions:
        function.cache_clear()


@built
def test_the_font_of_pages_is_small_and_has_every_weight_that_they_use() -> None:
    font = typeface.web_font()
    assert font
    address, content = font
    assert len(content) <= 30_000
    assert content.startswith(b"wOF2")
    assert f"url({address})" in typeface.style()
    assert "font-display: optional" in typeface.style()


@built
@pytest.mark.parametrize("name", ["panorama.woff2", "panorama-regular.ttf", "panorama-bold.ttf"])
def test_every_font_has_the_letters_of_french_and_digits_of_one_width(name: str) -> None:
    font = TTFont(typeface.files()[0].parent / name)
    assert {letter for letter in FRENCH if ord(letter) not in font.getBestCmap()} == set()
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "kern" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert font["name"].getDebugName(1) == theme.FAMILY
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes} if "fvar" in font else {}
    assert axes == ({"wght": (400, 700)} if name.endswith("woff2") else {})


@built
def test_widths_are_those_of_the_font() -> None:
    assert typeface.width("iiii", 20) < typeface.width("MMMM", 20) / 2
    assert typeface.width("Coût total", 20) == pytest.approx(2 * typeface.width("Coût total", 10))
    assert typeface.width("Coût total", 20, is_bold=True) > typeface.width("Coût total", 20)


@built
def test_a_character_that_it_lacks_is_a_square() -> None:
    assert typeface.drawable("Été ﷽ e\u0301\n→") == "Été □ é\n→"


def test_lines_hold_all_the_words_and_are_no_wider_than_their_room() -> None:
    text = f"Coût total publié : 3,3\u202fMd€ {'x' * 90} à l'édition 20"
    lines = typeface.wrapped(text, 120, 12)
    assert all(typeface.width(line, 12) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert typeface.wrapped("", 120, 12) == [""]


def test_without_it_the_fonts_of_the_system_are_used_and_the_log_says_so(
    no_typeface: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert typeface.files() == ()
    assert "bin/build-browser-code" in caplog.text
    assert typeface.web_font() is None
    assert "@font-face" not in typeface.style()
    assert "system-ui" in typeface.style()
    assert typeface.drawable("﷽") == "﷽"
    assert typeface.width("Coût", 10) == pytest.approx(22.4)
    assert len(typeface.wrapped("mot " * 40, 200, 12)) > 3
