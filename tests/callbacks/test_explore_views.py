"""The views to explore, through Flask's client: the table, a project's page, two editions compared, data, method."""

import html
import re
import time

import pytest
from flask.testing import FlaskClient

from components.views import VIEWS
from data import store
from data.model.dataset import Dataset

ADDRESSES = [address for view in VIEWS.values() for address in (view.examples or (view.path,)) if "<" not in address]
OURS = ("/projets", "/projets/si-samu", "/projets/sirhen", "/comparer", "/donnees", "/methode")


def text_of(client: FlaskClient, address: str) -> str:
    """What a visitor reads of the first paint, with plain spaces."""
    response = client.get(address)
    assert response.status_code == 200, address
    main = response.text.split("<main")[1].split("</main>")[0]
    words = html.unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"[\s\u00a0\u202f]+", " ", words)


def rows_of(client: FlaskClient, address: str) -> list[str]:
    """The names in the table of projects, in order."""
    table = client.get(address).text.split('class="tableau projets"')[1].split("</table>")[0]
    return [html.unescape(name) for name in re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', table)]


@pytest.mark.parametrize("address", OURS)
def test_a_view_answers_its_first_request_in_half_a_second(client: FlaskClient, address: str) -> None:
    # Once for the process: the data are read, scripts and styles are joined and compressed.
    client.get("/")
    # Of this thread alone: other tests may run on the same machine. The parameter makes the page one never asked for.
    began = time.thread_time()
    assert client.get(f"{address}?depuis=2&jusqua=14").status_code == 200
    assert time.thread_time() - began < 0.5


@pytest.mark.parametrize("address", [address for address in ADDRESSES if VIEWS.get(address, VIEWS["/projets"]).is_live])
def test_a_live_view_that_selects_nothing_says_so(client: FlaskClient, address: str) -> None:
    if address.startswith("/projets/"):
        pytest.skip("the page of one project has no selection")
    assert "Aucun projet" in text_of(client, f"{address}?q=zzzzzz")


def test_an_empty_list_and_an_empty_comparison_offer_the_way_out(client: FlaskClient) -> None:
    for address in ("/projets", "/comparer"):
        page = client.get(f"{address}?q=zzzzzz").text
        assert re.search(rf'<a href="{address}"[^>]*>Tous les projets \(\d+\)</a>', page), address


def test_an_embedded_table_is_sorted_and_paged_within_its_frame(client: FlaskClient) -> None:
    table = client.get("/projets?cadre=integration").text.split('class="tableau projets"')[1].split("</main>")[0]
    own = re.findall(r'<a [^>]*href="/projets\?[^>]*>', table)
    assert own
    assert all("cadre=integration" in link and 'target="_self"' in link for link in own)


def test_the_table_is_cut_into_pages_of_25_that_together_hold_every_project(client: FlaskClient) -> None:
    first, second = rows_of(client, "/projets"), rows_of(client, "/projets?page=2")
    assert (len(first), len(second)) == (25, 25)
    assert len({*first, *second}) == 50
    assert rows_of(client, "/projets?page=99") == second


def test_the_table_is_sorted_by_the_column_asked_for_and_says_so(client: FlaskClient) -> None:
    assert rows_of(client, "/projets?tri=cout&ordre=decroissant")[:2] == ["Espace numérique de santé (ENS)", "INPT"]
    page = client.get("/projets?tri=cout&ordre=decroissant").text
    assert re.search(r'<th aria-sort="descending"[^>]*><a [^>]*>Coût complet estimé', page)
    assert page.partition("<main")[2].count("aria-sort=") == 1


def test_what_is_not_published_comes_last_in_either_order(client: FlaskClient) -> None:
    for order in ("croissant", "decroissant"):
        assert rows_of(client, f"/projets?tri=cout&ordre={order}&page=2")[-1] == "PNIJ NG (ANTENJ)"


def test_columns_are_those_of_the_address(client: FlaskClient) -> None:
    heads = re.findall(r'<th [^>]*scope="col"[^>]*><a [^>]*>([^<]*)', client.get("/projets?colonnes=zone").text)
    assert heads == ["Projet", "Zone fonctionnelle"]


def test_sorting_and_paging_keep_the_selection(client: FlaskClient) -> None:
    table = client.get("/projets?ministere=justice&tri=cout").text.split('class="tableau projets"')[1]
    links = re.findall(r'href="(/projets\?[^"#]*)', table.split("</thead>")[0])
    assert links
    assert all("ministere=justice" in link for link in links)


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ("?cout=non-publie", "la sélection n’a aucun coût ni aucune fin à comparer."),
        ("?q=sirh", "2 projets sur 3 coûtent plus qu’à la première publication ; aucun sur 3 ne finit plus tard."),
        ("?q=intelligence+emploi", "le seul projet comparable ne coûte pas plus qu’à la première publication ; "),
        ("", "27 projets sur 49 coûtent plus qu’à la première publication ; 17 sur 49 finissent plus tard."),
    ],
)
def test_the_list_opens_with_a_sentence_whatever_can_be_compared(client: FlaskClient, query: str, verdict: str) -> None:
    assert f"En novembre 2021, {verdict}" in text_of(client, f"/projets{query}")


