"""The deck as files over HTTP: types, names, two at once, no engine, nobody waiting."""

import socket

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from callbacks import slow_exports
from components.deck import pdf
from components.files import engine

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
    with slow_exports.export_slot(), slow_exports.export_slot():
        response = client.get(address)
        assert response.status_code == 429
        assert response.headers["Retry-After"] == str(slow_exports.RETRY_SECONDS)
        assert f"Réessayez dans {slow_exports.RETRY_SECONDS}\u00a0s" in response.text.replace(" s.", "\u00a0s.")
        with pytest.raises(TooManyRequests), slow_exports.export_slot():
            pass
    assert client.get(address).status_code == 200


def test_a_server_without_an_engine_says_what_to_do(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANORAMA_PDF_ENGINE", "")
    engine.engine.cache_clear()
    try:
        response = client.get(f"{ADDRESS}.pdf?diapos=titre")
        assert response.status_code == 503
        assert "Enregistrer au format PDF" in response.text
        page = client.get("/presentation?diapos=titre&q=a").text
        assert "n'a pas de moteur" in page
        assert "/export/presentation.pdf" not in page
    finally:
        engine.engine.cache_clear()


@pytest.mark.skipif(not engine.engine(), reason="no Chromium on this machine")
def test_the_pdf_has_one_page_a_slide_its_title_and_its_language(client: FlaskClient) -> None:
    response = client.get(f"{ADDRESS}.pdf?diapos=titre,chiffres,passage")
    assert response.status_code == 200
    assert response.data.startswith(b"%PDF")
    assert response.data.count(b"/Type /Page\n") == 3
    assert b"/Lang (fr)" in response.data
    assert b"/Title" in response.data


def test_a_browser_that_hangs_up_is_noticed() -> None:
    ours, theirs = socket.socketpair()
    is_disconnected = slow_exports.client_disconnected(ours)
    assert not is_disconnected()
    theirs.close()
    assert is_disconnected()
    ours.close()
    assert is_disconnected()
    assert not slow_exports.client_disconnected(None)()


@pytest.mark.skipif(not engine.engine(), reason="no Chromium on this machine")
def test_the_engine_stops_with_whom_it_worked_for() -> None:
    with pytest.raises(engine.CancelledError):
        pdf.deck_pdf((), "", "Rien", b"", is_cancelled=lambda: True)
