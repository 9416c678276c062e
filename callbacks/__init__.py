"""What happens between the browser and the data: the only readers of the store."""

from dash import Dash

from callbacks import (
    addresses,
    answers,
    cards,
    dataset_pinning,
    deck_files,
    downloads,
    errors,
    guard,
    headers,
    health,
    pages,
    pictures,
    selection,
    site_files,
)


def register_all(app: Dash) -> None:
    """Register every page, file and callback on the application.

    Hooks before a request run in this order until one answers, hooks after it in the opposite order.
    """
    health.register(app.server)
    answers.register_compression(app.server)
    addresses.register(app)
    guard.register(app)
    dataset_pinning.register(app.server)
    answers.register(app.server)
    pages.register(app)
    selection.register(app)
    cards.register(app)
    downloads.register(app.server)
    deck_files.register(app.server)
    pictures.register(app.server)
    errors.register(app.server)
    site_files.register(app.server)
    # Last: the policy names the inline scripts by which callbacks start.
    headers.register(app)
