"""Files made to harm or to mislead: each builder writes one, with the words that the report must say.

Outcomes: `refused` (the container, the reader or a check says no), `cleaned` (accepted, with a finding).
"""

import gzip
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import published_files as published
from published_files import HEADER_10, ods_cell, ods_table, raw_ods, raw_xlsx

Build = Callable[[Path], Path]


@dataclass(frozen=True)
class Hostile:
    """One file of the corpus."""

    build: Build
    outcome: str
    says: str


CORPUS: dict[str, Hostile] = {}
EDITION = 14


def refused(says: str) -> Callable[[Build], Build]:
    return _entered("refused", says)


def cleaned(says: str) -> Callable[[Build], Build]:
    return _entered("cleaned", says)


def _entered(outcome: str, says: str) -> Callable[[Build], Build]:
    def enter(build: Build) -> Build:
        CORPUS[build.__name__] = Hostile(build, outcome, says)
        return build

    return enter


def grid() -> published.Grid:
    """A good file, to be spoilt: edition 14 under a header on the third row."""
    return published.layout_10(EDITION)


def good_ods(folder: Path) -> bytes:
    return published.write_ods(folder / "bon.ods", grid()).read_bytes()


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def zipped(folder: Path, name: str, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(folder / name, "w", method) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return folder / name


def spoilt(folder: Path, row: int, column: str, value: published.Value, kind: str = "ods") -> Path:
    """The good file with one cell replaced; `row` counts from 0 under the header."""
    rows = grid()
    rows[3 + row][HEADER_10.index(column)] = value
    return published.WRITERS[kind](folder / f"panorama.{kind}", rows)


# --- not spreadsheets ------------------------------------------------------------------------------------------------


@refused("fichier vide")
def empty_file(folder: Path) -> Path:
    return written(folder, "panorama.ods", b"")


@refused("fichier vide")
def blanks_only(folder: Path) -> Path:
    return written(folder, "panorama.csv", b" \r\n\t\r\n" * 100)


@refused("page web et non un tableur")
def html_named_ods(folder: Path) -> Path:
    return written(folder, "panorama.ods", b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>")


@refused("page web et non un tableur")
def html_named_csv_after_a_mark(folder: Path) -> Path:
    return written(
        folder, "panorama.csv", b"\xef\xbb\xbf\r\n<html lang='fr'><table><tr><td>Projet</td></tr></table></html>"
    )


@refused("document XML et non un tableur")
def flat_xml(folder: Path) -> Path:
    return written(
        folder, "panorama.xls", b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>"
    )


@refused("document JSON et non un tableur")
def json_error(folder: Path) -> Path:
    return written(folder, "panorama.ods", json.dumps({"message": "Not found"}).encode())


@refused("ni un tableur ni un CSV")
def pdf_named_ods(folder: Path) -> Path:
    return written(folder, "panorama.ods", b"%PDF-1.7\n" + os.urandom(4096))


@refused("ni un tableur ni un CSV")
def gzip_named_csv(folder: Path) -> Path:
    return written(folder, "panorama.csv", gzip.compress(b"Projet,Debut\n" * 100))


@refused("ni un tableur ni un CSV")
def picture_named_xlsx(folder: Path) -> Path:
    return written(folder, "panorama.xlsx", b"\x89PNG\r\n\x1a\n" + os.urandom(4096))


@refused("au plus 10 Mio")
def too_large(folder: Path) -> Path:
    return written(folder, "panorama.csv", b"Projet;Debut\r\n" * 800_000)


# --- archives --------------------------------------------------------------------------------------------------------


@refused("zip")
def truncated_ods(folder: Path) -> Path:
    content = good_ods(folder)
    return written(folder, "panorama.ods", content[: len(content) // 2])


@refused("zip")
def truncated_by_one_byte(folder: Path) -> Path:
    return written(folder, "panorama.ods", good_ods(folder)[:-1])


@refused("zip abîmé")
def damaged_stream(folder: Path) -> Path:
    content = bytearray(good_ods(folder))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        at = archive.getinfo("content.xml").header_offset + 80
    content[at : at + 40] = b"\xff" * 40
    return written(folder, "panorama.ods", bytes(content))


@refused("plus de 64 Mio")
def zip_bomb(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", ods_table("<table:table-row/>" * 5_000_000))


@refused("plus de 64 Mio")
def bomb_beside_the_content(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", ods_table(), more={"Pictures/1.bin": bytes(70 * 2**20)})


@refused("taille annoncée fausse")
def bomb_that_lies_about_its_size(folder: Path) -> Path:
    content = bytearray(raw_ods(folder / "panorama.ods", ods_table("<table:table-row/>" * 100_000)).read_bytes())
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<L", 100)
    return written(folder, "panorama.ods", bytes(content))


@refused("au plus 256")
def three_hundred_entries(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", ods_table(), more={f"Pictures/{number}.png": b"" for number in range(300)})


@refused("au plus 256")
def twenty_thousand_entries_announced_as_two(folder: Path) -> Path:
    path = zipped(folder, "panorama.ods", {f"{number}": b"" for number in range(20_000)})
    content = bytearray(path.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 8 : end + 12] = struct.pack("<HH", 2, 2)
    return written(folder, "panorama.ods", bytes(content))


@refused("chemin hors du fichier")
def path_outside(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", ods_table(), more={"../../etc/cron.d/x": b"* * * * *"})


@refused("chemin hors du fichier")
def absolute_path(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", ods_table(), more={"/etc/passwd": b"x"})


@refused("lien symbolique")
def symbolic_link(folder: Path) -> Path:
    path = raw_ods(folder / "panorama.ods", ods_table())
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("styles.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return path


@refused("protégé par un mot de passe")
def encrypted_entry(folder: Path) -> Path:
    content = bytearray(raw_ods(folder / "panorama.ods", ods_table()).read_bytes())
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 8] |= 1
    return written(folder, "panorama.ods", bytes(content))


@refused("protégé par un mot de passe")
def encrypted_ods(folder: Path) -> Path:
    manifest = b'<manifest:manifest><manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
    return raw_ods(folder / "panorama.ods", ods_table(), more={"META-INF/manifest.xml": manifest})


@refused("protégé par un mot de passe")
def encrypted_xlsx(folder: Path) -> Path:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)
    return written(folder, "panorama.xlsx", content)


@refused("compression inhabituelle")
def unusual_compression(folder: Path) -> Path:
    return zipped(folder, "panorama.ods", {"mimetype": b"x", "content.xml": b"<a/>"}, zipfile.ZIP_BZIP2)


@refused("zip abîmé")
def with_a_changed_type(folder: Path) -> Path:
    whole = good_ods(folder)
    at = whole.index(published.ODS_TYPE.encode())
    return written(folder, "panorama.ods", whole[:at] + b"A" + whole[at + 1 :])


@refused("deux fois le même fichier")
def same_entry_twice(folder: Path) -> Path:
    path = zipped(folder, "panorama.ods", {"content.xml": b"<a/>", "contenu.xml": b"<b/>"})
    return written(folder, "panorama.ods", path.read_bytes().replace(b"contenu.xml", b"content.xml"))


@refused("n'est pas un tableur")
def text_document(folder: Path) -> Path:
    return zipped(
        folder, "panorama.ods", {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
    )


@refused("n'est pas un tableur")
def word_document(folder: Path) -> Path:
    return zipped(folder, "panorama.xlsx", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"})


@refused("n'est pas un tableur")
def archive_of_a_csv(folder: Path) -> Path:
    return zipped(folder, "panorama.csv", {"panorama.csv": b"Projet;Debut\n"})


@refused("XLSB")
def binary_workbook(folder: Path) -> Path:
    return zipped(folder, "panorama.xlsx", {"xl/workbook.bin": bytes(100), "xl/workbook.xml": b"<a/>"})


# --- XML -------------------------------------------------------------------------------------------------------------

ENTITY_BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{("&" + before + ";") * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


@refused("DTD interdite")
def entity_bomb(folder: Path) -> Path:
    head = published.ODS_HEAD.replace("?>", f"?>{ENTITY_BOMB}", 1)
    return raw_ods(
        folder / "panorama.ods", ods_table(f"<table:table-row>{ods_cell('&i;')}</table:table-row>"), head=head
    )


@refused("DTD interdite")
def external_entity(folder: Path) -> Path:
    canary = folder / "secret.txt"
    canary.write_text("SECRET-QUI-NE-DOIT-PAS-SORTIR")
    head = published.ODS_HEAD.replace("?>", f'?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{canary}">]>', 1)
    return raw_ods(
        folder / "panorama.ods", ods_table(f"<table:table-row>{ods_cell('&x;')}</table:table-row>"), head=head
    )


@refused("DTD interdite")
def external_dtd_in_utf16(folder: Path) -> Path:
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>'.encode(
        "utf-16"
    )
    return zipped(folder, "panorama.ods", {"mimetype": published.ODS_TYPE.encode(), "content.xml": content})


@refused("DTD interdite")
def entity_in_an_xlsx_sheet(folder: Path) -> Path:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    return raw_xlsx(folder / "panorama.xlsx", rows, before=ENTITY_BOMB)


@refused("contenu ODS abîmé")
def malformed_xml(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", "<table:table><table:table-row></table:table>")


@refused("imbriqués sans fin")
def nested_elements(folder: Path) -> Path:
    deep = "<text:span>" * 200_000 + "</text:span>" * 200_000
    return raw_ods(folder / "panorama.ods", ods_table(f"<table:table-row>{ods_cell(deep)}</table:table-row>"))


@refused("plus de 400 000 éléments")
def millions_of_elements(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", ods_table("<table:table-row/>" * 3_000_000))


# --- dimensions ------------------------------------------------------------------------------------------------------


@refused("XFD1048576")
def one_cell_at_the_far_corner(folder: Path) -> Path:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return raw_xlsx(folder / "panorama.xlsx", rows)


@refused("hors des 5000 lignes")
def one_cell_on_row_9000(folder: Path) -> Path:
    return raw_xlsx(
        folder / "panorama.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row><row r="9000"><c r="B9000"><v>1</v></c></row>'
    )


@refused("200")
def one_xls_cell_in_the_last_column(folder: Path) -> Path:
    return published.write_xls(folder / "panorama.xls", [["Projet"], [None] * 255 + ["x"]])


@refused("20000000 colonnes, au plus 200")
def twenty_million_columns(folder: Path) -> Path:
    cell = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="20000000"')
    return raw_ods(folder / "panorama.ods", ods_table(f"<table:table-row>{cell}</table:table-row>"))


@refused("plus de 5000 lignes")
def a_million_rows(folder: Path) -> Path:
    row = f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("x") * 3}</table:table-row>'
    return raw_ods(folder / "panorama.ods", ods_table(row))


@refused("répétition illisible")
def negative_repetition(folder: Path) -> Path:
    row = f'<table:table-row table:number-rows-repeated="-5">{ods_cell("x")}</table:table-row>'
    return raw_ods(folder / "panorama.ods", ods_table(row))


@refused("répétition illisible")
def endless_repetition(folder: Path) -> Path:
    row = f'<table:table-row table:number-rows-repeated="{"9" * 5000}">{ods_cell("x")}</table:table-row>'
    return raw_ods(folder / "panorama.ods", ods_table(row))


@refused("plus de 32 feuilles")
def a_hundred_sheets(folder: Path) -> Path:
    return raw_ods(folder / "panorama.ods", "".join(ods_table(name=f"F{number}") for number in range(100)))


@refused("plus de 32 767 caractères")
def one_endless_cell(folder: Path) -> Path:
    return spoilt(folder, 0, "Description et objectifs", "x" * 40_000)


@refused("trop de texte")
def too_much_text(folder: Path) -> Path:
    row = f'<table:table-row table:number-rows-repeated="4000">{ods_cell("x" * 1000)}</table:table-row>'
    return raw_ods(folder / "panorama.ods", ods_table(row))


@refused("plus de 5000 lignes")
def csv_of_ten_thousand_rows(folder: Path) -> Path:
    return written(folder, "panorama.csv", b"a;b;c;d\r\n" * 10_000)


@refused("200 colonnes")
def csv_of_three_hundred_columns(folder: Path) -> Path:
    return written(folder, "panorama.csv", (b";".join([b"a"] * 300) + b"\r\n") * 20)


@cleaned("50 projets lus")
def ten_megabytes_of_empty_rows(folder: Path) -> Path:
    path = published.write_ods(folder / "panorama.ods", grid())
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    blank = "<table:table-row><table:table-cell/></table:table-row>" * 190_000
    at = content.rindex("<table:table-row")
    body = (
        content[content.index("<office:spreadsheet>") + 20 : at]
        + blank
        + content[at : content.index("</office:spreadsheet>")]
    )
    head = content[: content.index("<office:spreadsheet>") + 20]
    return raw_ods(folder / "panorama.ods", body, head=head)


# --- binary and text -------------------------------------------------------------------------------------------------


@refused("XLS abîmé")
def random_compound_file(folder: Path) -> Path:
    return written(folder, "panorama.xls", bytes.fromhex("d0cf11e0a1b11ae1") + os.urandom(8192))


@refused("contenu XLS abîmé")
def truncated_xls(folder: Path) -> Path:
    content = published.write_xls(folder / "bon.xls", grid()).read_bytes()
    return written(folder, "panorama.xls", content[:1500])


@refused("accents abîmés")
def mojibake(folder: Path) -> Path:
    text = published.write_csv(folder / "bon.csv", grid()).read_text(encoding="utf-8")
    return written(folder, "panorama.csv", text.encode().decode("latin-1").encode("utf-8"))


@refused("accents abîmés")
def mojibake_in_a_workbook(folder: Path) -> Path:
    rows = [
        [value.encode().decode("cp1252", "replace") if isinstance(value, str) else value for value in row]
        for row in grid()
    ]
    return published.write_xlsx(folder / "panorama.xlsx", rows)


@refused("accents abîmés")
def mojibake_in_one_name(folder: Path) -> Path:
    return spoilt(folder, 5, "Projet", "RÃ©urbanisation SIRH")


@cleaned("50 projets lus")
def mojibake_in_a_description(folder: Path) -> Path:
    return spoilt(folder, 5, "Description et objectifs", "Lâ€™usager nâ€™est pas citÃ©")


@refused("accents abîmés")
def replaced_accents(folder: Path) -> Path:
    content = published.write_csv(folder / "bon.csv", grid()).read_bytes()
    return written(folder, "panorama.csv", content.decode("ascii", "replace").encode("utf-8"))


@refused("encodage inconnu")
def unknown_encoding(folder: Path) -> Path:
    return written(folder, "panorama.csv", b"Projet;Minist\x8fre;D\x8fbut;Co\x9dt\r\n" * 50)


@refused("pas du texte")
def random_bytes(folder: Path) -> Path:
    return written(folder, "panorama.csv", bytes(range(1, 32)) * 200 + b"\x03\x04")


@refused("guillemets mal fermés")
def unclosed_quote(folder: Path) -> Path:
    content = published.write_csv(folder / "bon.csv", grid()).read_bytes()
    return written(folder, "panorama.csv", content + b'"jamais ferm\xc3\xa9\r\n' * 3)


@refused("aucun séparateur")
def no_separator(folder: Path) -> Path:
    return written(folder, "panorama.csv", b"Ceci est une lettre.\r\nElle n'a pas de colonnes.\r\n" * 20)


@refused("plus de cellules que d'en-têtes")
def unquoted_separator(folder: Path) -> Path:
    text = published.write_csv(folder / "bon.csv", grid()).read_text(encoding="utf-8")
    return written(
        folder, "panorama.csv", text.replace("P156\r\n", "P156,de trop\r\n").encode() + b"a,b,c,d,e,f,g,h,i,j,k\r\n"
    )


# --- contents --------------------------------------------------------------------------------------------------------


@refused("ligne d'en-tête introuvable")
def another_dataset(folder: Path) -> Path:
    return published.write_ods(
        folder / "panorama.ods", [["Commune", "Code", "Population"], *[["Paris", "75056", 2e6]] * 50]
    )


@refused("colonne « Coût complet estimé » absente ; la colonne « Cout complet previsionnel » lui ressemble")
def missing_column(folder: Path) -> Path:
    rows = grid()
    rows[2][HEADER_10.index("Coût complet estimé")] = "Cout complet previsionnel"
    return published.write_xlsx(folder / "panorama.xlsx", rows)


@refused("deux colonnes pour « Coût complet estimé »")
def two_columns_of_costs(folder: Path) -> Path:
    rows = [[*row, row[7] if len(row) > 7 else None] for row in grid()]
    rows[2][-1] = "Coût estimé"
    return published.write_ods(folder / "panorama.ods", rows)


@refused("0 projet lu, entre 10 et 500 attendus")
def header_only(folder: Path) -> Path:
    return published.write_ods(folder / "panorama.ods", grid()[:3])


@refused("entre 10 et 500 attendus")
def three_projects(folder: Path) -> Path:
    return published.write_ods(folder / "panorama.ods", grid()[:6])


@refused("de l'édition 13 ont disparu")
def half_of_the_projects_gone(folder: Path) -> Path:
    return published.write_ods(folder / "panorama.ods", grid()[:20])


@refused("même tableau que l'édition 13")
def the_edition_before_again(folder: Path) -> Path:
    return published.write_ods(folder / "panorama.ods", published.layout_10(13))


@refused("plusieurs feuilles portent un tableau")
def two_tables(folder: Path) -> Path:
    path = published.write_xlsx(folder / "panorama.xlsx", grid())
    workbook = published.openpyxl.load_workbook(path)
    workbook.copy_worksheet(workbook.active)
    workbook.save(path)
    return path


@refused("projet déjà ligne 4, avec d'autres valeurs : Coût complet estimé")
def same_project_twice_with_two_costs(folder: Path) -> Path:
    rows = grid()
    rows.append(list(rows[3]))
    rows[-1][HEADER_10.index("Coût complet estimé")] = 12.0
    return published.write_ods(folder / "panorama.ods", rows)


@cleaned("même ligne que la ligne 4, comptée une fois")
def same_row_twice(folder: Path) -> Path:
    rows = grid()
    return published.write_ods(folder / "panorama.ods", [*rows, rows[3]])


@refused("ministère inconnu")
def unknown_ministry(folder: Path) -> Path:
    return spoilt(folder, 5, "Ministère porteur", "Ministère de la Mer et des Étoiles")


@refused("libellés inconnus (projet inconnu)")
def four_hundred_unknown_names(folder: Path) -> Path:
    rows = grid()
    more = [[f"Projet imaginaire numéro {number} de {number * 7919}", *rows[3][1:]] for number in range(400)]
    return published.write_ods(folder / "panorama.ods", [*rows, *more])


@cleaned("contient du code : ligne mise de côté")
def tags_without_end(folder: Path) -> Path:
    rows = grid()
    for row in rows[3:13]:
        row[0] = f"{row[0]} " + "<a" * 16_000
    return published.write_ods(folder / "panorama.ods", rows)


@cleaned("texte de plus de 600 caractères")
def names_without_end(folder: Path) -> Path:
    rows = grid()
    for row in rows[3:13]:
        row[0] = f"{row[0]} " + "a " * 16_000
    return published.write_ods(folder / "panorama.ods", rows)


@cleaned("commence comme une formule")
def formula_as_a_name(folder: Path) -> Path:
    return spoilt(folder, 5, "Projet", "=cmd|' /C calc'!A0", "csv")


@cleaned("commence comme une formule")
def formula_after_a_no_break_space(folder: Path) -> Path:
    return spoilt(folder, 5, "Projet", "\u00a0@SUM(1+1)*cmd", "csv")


@cleaned("sans valeur enregistrée")
def formula_without_value(folder: Path) -> Path:
    return spoilt(folder, 5, "Coût complet estimé", "=SOMME(H4:H9)", "xlsx")


@cleaned("balises ou caractères invisibles retirés")
def script_in_a_name(folder: Path) -> Path:
    return spoilt(folder, 0, "Projet", "<script>fetch('//x')</script>PAYSAGE", "csv")


@cleaned("balises ou caractères invisibles retirés")
def picture_with_code_in_a_ministry(folder: Path) -> Path:
    label = published.edition_lines(EDITION)[0]["published_ministry"]
    return spoilt(folder, 0, "Ministère porteur", f"<img src=x onerror=alert(1)>{label}")


@cleaned("balises ou caractères invisibles retirés")
def reversed_text(folder: Path) -> Path:
    return spoilt(folder, 0, "Projet", "PAY\u202eSAGE\u2066", "xlsx")


@cleaned("contient du code")
def unclosed_tag_in_a_name(folder: Path) -> Path:
    return spoilt(folder, 5, "Projet", "PILAT <img src=x onerror=alert(1)", "csv")


@cleaned("coût peu plausible")
def cost_in_euros(folder: Path) -> Path:
    return spoilt(folder, 0, "Coût complet estimé", 53705800.0)


@cleaned("coût peu plausible")
def cost_of_nothing(folder: Path) -> Path:
    return spoilt(folder, 0, "Coût complet estimé", 0.0)


@cleaned("durée peu plausible")
def negative_duration(folder: Path) -> Path:
    return spoilt(folder, 0, "Durée du projet en années", "-3,5")


@cleaned("date à la place d'un nombre")
def date_for_a_duration(folder: Path) -> Path:
    return spoilt(folder, 0, "Durée du projet en années", published.date(2022, 2, 6), "xlsx")


@cleaned("se lit de deux façons (jour ou année en tête)")
def short_date(folder: Path) -> Path:
    return spoilt(folder, 0, "Début", "15/01/26", "csv")


@cleaned("début peu plausible (1899)")
def date_zero(folder: Path) -> Path:
    return spoilt(folder, 0, "Début", published.date(1899, 12, 30))


@cleaned("lu 2014-10")
def serial_date(folder: Path) -> Path:
    return spoilt(folder, 0, "Début", 41913.0)


@cleaned("coût multiplié par")
def cost_five_times_what_it_was(folder: Path) -> Path:
    return spoilt(folder, 0, "Coût complet estimé", 700.0)


@cleaned("nouveau projet")
def one_new_project(folder: Path) -> Path:
    rows = grid()
    return published.write_ods(folder / "panorama.ods", [*rows, ["QUARTZ BLEU", *rows[3][1:]]])


@cleaned("ligne de total, ignorée")
def total_row(folder: Path) -> Path:
    rows = grid()
    return published.write_ods(folder / "panorama.ods", [*rows, ["TOTAL", *[None] * 6, 2511.9], ["Source : DINUM"]])
