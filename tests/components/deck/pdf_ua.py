"""What PDF/UA-1 wants of a file that a program can check (the Matterhorn protocol), as veraPDF does, with pypdf."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, BooleanObject, ContentStream, DictionaryObject

STANDARD = {
    "/Document", "/Div", "/P", "/H1", "/H2", "/H3", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/Caption", "/THead",
    "/TBody", "/TR", "/TH", "/TD", "/Figure", "/Span", "/Part", "/Link", "/Artifact",
}  # fmt: skip
PARENTS = {
    "/LI": {"/L"},
    "/Lbl": {"/LI"},
    "/LBody": {"/LI"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/TR": {"/THead", "/TBody", "/Table"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/Caption": {"/Table", "/Figure", "/L", "/Div"},
}
PAINTING = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Do", b"sh", b"BI"}


@dataclass
class Element:
    """An element of the structure: its role, its dictionary, those inside, and its contents (page, mark)."""

    role: str
    source: DictionaryObject
    parent: "Element | None"
    inside: list["Element"] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)

    def attribute(self, name: str) -> Any:
        """The value of an attribute, None where it has none."""
        attributes = self.source.get("/A", ArrayObject())
        entries = attributes if isinstance(attributes, ArrayObject) else [attributes]
        return next((entry.get_object()[name] for entry in entries if name in entry.get_object()), None)

    def walk(self) -> Iterator["Element"]:
        """It and those below, in reading order."""
        yield self
        for element in self.inside:
            yield from element.walk()


def structure(pdf: PdfReader) -> Element:
    """The structure of a file; its root has no role."""
    tree = pdf.root_object["/StructTreeRoot"]
    roles = tree.get("/RoleMap", {})
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(pdf.pages)}  # type: ignore[union-attr]

    def fill(parent: Element, kids: Any, page: int | None) -> None:
        kids = kids.get_object()
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            node = kid.get_object()
            if isinstance(node, int):
                assert page is not None
                parent.contents.append((page, node))
                continue
            own = numbers[node.raw_get("/Pg").idnum] if "/Pg" in node else page
            if node.get("/Type") == "/MCR":
                assert own is not None
                parent.contents.append((own, node["/MCID"]))
                continue
            element = Element(str(roles.get(node["/S"], node["/S"])), node, parent)
            parent.inside.append(element)
            if "/K" in node:
                fill(element, node["/K"], own)

    root = Element("", tree, None)
    fill(root, tree["/K"], None)
    return root


def problems(pdf: PdfReader) -> list[str]:
    """What is wrong, in words; empty for a file that passes."""
    root = structure(pdf)
    elements = list(root.walk())[1:]
    return [*_of_document(pdf), *_of_elements(elements), *_of_contents(pdf, elements), *_of_fonts(pdf)]


def _of_document(pdf: PdfReader) -> Iterator[str]:
    root = pdf.root_object
    marked = root.get("/MarkInfo", {})
    if marked.get("/Marked") != BooleanObject(value=True) or marked.get("/Suspects") == BooleanObject(value=True):
        yield "not marked as tagged"
    if not root.get("/Lang"):
        yield "no language"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") != BooleanObject(value=True):
        yield "the title is not shown"
    metadata = pdf.xmp_metadata
    if metadata is None or b"<pdfuaid:part>1</pdfuaid:part>" not in metadata.stream.get_data():
        yield "does not claim PDF/UA-1"
    if metadata is None or not metadata.dc_title:
        yield "no title"
    if "/Outlines" not in root:
        yield "no bookmarks"
    for page in pdf.pages:
        if page.get("/Tabs") != "/S":
            yield "tabs do not follow the structure"


def _of_elements(elements: list[Element]) -> Iterator[str]:
    headings = [int(element.role[2]) for element in elements if element.role[1:2] == "H" and element.role[2:].isdigit()]
    if headings[:1] != [1] or any(after > before + 1 for before, after in pairwise(headings)):
        yield f"headings skip a level: {headings}"
    for element in elements:
        role, parent = element.role, element.parent.role if element.parent else ""
        if role not in STANDARD:
            yield f"unknown role {role}"
        if parent not in PARENTS.get(role, {parent}):
            yield f"{role} in {parent}"
        if not element.contents and not element.inside and role not in ("/TD", "/TH"):
            yield f"{role} is empty"
        if role == "/Figure" and (not str(element.source.get("/Alt", "")).strip() or not element.attribute("/BBox")):
            yield "a figure without its alternative or its box"
        if role == "/Table":
            yield from _of_table(element)


def _of_table(table: Element) -> Iterator[str]:
    # typst leaves the caption of a table of several pages just before it.
    pages = {page for element in table.walk() for page, _ in element.contents}
    around = table.parent.parent if table.parent and len(pages) > 1 else None
    if "/Caption" not in (table.inside[0].role, around and around.inside[0].role):
        yield "a table without a caption"
    rows = [element for element in table.walk() if element.role == "/TR"]
    if len({len(row.inside) for row in rows}) != 1:
        yield "rows of unequal lengths"
    for at, row in enumerate(rows):
        wanted = ["/Column"] * len(row.inside) if at == 0 else ["/Row"] + [None] * (len(row.inside) - 1)
        if [cell.attribute("/Scope") for cell in row.inside] != wanted:
            yield f"row {at} has not the headers that it should"
        if any((cell.role == "/TH") != bool(scope) for cell, scope in zip(row.inside, wanted, strict=True)):
            yield f"row {at} has headers without a scope"


def _of_contents(pdf: PdfReader, elements: list[Element]) -> Iterator[str]:
    """Every mark of the pages stands once in the structure, in the order in which it is drawn, and nothing else."""
    inside = [content for element in elements for content in element.contents]
    if any(count > 1 for count in Counter(inside).values()):
        yield "a content stands twice in the structure"
    owners = {content: element.source for element in elements for content in element.contents}
    parents = pdf.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    lists = dict(zip(parents[::2], (each.get_object() for each in parents[1::2]), strict=True))
    drawn = []
    for at, page in enumerate(pdf.pages):
        marks = []
        for mark in _marks(page):
            if isinstance(mark, str):
                yield f"page {at + 1}: {mark}"
            else:
                marks.append(mark)
        drawn += [(at, mark) for mark in marks]
        for mark in marks:
            if lists[page["/StructParents"]][mark].get_object() != owners.get((at, mark)):
                yield f"page {at + 1}: content {mark} has another owner in the tree of parents"
    if drawn != inside:
        yield "the order of the structure is not that in which the pages are drawn"


def _marks(page: PageObject) -> Iterator[int | str]:
    """The marks of a page in the order in which they are drawn, and what is drawn outside of any."""
    contents = page.get_contents()
    assert contents is not None
    opened: list[bool] = []
    for operands, operator in contents.operations:
        if operator in (b"BDC", b"BMC"):
            opened.append(True)
            properties = operands[1] if operator == b"BDC" else {}
            if isinstance(properties, DictionaryObject) and "/MCID" in properties:
                if len(opened) > 1:
                    yield "a content inside another"
                yield int(properties["/MCID"])
            elif operands[0] != "/Artifact" and "/MCID" not in properties and len(opened) == 1:
                yield f"{operands[0]} is in no structure"
        elif operator == b"EMC":
            opened.pop()
        elif operator in PAINTING and not opened:
            yield f"{operator!r} outside of any content"
    for drawing in page["/Resources"].get("/XObject", {}).values():
        form = drawing.get_object()
        if form["/Subtype"] == "/Form" and any(
            "/MCID" in str(operands) for operands, _ in ContentStream(form, None).operations
        ):
            yield "a content inside a drawing"


def _of_fonts(pdf: PdfReader) -> Iterator[str]:
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inside,) = font.get_object().get("/DescendantFonts", [font])
            if not {"/FontFile2", "/FontFile3"} & set(inside.get_object()["/FontDescriptor"]):
                yield "a font that is not inside"
            if "/ToUnicode" not in font.get_object():
                yield "a font whose letters have no meaning"