def test_a_search_without_a_word_is_ignored_and_said_so(client: FlaskClient) -> None:
    page = text_of(client, "/projets?q=%3Cb%3E")
    assert "Valeur inconnue ignorée dans l’adresse pour « Rechercher »" in page
    assert "Sélection : Tous les projets." in page


def test_a_comparison_counts_its_projects_whatever_the_range(client: FlaskClient) -> None:
    shown = re.compile(r"50 projets affichés en novembre 2021, \d+ sur")
    usual = shown.search(text_of(client, "/comparer"))
    ranged = shown.search(text_of(client, "/comparer?depuis=15"))
    assert usual
    assert ranged
    assert usual[0] == ranged[0]


def test_a_project_that_left_is_found_by_its_name(client: FlaskClient) -> None:
    page = client.get("/projets?q=sirhen").text
    assert 'href="/projets/sirhen?q=sirhen"' in page


def test_the_list_of_projects_says_months_before_editions(client: FlaskClient) -> None:
    page = text_of(client, "/projets?ministere=education")
    assert "5 projets en novembre 2021 (14ᵉ édition), par ordre croissant" in page
    assert "5 projets affichés en novembre 2021, 9 sur l’ensemble des éditions." in page
    assert "Avant novembre 2021" in page
    assert "Tous ceux de novembre 2021 : Solidarités et santé" in text_of(client, "/projets/si-samu")
    assert "Décembre 2024 (source : presse) : projets suivis 45" in text_of(client, "/")


