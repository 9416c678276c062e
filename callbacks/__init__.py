"""What happens between the browser and the data: the only readers of the store."""

from dash import Dash

from callbacks import (
    acceptance,
    answers,
    errors,
    files,
    headers,
    health,
    pages,
    request_guard,
    selection,
    slow_exports,
)


def register_all(app: Dash) -> None:
    """Register every page, file and callback on the application.

    Hooks before a request run in this order until one answers, hooks after it in the opposite order.
    """
    acceptance.register(app)
    health.register(app.server)
    answers.register_compression(app.server)
    request_guard.register(app)
    answers.register(app.server)
    pages.register(app)
    selection.register(app)
    files.register(app.server)
    slow_exports.register(app.server)
    errors.register(app.server)
    # Last: the policy names the inline scripts by which callbacks start.
    headers.register(app)
