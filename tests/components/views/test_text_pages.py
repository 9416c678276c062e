"""Texts in Markdown: what each mark becomes, values that stay text, and errors that name file and placeholder."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from components.addresses.view_state import ViewState
from components.html.render import to_html
from components.views import VIEWS, text_pages
from components.views.data_page import Standing, with_standing
from components.views.text_pages import FOLDER, TextError, Values, text_page
from data.model.dataset import Dataset

HEAD = '+++\nname = "Essai"\ntitle = "Essai"\ndescription = "Un essai."\n+++\n'


def rendered(folder: Path, text: str, values: Values | None = None) -> str:
    (folder / "essai.md").write_text(HEAD + text, encoding="utf-8")
    return to_html(text_page("/essai", values or {}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(text_pages, "FOLDER", tmp_path)
    monkeypatch.setattr(text_pages, "_parsed", text_pages._parsed.__wrapped__)
    return tmp_path


def test_each_text_is_that_of_a_view() -> None:
    assert {f"/{path.stem}" for path in FOLDER.glob("*.md")} <= set(VIEWS)


@pytest.mark.parametrize("path", [f"/{file.stem}" for file in sorted(FOLDER.glob("*.md"))])
def test_a_text_uses_each_of_its_values_and_leaves_no_mark(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "{{" not in response.text
    assert "**" not in response.text


def test_sections_paragraphs_lists_and_links(folder: Path) -> None:
    page = rendered(
        folder, "Un chapeau.\n\n## Titre {#ici .large}\n\nVoir [Méthode](/methode),\n`code`.\n\n- un\n- *deux*\n"
    )
    assert page == (
        '<p class="chapeau">Un chapeau.</p><section class="prose large"><h2 id="ici">Titre</h2>'
        '<p>Voir <a href="/methode">Méthode</a>, <code>code</code>.</p>'
        '<ul class="liste"><li>un</li><li><em>deux</em></li></ul></section>'
    )


def test_a_list_of_terms_with_their_definitions(folder: Path) -> None:
    page = rendered(folder, "- **Hôte** : {{ host | setting }}\n- **But** : servir\n", {"host": ("", "setting")})
    assert page == (
        '<dl class="termes"><dt>Hôte</dt><dd>non renseigné par l’exploitant de ce site</dd>'
        "<dt>But</dt><dd>servir</dd></dl>"
    )


def test_questions_are_folded_with_their_answers(folder: Path) -> None:
    page = rendered(folder, "## Aide\n\n#### Quoi ?\n\nCeci.\n\n#### Qui ?\n\nElle.\n\n---\n\nFin.\n")
    assert page == (
        '<section class="prose"><h2>Aide</h2><div class="texte">'
        "<details><summary>Quoi\u00a0?</summary><p>Ceci.</p></details>"
        "<details><summary>Qui\u00a0?</summary><p>Elle.</p></details></div><p>Fin.</p></section>"
    )


def test_values_are_written_in_french(folder: Path) -> None:
    values = {"rows": (1234, "count"), "one": (1, "count"), "day": ("2021-11", "month")}
    text = "{{ rows | count }} en {{ day | month }} : {{ one | count | projet suivi | projets suivis }}."
    assert rendered(folder, text, values) == (
        '<p class="chapeau">1\u202f234 en novembre 2021\u00a0: 1\u00a0projet suivi.</p>'
    )


def test_a_value_is_text_whatever_it_contains(folder: Path) -> None:
    value = "<b>*x*</b> [a](b) {{ other | text }}"
    assert rendered(folder, "Par {{ publisher | text }}.", {"publisher": (value, "text")}) == (
        '<p class="chapeau">Par &lt;b&gt;*x*&lt;/b&gt; [a](b) {{ other | text }}.</p>'
    )


def test_markup_in_a_text_is_shown_not_run(folder: Path) -> None:
    assert "&lt;script&gt;" in rendered(folder, "<script>alert(1)</script>")
    assert "href" not in rendered(folder, "[x](javascript:alert(1))")


@pytest.mark.parametrize(
    ("text", "values", "named"),
    [
        ("{{ projetcs | count }}", {"projects": (3, "count")}, "projetcs"),
        ("{{ projects | month }}", {"projects": (3, "count")}, "projects"),
        ("{{ projects }}", {"projects": (3, "count")}, "projects"),
        ("{{ projects | count", {"projects": (3, "count")}, "projects"),
        ("Voir {{ list: items }}.", {"items": (["a"], "list")}, "items"),
        ("{{ table: items }}", {"items": (["a"], "list")}, "items"),
        ("{{ nothing: items }}", {"items": (["a"], "list")}, "items"),
        ("Rien.", {"projects": (3, "count")}, "projects"),
        ("1. un\n2. deux\n", {}, "ordered_list"),
        ("- un\n  - deux\n", {}, "bullet_list"),
        ("![image](x.png)", {}, "image"),
    ],
)
def test_an_error_names_the_file_and_the_placeholder(folder: Path, text: str, values: Values, named: str) -> None:
    with pytest.raises(TextError, match=rf"texts/essai\.md : « .*{named}"):
        rendered(folder, text, values)


def data_page_of(dataset: Dataset, standing: Standing) -> str:
    view = with_standing(VIEWS["/donnees"], standing)
    return to_html(view.body(view, ViewState(), dataset, lambda name: pytest.fail(f"{name}: no chart stands here")))


def test_the_data_page_shows_corrections_latest_first_and_that_files_are_refused(dataset: Dataset) -> None:
    first = {
        "date": "2026-01-01",
        "edition": "14",
        "project": "ned",
        "column": "cost_meur",
        "before": "1",
        "after": "2",
    }
    standing = Standing(is_degraded=True, corrections=[first, first | {"date": "2026-01-02"}])
    page = data_page_of(dataset, standing)
    assert page.index("2026-01-02") < page.index("2026-01-01")
    assert '<div class="avis" role="alert"><p class="vide-titre">Données non à jour</p>' in page
    assert "Le motif est dans le journal du service." in page
    assert "Aucune correction à ce jour." in data_page_of(dataset, Standing())