@pytest.mark.parametrize(
    "path", ["/projets/nope", "/projets/nope/", "/projets/<projet>", "/projets/si-samu/x", "/projets/SI-SAMU"]
)
def test_an_unknown_project_is_a_french_404(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Page introuvable" in response.text


def test_a_project_has_a_page_that_tells_its_history(client: FlaskClient, dataset: Dataset) -> None:
    for slug in sorted(dataset.projects["project"].unique())[::9]:
        page = text_of(client, f"/projets/{slug}")
        assert dataset.vocabulary.projects.names[slug] in page
        assert "Toutes les valeurs publiées" in page


def test_a_project_that_left_says_after_which_edition_and_that_the_reason_is_unknown(client: FlaskClient) -> None:
    sirhen = text_of(client, "/projets/sirhen")
    assert "Sorti du panorama après l’édition 8 (mars 2019), entre les éditions 8 et 13" in sirhen
    assert "Motif non publié" in sirhen
    assert "Absent à l’édition 7, puis revenu" in sirhen
    assert "Sorti du panorama" not in text_of(client, "/projets/ned")


def test_ned_shows_a_changed_start_and_a_fall_not_a_success(client: FlaskClient) -> None:
    ned = text_of(client, "/projets/ned")
    assert "Début changé entre les éditions 13 et 14, de janvier 2015 à janvier 2018, 36 mois plus tard" in ned
    assert "NED : 5,6 M€ estimés en novembre 2021, 19,4 M€ de moins qu’en" in ned
    assert line_of(client, "/comparer?de=13&a=14&tri=projet", "NED")[-1] == "−21 (début +36, durée −57)"


def test_a_former_name_stands_on_the_page(client: FlaskClient) -> None:
    assert 'SI-Samu (étape "Construction & Pilote"), aux éditions 1 à 3' in text_of(client, "/projets/si-samu")


def test_entrants_and_leavers_are_named_with_their_amounts(client: FlaskClient) -> None:
    page = text_of(client, "/comparer?de=13&a=14")
    assert "Entrants (5, +307,6 M€)" in page
    assert "Sortants (4, −71,8 M€)" in page
    address = "/comparer?de=13&a=14"
    assert line_of(client, address, "PPN") == ["+121,7", "Entrant", "", "121,7", ""]
    assert line_of(client, address, "SCRIBE") == ["−14,5", "Sortant (expérimentation)", "14,5", "", ""]


def test_sirhen_comes_back_at_edition_8_without_its_figures(client: FlaskClient) -> None:
    line = line_of(client, "/comparer?de=7&a=8", "SIRHEN")
    assert line == ["non publié", "Entrant, de retour (déjà à l’édition 6)", "", "non publié", ""]


def line_of(client: FlaskClient, address: str, project: str) -> list[str]:
    """The cells beside the name of a project in the table of a comparison, on any of its pages."""
    for page in (1, 2, 3):
        table = client.get(f"{address}&page={page}").text.split('id="mouvements"')[1].split("</table>")[0]
        for row in table.split("<tr")[1:]:
            if f">{project}</a>" in row:
                return [re.sub("<[^>]+>|\u202f", "", cell) for cell in re.findall(r"<td.*?</td>", row)]
    raise AssertionError(f"{project} is not in the table")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", "PPN"),
        ("&tri=difference&ordre=decroissant", "SI SAMU"),
        ("&tri=difference", "PC STORM"),
        ("&tri=decalage", "PC STORM"),
        ("&tri=apres&ordre=decroissant", "Espace numérique de santé (ENS)"),
        ("&tri=fin", "PPN"),  # a column of another table
    ],
)
def test_the_projects_of_a_comparison_are_one_table_sorted_by_its_address(
    client: FlaskClient, query: str, first: str
) -> None:
    table = client.get(f"/comparer?de=13&a=14{query}").text.split('id="mouvements"')[1].split("</table>")[0]
    assert re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', table)[0] == first
    assert len(re.findall(r"<th [^>]*aria-sort=", table)) == 1
    heads = re.findall(r'<a href="([^"]+)"[^>]*>', table.split("</thead>")[0])
    assert all("de=13&amp;a=14" in href and href.endswith("#mouvements") for href in heads)
    # « Différence » is what a phone must show.
    assert re.findall(r"<th [^>]*>(?:<a [^>]*>)?([^<(]+)", table)[1].strip() == "Différence"


def test_every_bar_of_the_waterfall_leads_into_the_table(client: FlaskClient) -> None:
    for page in ("", "&page=2", "&tri=difference"):
        body = client.get(f"/comparer?de=13&a=14{page}").text
        for kind in ("entrant", "leaver", "up", "down", "newly_published"):
            assert body.count(f'id="groupe-{kind}"') == 1


def test_a_comparison_over_missing_editions_says_which(client: FlaskClient) -> None:
    page = text_of(client, "/comparer?de=8&a=14")
    assert "Les tableaux des éditions 9 à 12 ne sont pas disponibles" in page
    assert "entre les éditions 8 et 14" in page


@pytest.mark.parametrize("query", ["?de=14&a=14", "?de=14&a=8", "?de=99&a=x", "?de=1", "?a=1", "?communs=oui&q=zz"])
def test_no_pair_of_editions_breaks_the_comparison(client: FlaskClient, query: str) -> None:
    assert client.get(f"/comparer{query}").status_code == 200


def test_projets_communs_leave_out_who_came_and_went(client: FlaskClient) -> None:
    page = text_of(client, "/comparer?de=13&a=14&communs=oui")
    assert "des projets communs aux deux éditions" in page
    assert "Entrants (" not in page


