"""Program: the data of a deck on its input → the PDF on its output, laid out by typst.

A process of its own: typst keeps what it has laid out, some 200 MB, and cannot be stopped midway. Run by `pdf.py`, by
path, so that nothing but typst is loaded. Arguments: the folder of fonts, empty for those of the system.
"""

import sys
from pathlib import Path

import typst


def main(fonts: str) -> None:
    """Write the PDF.

    Raises:
        TypstError: With what is wrong in the document.
    """
    compiler = typst.Compiler(
        Path(__file__).with_name("deck.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=not fonts, font_paths=[fonts] if fonts else []),
        sys_inputs={"deck": sys.stdin.buffer.read().decode()},
    )
    # The standard wants every character drawn, which fonts of the system do not promise.
    content = compiler.compile(format="pdf", pdf_standards="ua-1" if fonts else None)
    sys.stdout.buffer.write(content)  # type: ignore[arg-type] # bytes, where no file is named


if __name__ == "__main__":
    main(sys.argv[1])
