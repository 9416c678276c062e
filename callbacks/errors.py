"""Errors as French pages; the trace stays in the log, under a reference that the page shows."""

import logging
import secrets

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from components import views
from components.html.document import Head, document
from components.html.frame import error_page
from data.model import french

FAULTS = "panorama.faults"
"""Key of a request's environment: a list to which the faults of its answer are added, for `acceptance`."""
_log = logging.getLogger(__name__)

_PAGES = {
    400: ("Demande incorrecte", "Le serveur n'a pas compris cette demande."),
    404: (
        "Page introuvable",
        "L'adresse demandée n'existe pas ou n'existe plus. Si vous l'avez saisie, vérifiez-la ; sinon, partez de la "
        "synthèse ou du menu.",
    ),
    405: ("Demande incorrecte", "Cette adresse ne répond pas à ce type de demande."),
    413: ("Demande trop volumineuse", "La demande envoyée dépasse la taille acceptée."),
    414: ("Adresse trop longue", "L'adresse demandée dépasse la longueur acceptée."),
    415: ("Demande incorrecte", "Ce type de contenu n'est pas accepté."),
    429: ("Trop de demandes", "Le service prépare déjà d'autres réponses. Réessayez dans {} s."),
    500: (
        "Erreur inattendue",
        "Le service n'a pas pu préparer cette page. L'incident est enregistré. Réessayez dans quelques instants ; si "
        "l'erreur persiste, signalez-la en donnant la référence ci-dessous.",
    ),
    503: ("Service indisponible", "Le service est momentanément indisponible. Réessayez dans quelques instants."),
}


def http_error(error: HTTPException) -> Response:
    """The French page of an HTTP error, with the headers that the error carries."""
    response = error.get_response()
    code = error.code or 500
    if code in _PAGES:
        title, text = _PAGES[code]
        response.data = _document(title, text.format(response.headers.get("Retry-After", "quelques")), code)
        response.content_type = "text/html; charset=utf-8"
    return response  # type: ignore[return-value]


def fault(error: Exception) -> Response:
    """The French page of a fault of the service, with the reference under which the log has the trace."""
    if isinstance(error, HTTPException):
        return http_error(error)
    reference = _log_fault(error)
    if request.path.startswith("/_dash"):
        return Response(f"Une erreur est survenue (réf. {reference}).", 500, content_type="text/plain; charset=utf-8")
    return Response(_document(*_PAGES[500], 500, reference), 500, content_type="text/html; charset=utf-8")


def message_page(title: str, text: str, code: int) -> Response:
    """A page instead of a file: why there is none, and what to do."""
    return Response(_document(title, text, code), code, content_type="text/html; charset=utf-8")


def incident(error: Exception) -> str:
    """The message of a card whose chart failed, with the reference under which the log has the trace.

    The answer that carries it is not cached: the next visitor may have better luck.
    """
    g.is_cacheable = False
    return french.typeset(
        f"Ce graphique n'a pas pu être préparé (réf. {_log_fault(error)}). Réessayez dans un instant."
    )


def register(server: Flask) -> None:
    """Serve a French page for every error."""
    server.register_error_handler(HTTPException, http_error)
    server.register_error_handler(Exception, fault)


def _log_fault(error: Exception) -> str:
    """A new reference, under which the error is logged with its trace."""
    request.environ.get(FAULTS, []).append(error)
    reference = secrets.token_hex(4)
    _log.error("reference %s: %s %s failed", reference, request.method, request.path, exc_info=error)
    return reference


def _document(title: str, text: str, code: int, reference: str = "") -> str:
    page = error_page(title, text, code=code, reference=reference, links=views.navigation())
    return document(Head(title, "", ""), page)