def test_what_changed_is_told_on_the_front_page(client: FlaskClient) -> None:
    page = text_of(client, "/")
    assert "Ce qui a changé entre juillet 2021 et novembre 2021" in page
    assert "5 projets entrent" in page


def test_every_filter_stands_on_the_views_to_explore(client: FlaskClient) -> None:
    names = ("ministere", "phase", "zone", "interministeriel", "tranche", "q")
    for path, others in (("/tendances", ("depuis", "jusqua")), ("/projets", ("depuis", "jusqua")),
                         ("/comparer", ("de", "a", "communs"))):  # fmt: skip
        form = client.get(path).text.split("<form")[1].split("</form>")[0]
        for name in (*names, *others):
            assert f'name="{name}"' in form, (path, name)


def test_a_filter_without_a_control_is_carried_along_by_the_form(client: FlaskClient) -> None:
    form = client.get("/?zone=sante&depuis=4").text.split("<form")[1].split("</form>")[0]
    assert re.search(r'<input [^>]*name="zone"[^>]*type="hidden"[^>]*value="sante"', form)
    assert re.search(r'<input [^>]*name="depuis"[^>]*type="hidden"[^>]*value="4"', form)


def test_options_say_how_many_projects_they_keep(client: FlaskClient) -> None:
    page = text_of(client, "/projets?phase=deploiement")
    assert re.search(r"Déploiement \(14\)", page)
    assert "Oui (5)" in text_of(client, "/projets")


def test_downloads_say_their_format_and_weight(client: FlaskClient) -> None:
    page = text_of(client, "/donnees")
    for name in ("CSV", "ODS", "XLSX", "JSON"):
        assert re.search(rf"Projets, {name} – \d+ ko", page), name
        assert re.search(rf"Éditions, {name} – \d+ ko", page), name
    assert "Licence Ouverte 2.0" in page


def test_the_reconciliation_shows_differences_with_their_reason(client: FlaskClient) -> None:
    page = text_of(client, "/donnees")
    assert "+108,1" in page
    assert "+468,2" in page
    assert "Rapprochement avec les chiffres publiés" in page


