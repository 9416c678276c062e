"""Pages whose text is a Markdown file of `texts/`, named after the page's address; CONTRIBUTING.md has the syntax.

A file is parsed once, then rendered as Dash components with the computed values put into them. Values never pass
through the Markdown parser: whatever they contain is shown as text.
"""

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from components.addresses.site import NOT_STATED
from components.html.elements import bullets, scroll_region
from components.markup import Component, html
from components.views.view import Body, View
from data.model import french

FOLDER = Path(__file__).parent / "texts"

Inline: TypeAlias = list[str | Component]
Text: TypeAlias = str | Component | Inline
Values: TypeAlias = Mapping[str, tuple[Any, str]]
"""Name of a placeholder → its value and its kind, a key of `INLINE` or of `BLOCKS`."""

_PLACEHOLDER = re.compile(r"(\{\{.*?\}\})")
_BLOCK = re.compile(r"\{\{\s*(\w+)\s*:\s*(\w+)\s*\}\}")
_HEADING_MARKS = re.compile(r"\s+\{([#.][\w-]+(?:\s+[#.][\w-]+)*)\}$")
_UNSUPPORTED = "ce Markdown n'est pas prévu"


class TextError(Exception):
    """A text and its values do not agree; the message names the file, the placeholder and the cause."""


def text_view(path: str, body: Body, *, in_navigation: bool = False) -> View:
    """The view of a text, with the name, title and description that head its file."""
    return View(path=path, **_parsed(path)[0], body=body, in_navigation=in_navigation, is_live=False)


def text_page(path: str, values: Values) -> list[Component]:
    """The components of the page at an address, whose text uses each of the values.

    Raises:
        TextError: A placeholder is unknown or of another kind, a value is not used, or some Markdown is not supported.
    """
    return _Renderer(path, values).page()


def link(text: str, address: str) -> html.A:
    """A link."""
    return html.A(french.typeset(text), href=address)


def terms(pairs: Iterable[tuple[Text, Text]]) -> html.Dl:
    """Terms and their definitions."""
    parts = [part for term, definition in pairs for part in (html.Dt(_typeset(term)), html.Dd(_typeset(definition)))]
    return html.Dl(parts, className="termes")


def _bullets(items: Iterable[Text]) -> html.Ul:
    return bullets(map(_typeset, items), className="liste")


def _typeset(text: Text) -> Inline:
    """The parts of a text, adjacent strings joined, in French typography."""
    joined: Inline = []
    for part in text if isinstance(text, list) else [text]:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return [french.typeset(part) if isinstance(part, str) else part for part in joined]


INLINE: dict[str, Callable[..., Text]] = {
    "text": str,
    "edition": french.number,
    "month": french.month,
    "count": lambda value, *nouns: french.count(value, *nouns) if nouns else french.number(value),
    "link": lambda value: link(*value),
    "setting": lambda value, otherwise=NOT_STATED: value or otherwise,
    "aside": lambda value: f" ({value})" if value else "",
    "note": lambda condition, text: f" {text}" if condition else "",
    "mail": lambda value: html.A(value, href=f"mailto:{value}") if "@" in value else value or NOT_STATED,
    "address": lambda value, before, otherwise: [f"{before} ", link(value, value), "."] if value else otherwise,
}
"""Kind of a placeholder within a sentence, `{{ name | kind | word… }}` → what it shows of its value."""

BLOCKS: dict[str, Callable[[Any], list[Component]]] = {
    "table": lambda value: [scroll_region(*value)],
    "list": lambda items: [_bullets(items)],
    "block": list,
}
"""Kind of a placeholder alone in its paragraph, `{{ kind: name }}` → components (`table`: table and label)."""


@functools.cache
def _parsed(path: str) -> tuple[dict[str, Any], list[SyntaxTreeNode]]:
    """The head and the blocks of a page's file; `{#id}` or `{.class}` that ends a heading becomes its attribute."""
    _, head, text = FOLDER.joinpath(f"{path[1:]}.md").read_text(encoding="utf-8").split("+++\n", 2)
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and (marks := _HEADING_MARKS.search(inline.content)):
            for mark in marks[1].split():
                opening.attrSet("id" if mark[0] == "#" else "class", mark[1:])
            inline.children = markdown.parseInline(inline.content[: marks.start()])[0].children
    return tomllib.loads(head), SyntaxTreeNode(tokens).children


