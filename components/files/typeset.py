"""Program: the data of a document on its input → the file on its output, laid out by typst.

A process of its own: typst keeps what it has laid out, some 200 MB, and cannot be stopped midway. Run by
`typesetting.py`, by path, so that nothing but typst is loaded. Arguments: the document, the form (`pdf` or `png`), dots
to the inch of a PNG, the folder of fonts, empty for those of the system.
"""

import sys
from pathlib import Path

import typst


def main(document: str, form: str, dots: str, fonts: str) -> None:
    """Write the file.

    Raises:
        TypstError: With what is wrong in the document.
    """
    compiler = typst.Compiler(
        Path(document).read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=not fonts, font_paths=[fonts] if fonts else []),
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
    )
    # The standard wants every character drawn, which fonts of the system do not promise.
    standards = "ua-1" if fonts and form == "pdf" else None
    content = compiler.compile(format=form, ppi=float(dots), pdf_standards=standards)  # type: ignore[arg-type]
    sys.stdout.buffer.write(content)  # type: ignore[arg-type] # bytes, where no file is named


if __name__ == "__main__":
    main(*sys.argv[1:])
