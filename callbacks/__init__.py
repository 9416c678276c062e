"""What happens between the browser and the data: the only readers of the store."""

from dash import Dash

from callbacks import (
    addresses,
    answers,
    cards,
    deck_files,
    downloads,
    errors,
    guard,
    headers,
    health,
    one_dataset,
    pages,
    pictures,
    selection,
    site_files,
    static_files,
)


def register_all(app: Dash) -> None:
    """Register every page, file and callback on the application.

    Hooks before a request run in this order until one answers, hooks after it in the opposite order.
    """
    health.register(app.server)
    addresses.register(app)
    guard.register(app)
    static_files.register(app.server)
    one_dataset.register(app.server)
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