class _Renderer:
    def __init__(self, path: str, values: Values) -> None:
        self._path = path
        self._values = values
        self._used: set[str] = set()

    def page(self) -> list[Component]:
        page: list[Component] = []
        section = target = page
        questions: list[Component] = []
        for node in _parsed(self._path)[1]:
            if node.tag == "h2":
                anchor = {"id": node.attrs["id"]} if "id" in node.attrs else {}
                section = target = [html.H2(self._inline(node), **anchor)]
                questions = []
                page.append(html.Section(section, className=f"prose {node.attrs.get('class', '')}".strip()))
            elif node.tag == "h4":
                if not questions:
                    section.append(html.Div(questions, className="texte"))
                target = [html.Summary(self._inline(node))]
                questions.append(html.Details(target))
            elif node.tag == "hr":
                target, questions = section, []
            else:
                target += self._block(node, "chapeau" if target is page else None)
        for unused in self._values.keys() - self._used:
            raise self._error(unused, "cette valeur est calculée, mais le texte ne l'emploie pas")
        return page

    def _block(self, node: SyntaxTreeNode, paragraph_class: str | None) -> list[Component]:
        if node.tag == "p" and (block := _BLOCK.fullmatch(node.children[0].content)):
            value = self._value(block[2], block[1], BLOCKS)
            return BLOCKS[block[1]](value)
        if node.tag == "p":
            return [html.P(self._inline(node), className=paragraph_class)]
        if node.tag == "h3":
            return [html.H3(self._inline(node))]
        if node.tag == "ul" and all(len(item.children) == 1 for item in node.children):
            items = [self._inline(item.children[0]) for item in node.children]
            pairs = [pair for pair in map(_term, items) if pair]
            return [terms(pairs) if len(pairs) == len(items) else _bullets(items)]
        raise self._error(node.type, _UNSUPPORTED)

    def _inline(self, node: SyntaxTreeNode) -> Inline:
        """The content of a block or of a mark, in French typography."""
        children = [child for part in node.children for child in (part.children if part.type == "inline" else [part])]
        return _typeset([part for child in children for part in self._parts(child)])

    def _parts(self, node: SyntaxTreeNode) -> Inline:
        match node.type:
            case "text":
                return [part for piece in _PLACEHOLDER.split(node.content) for part in self._filled(piece)]
            case "softbreak":
                return [" "]
            case "code_inline":
                return [html.Code(node.content)]
            case "link":
                return [html.A(self._inline(node), href=node.attrs["href"])]
            case "strong" | "em":
                return [{"strong": html.Strong, "em": html.Em}[node.type](self._inline(node))]
        raise self._error(node.type, _UNSUPPORTED)

    def _filled(self, piece: str) -> Inline:
        if "{{" not in piece and "}}" not in piece:
            return [piece] if piece else []
        name, _, rest = (piece[2:-2] if _PLACEHOLDER.fullmatch(piece) else piece).partition("|")
        kind, *words = (word.strip() for word in rest.split("|"))
        value = self._value(name.strip(), kind, INLINE)
        shown = INLINE[kind](value, *words)
        return shown if isinstance(shown, list) else [shown]

    def _value(self, name: str, kind: str, kinds: Mapping[str, object]) -> Any:
        value, own_kind = self._values.get(name, (None, None))
        if kind != own_kind or kind not in kinds:
            known = ", ".join(f"{name} ({kind})" for name, (_, kind) in self._values.items())
            raise self._error(f"{name} ({kind})", f"valeur inconnue de cette page, qui a : {known}")
        self._used.add(name)
        return value

    def _error(self, subject: str, problem: str) -> TextError:
        return TextError(f"components/views/texts{self._path}.md : « {subject} » : {problem}")


def _term(item: Inline) -> tuple[Inline, Inline] | None:
    """The two parts of `**Term** : definition`, None for any other item."""
    match item:
        case [html.Strong() as term, str(text), *rest] if text.startswith(f"{french.NBSP}:"):
            return term.children, [text[3:], *rest]
    return None
