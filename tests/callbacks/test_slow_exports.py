"""The deck as files over HTTP: types, names, notes, two at once, what fails, nobody waiting."""

import io
import socket
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.exceptions import TooManyRequests

from callbacks import slots, slow_exports
from components.deck.pdf import deck_pdf
from components.files import typesetting

ADDRESS = "/export/presentation"


def test_the_powerpoint_file_says_what_it_is(client: FlaskClient) -> None:
    response = client.get(f"{ADDRESS}.pptx?ministere=justice&diapos=titre,chiffres")
    assert response.status_code == 200
    assert response.content_type == slow_exports.DECKS["pptx"]
    assert response.data[:2] == b"PK"
    assert response.headers["Content-Disposition"].endswith('.pptx"')
    assert "licence-ouverte" in response.headers["Link"]


@pytest.mark.parametrize("form", ["doc", "html", "pptx.exe"])
def test_no_other_form_exists(client: FlaskClient, form: str) -> None:
    assert client.get(f"{ADDRESS}.{form}").status_code == 404


def test_a_third_file_at_once_is_asked_to_come_back(client: FlaskClient) -> None:
    address = f"{ADDRESS}.pptx?diapos=attention&ministere=culture"
    with slots.EXPORTS.hold(), slots.EXPORTS.hold(), slots.EXPORTS.hold():
        response = client.get(address)
        assert response.status_code == 429
        assert response.headers["Retry-After"] == str(slots.EXPORTS.retry_seconds)
        assert f"Réessayez dans {slots.EXPORTS.retry_seconds}\u00a0s" in response.text.replace(" s.", "\u00a0s.")
        with pytest.raises(TooManyRequests), slots.EXPORTS.hold():
            pass
    assert client.get(address).status_code == 200


def test_the_pdf_has_one_page_a_slide_its_title_and_its_language(client: FlaskClient) -> None:
    response = client.get(f"{ADDRESS}.pdf?diapos=titre,chiffres,passage")
    assert response.status_code == 200
    assert response.content_type == slow_exports.DECKS["pdf"]
    pdf = PdfReader(io.BytesIO(response.data))
    assert len(pdf.pages) == 3
    assert pdf.root_object["/Lang"] == "fr"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Panorama des grands projets numériques de l’État – Tous les projets"


def test_the_pdf_has_its_notes_where_they_are_asked_for(client: FlaskClient) -> None:
    bare, whole = (client.get(f"{ADDRESS}.pdf?diapos=titre,chiffres{notes}").data for notes in ("", "&notes=oui"))
    assert len(PdfReader(io.BytesIO(bare)).pages) == 2
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(whole)).pages)
    assert text.count("Note de présentation") == 2
    response = client.get(f"{ADDRESS}.pdf?diapos=titre&notes=peut-être")
    assert response.status_code == 400
    assert "Demande incorrecte" in response.text


def test_a_pdf_that_cannot_be_made_says_what_to_do(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_PROGRAM", typesetting._PROGRAM.with_name("absent.py"))
    response = client.get(f"{ADDRESS}.pdf?diapos=titre&q=b")
    assert response.status_code == 503
    assert "Enregistrer au format PDF" in response.text


def test_a_pdf_that_takes_too_long_is_given_up(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_SECONDS", -1)
    monkeypatch.setattr(typesetting, "_PROGRAM", Path(__file__).with_name("sleeper.py"))
    assert client.get(f"{ADDRESS}.pdf?diapos=titre&q=c").status_code == 503


def test_a_browser_that_hangs_up_is_noticed() -> None:
    ours, theirs = socket.socketpair()
    is_disconnected = slow_exports.client_disconnected(ours)
    assert not is_disconnected()
    theirs.close()
    assert is_disconnected()
    ours.close()
    assert is_disconnected()
    assert not slow_exports.client_disconnected(None)()


def test_typst_stops_with_whom_it_worked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_PROGRAM", Path(__file__).with_name("sleeper.py"))
    with pytest.raises(typesetting.CancelledError):
        deck_pdf((), "", "Rien", is_cancelled=lambda: True)


@pytest.mark.parametrize(("address", "pages"), [("projet/si-samu", 1), ("ministere/justice", 2)])
def test_pages_for_a_committee_are_linked_and_served(client: FlaskClient, address: str, pages: int) -> None:
    view = "/projets/si-samu" if "projet" in address else "/presentation?ministere=justice"
    assert f'href="/export/{address}.pdf' in client.get(view).text
    response = client.get(f"/export/{address}.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert len(PdfReader(io.BytesIO(response.data)).pages) == pages
    assert address.replace("/", "-") in response.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["projet/plugh", "ministere/plugh", "ministere/justice.pdf%00"])
def test_pages_on_nothing_known_are_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(f"/export/{address}.pdf").status_code == 404
    assert "/export/ministere" not in client.get("/presentation?ministere=justice&ministere=culture").text
