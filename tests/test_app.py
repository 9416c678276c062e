"""The application through Flask's client: pages, addresses, files, health."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from components.views import VIEWS
from data.model.dataset import Dataset

PROJECT_COLUMNS = (
    "edition;date_reference;projet_id;projet;projet_publie;ministere_id;ministere;ministere_publie;interministeriel;"
    "debut;duree_annees;fin;phase;cout_meur;zone;programmes;cout_premiere_edition_meur;evolution_cout_pct;"
    "evolution_duree_pct;decalage_fin_mois"
)
EDITION_COLUMNS = (
    "edition;date_reference;date_publication;projets_publies;projets_table;interministeriels_publies;"
    "cout_total_publie_meur;cout_total_calcule_meur;duree_moyenne_publiee;duree_moyenne_calculee;"
    "ecart_calendaire_publie_pct;ecart_budgetaire_publie_pct;entrants;sortants;source;"
    "projets_publies_source;interministeriels_publies_source;cout_total_publie_meur_source;duree_moyenne_publiee_source;"
    "ecart_calendaire_publie_pct_source;ecart_budgetaire_publie_pct_source;entrants_source;sortants_source"
)


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", ".")) if text else 0.0


@pytest.mark.parametrize("path", [path for path in VIEWS if "<" not in path])
def test_every_view_answers_with_its_title_in_french(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert '<html lang="fr"' in response.text
    assert response.text.count("<h1>") == 1
    assert VIEWS[path].title.split("'")[0] in response.text


@pytest.mark.parametrize("path", ["/nope", "/_mcp", "/wp-login.php", "/.git/config", "/tendances/x"])
def test_an_unknown_path_is_a_french_404(client: FlaskClient, path: str) -> None:
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 404
    assert "Page introuvable" in response.text


def test_the_mcp_server_stays_off_whatever_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    from app import create_app

    answer = create_app().server.test_client().post("/_mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert answer.status_code in (404, 405)


def test_health_names_the_dataset(client: FlaskClient, dataset: Dataset) -> None:
    state = client.get("/healthz").get_json()
    assert state["status"] == "ok"
    assert state["dataset"] == dataset.id
    assert (state["editions"], state["projects"]) == (20, 108)


def test_projects_file_has_every_line_and_the_agreed_columns(client: FlaskClient) -> None:
    text = client.get("/export/projets.csv").data
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines()[0] == PROJECT_COLUMNS
    assert len(rows(client, "/export/projets.csv")) == 558


def test_editions_file_has_one_line_for_each_edition(client: FlaskClient) -> None:
    assert client.get("/export/editions.csv").data.decode("utf-8-sig").splitlines()[0] == EDITION_COLUMNS
    lines = rows(client, "/export/editions.csv")
    assert [line["edition"] for line in lines] == [str(edition) for edition in range(1, 21)]
    assert lines[14]["cout_total_publie_meur"] == ""
    assert (lines[13]["entrants"], lines[13]["sortants"]) == ("5", "4")
    for selected in ("", "?ministere=justice"):
        for line in rows(client, f"/export/editions.csv{selected}"):
            for column in [name for name in line if f"{name}_source" in line]:
                assert (line[f"{column}_source"] == "") == (line[column] == ""), (line["edition"], column)
    computed = rows(client, "/export/editions.csv?ministere=justice")[13]
    assert (computed["entrants_source"], computed["cout_total_publie_meur_source"]) == ("calculé", "publié")
    assert lines[19]["cout_total_publie_meur_source"] == "source secondaire"
    assert lines[16]["projets_publies_source"] == "déduit"


def test_files_say_what_is_missing_by_an_empty_cell(client: FlaskClient) -> None:
    samu = next(
        line for line in rows(client, "/export/projets.csv") if (line["edition"], line["projet_id"]) == ("8", "si-samu")
    )
    assert (samu["cout_meur"], samu["debut"], samu["phase"]) == ("", "", "non-publie")


@pytest.mark.parametrize(
    "query",
    ["", "?ministere=interieur", "?ministere=justice&phase=deploiement", "?phase=cadrage", "?ministere=agriculture"],
)
def test_the_lines_of_a_selection_add_up_to_what_the_chart_shows(client: FlaskClient, query: str) -> None:
    lines = rows(client, f"/export/projets.csv{query}")
    for edition in rows(client, f"/export/graphique/cout-total.csv{query}"):
        if not edition["projets"]:
            continue
        own = [line for line in lines if line["edition"] == edition["edition"]]
        assert len(own) == number(edition["projets"])
        total = sum(number(line["cout_meur"]) for line in own)
        assert total == pytest.approx(number(edition["cout_total_calcule_meur"]))
        parts = [value for name, value in edition.items() if name.startswith("cout_") and "total" not in name]
        assert total == pytest.approx(sum(map(number, parts)))


def test_a_label_that_covers_two_ministries_belongs_to_both(client: FlaskClient) -> None:
    for ministry in ("agriculture", "transition-ecologique"):
        lines = rows(client, f"/export/projets.csv?ministere={ministry}&depuis=6&jusqua=6")
        assert "oshimae" in [line["projet_id"] for line in lines]
    both = rows(client, "/export/projets.csv?ministere=agriculture&ministere=transition-ecologique&depuis=6&jusqua=6")
    assert [line["projet_id"] for line in both].count("oshimae") == 1


def test_an_unknown_value_is_ignored_with_a_notice_that_does_not_repeat_it(client: FlaskClient) -> None:
    response = client.get("/tendances?ministere=interieur&ministere=xyzzy&phase=plugh")
    assert response.status_code == 200
    assert "Valeur inconnue ignorée" in response.text
    assert "xyzzy" not in response.text
    assert "plugh" not in response.text
    assert client.get("/export/projets.csv?ministere=xyzzy").status_code == 400


def test_a_phase_filter_means_the_phase_in_each_edition(client: FlaskClient) -> None:
    editions = {line["edition"] for line in rows(client, "/export/projets.csv?phase=deploiement&q=cyclades")}
    assert editions == {"7", "8"}


def test_nothing_published_is_shown_as_zero(client: FlaskClient) -> None:
    for query in ("", "?depuis=15&jusqua=15"):
        item = re.search(r'<li [^>]*data-kpi="ecart-calendaire"[^>]*>.*?</li>', client.get(f"/{query}").text)
        assert item is not None
        if query:
            assert 'data-value=""' in item[0]
            assert 'data-edition="15"' in item[0]
            assert "non disponible" in item[0]
            assert "juin 2022" in item[0]
        else:
            # The last known figure, under its own date.
            assert 'data-edition="18" data-kpi="ecart-calendaire" data-source="editeur" data-value="19.1"' in item[0]
            assert "décembre 2023" in item[0]
