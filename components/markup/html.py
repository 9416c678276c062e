"""The elements of HTML that pages use, one class each: `html.Div`, `html.Td` and so on."""

from typing import Any

from components.markup import Component

_NAMES = (
    "A Article Br Button Caption Code Col Colgroup Dd Details Dialog Div Dl Dt Em Fieldset Footer Form H1 H2 H3 Header "
    "Hr Iframe Img Input Label Legend Li Main Nav Noscript Ol Option Output P Pre Progress Script Section Select Small "
    "Span Strong Summary Table Tbody Td Th Thead Tr Ul"
)
globals().update({name: type(name, (Component,), {"__slots__": (), "tag": name.lower()}) for name in _NAMES.split()})


def __getattr__(name: str) -> Any:
    raise AttributeError(f"no element {name}: add it to _NAMES")
