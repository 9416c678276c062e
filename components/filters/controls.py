"""Native controls of forms, as `components/html/render.py` writes them."""

from collections.abc import Iterable, Mapping

from components.markup import html


def hidden_fields(pairs: Iterable[tuple[str, str]]) -> html.Div:
    """Parameters that a form sends as they are."""
    return html.Div([html.Input(type="hidden", name=name, value=value) for name, value in pairs], hidden=True)


def check_box(name: str, value: str, label: str, *, is_checked: bool, count: int | None = None) -> html.Label:
    """A check box and its label, with a number of projects unless `count` is None."""
    box = html.Input(type="checkbox", name=name, value=value, checked=is_checked)
    counted = [] if count is None else [" ", html.Span(f"({count})", className="compte")]
    return html.Label([box, label, *counted], className="case")


def select(
    name: str,
    label: str,
    options: Mapping[str, str],
    value: str,
    *,
    counts: Mapping[str, int] | None = None,
    everything: str = "",
) -> html.Label:
    """A select under its label.

    Args:
        name: Parameter of the address.
        label: Its label.
        options: Value → text.
        value: The option chosen.
        counts: Value → number of projects, written after the text of every option but `everything`; None for none.
        everything: Value of the option that chooses nothing.
    """

    def option(one: str, text: str) -> html.Option:
        is_counted = counts is not None and one != everything
        named = {"data-nom": text} if is_counted else {}
        shown = f"{text} ({(counts or {}).get(one, 0)})" if is_counted else text
        return html.Option(shown, value=one, selected=one == value, **named)

    control = html.Select([option(*pair) for pair in options.items()], name=name)
    return html.Label([html.Span(label), control], className="filtre-champ")