def test_the_match_table_holds_every_printed_name_over_its_pages(client: FlaskClient, dataset: Dataset) -> None:
    labels = [label for label, _, _ in dataset.vocabulary.projects.labels]
    pages = -(-len(labels) // 20)
    text = " ".join(html.unescape(client.get(f"/donnees?page={page}").text) for page in range(1, pages + 1))
    assert all(f'<th scope="row">{label}</th>'.replace("'", "’") in text for label in labels)


def test_degraded_data_are_announced_on_the_page_of_the_data(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = store.Status(is_degraded=True, reason="édition 21, ligne 12 : ministère inconnu")
    monkeypatch.setattr(store, "status", lambda: refused)
    page = text_of(client, "/donnees")
    assert "Données non à jour" in page
    assert "édition 21, ligne 12" not in page


def test_the_method_answers_what_the_former_page_answered(client: FlaskClient) -> None:
    page = text_of(client, "/methode")
    assert page.count("?") >= 13
    words = ("interministériel", "coût complet", "durée moyenne", "écart budgétaire", "cadrage", "zone fonctionnelle")
    limits = ("programmes", "euros courants ou constants", "bénéfices", "n’est pas l’estimation initiale")
    for word in (*words, *limits):
        assert word in page, word


def test_each_value_chosen_is_a_link_to_the_page_without_it(client: FlaskClient) -> None:
    query = "ministere=justice&ministere=culture&zone=non-publie&jusqua=8&q=si"
    for path in ("/", "/projets", "/graphiques/carte"):
        page = html.unescape(client.get(f"{path}?{query}").text)
        chips = page.split('class="jetons"')[1].split("</ul>")[0]
        links = re.findall(r'data-retire="([^"]+)" href="([^"]+)"', chips)
        assert [value for value, _ in links] == query.split("&")
        for value, address in links:
            assert sorted(address.split("?")[1].split("&")) == sorted(set(query.split("&")) - {value})
        assert re.search(rf'href="{path}" id="reinitialiser"', chips)
    assert 'class="jetons"' not in client.get("/projets?tri=cout").text


def test_the_note_of_a_ministry_is_one_gesture_away_where_one_is_chosen(client: FlaskClient) -> None:
    for path in ("/", "/tendances", "/comparer", "/projets", "/donnees", "/presentation"):
        page = html.unescape(client.get(f"{path}?ministere=justice&phase=deploiement").text)
        (address,) = set(re.findall(r'href="(/export/ministere/[^"]+)"', page))
        assert address.partition("?")[0] == "/export/ministere/justice.pdf"
        assert "phase=deploiement" in address
        assert "/export/ministere/" not in client.get(f"{path}?ministere=justice&ministere=culture").text


def test_the_columns_are_check_boxes_of_a_form(client: FlaskClient) -> None:
    page = client.get("/projets?ministere=justice&tri=cout&ordre=decroissant&colonnes=debut&colonnes=zone").text
    form = page.split('class="colonnes-choix"')[1].split("</form>")[0]
    assert re.findall(r'<input checked name="colonnes" type="checkbox" value="(\w+)"', form) == ["debut", "zone"]
    assert {"cout", "decalage", "programmes"} <= set(re.findall(r'name="colonnes" type="checkbox" value="(\w+)"', form))
    for name, value in (("ministere", "justice"), ("tri", "cout"), ("ordre", "decroissant")):
        assert f'name="{name}" type="hidden" value="{value}"' in form
    assert "Décalage de la fin (mois)" in client.get("/projets").text.split("<thead>")[1].split("</thead>")[0]


def test_a_range_that_a_comparison_sets_aside_is_said(client: FlaskClient) -> None:
    notice = "La plage d’éditions de la sélection ne s’applique pas ici"
    assert notice in text_of(client, "/comparer?de=8&a=14&jusqua=8")
    assert notice not in text_of(client, "/comparer?jusqua=8")
    assert "entre novembre 2018 et mars 2019" in text_of(client, "/comparer?jusqua=8")


def test_a_project_is_ranked_among_those_of_its_phase_and_cost_band(client: FlaskClient, dataset: Dataset) -> None:
    page = text_of(client, "/projets/si-samu")
    rows = dataset.projects[dataset.projects["edition"] == 14]
    peers = rows[(rows["phase"] == "conception-realisation") & (rows["cost_meur"] >= 100)]
    position = 1 + int((peers["cost_meur"] > 204.1).sum())
    assert f"{position}ᵉ plus coûteux sur {len(peers)}" in page
    assert f"La fin la plus repoussée sur {len(peers)}" in page
    assert f"--rang:{position};--sur:{len(peers)}" in client.get("/projets/si-samu").text
    assert "Parmi les projets comparables" not in text_of(client, "/projets/sirhen")


def test_sliders_say_their_value_and_how_many_projects_remain(client: FlaskClient, dataset: Dataset) -> None:
    latest = dataset.projects[dataset.projects["edition"] == dataset.latest_table]
    remaining = int((latest["slip_months"] >= 24).sum())
    page = client.get("/projets?decalage_min=24").text
    slider = re.search(r'<input[^>]*name="decalage_min"[^>]*>', page)
    assert slider
    assert 'type="range"' in slider[0]
    assert 'value="24"' in slider[0]
    assert f"24 mois ou plus ({remaining} projets)" in text_of(client, "/projets?decalage_min=24")
    assert len(rows_of(client, "/projets?decalage_min=24")) == remaining
    # One of them is in the latest table, where its end is no longer so late.
    assert "pc-storm" in set(latest["project"])
    assert "2 autres projets ne répondent à la sélection qu’à des éditions antérieures. PC STORM" in text_of(
        client, "/projets?decalage_min=24"
    )
    for path in ("/projets", "/tendances/projets"):
        assert all(f'name="{name}"' in client.get(path).text for name in ("decalage_min", "reevaluation_min", "cout"))
    assert "Valeur inconnue ignorée" in text_of(client, "/projets?decalage_min=1000")
