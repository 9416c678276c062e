"""What happens between the browser and the data: the only readers of the store."""

from dash import Dash

from callbacks import (
    addresses,
    answers,
    cards,
    deck_files,
    downloads,
    guard,
    one_dataset,
    pages,
    pictures,
    selection,
    static_files,
)


def register_all(app: Dash) -> None:
    """Register every page, file and callback on the application."""
    # First: what is refused is read by nothing else.
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
