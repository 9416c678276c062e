"""Program: an SVG on its input → the PNG on its output. Arguments: scale, family of fonts, files of fonts.

A process of its own: resvg holds the interpreter while it draws, up to half a second. Run by `picture.py`, by path, so
that nothing but resvg is loaded.
"""

import sys

import resvg_py


def main(scale: str, family: str, *fonts: str) -> None:
    """Write the picture."""
    content = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        zoom=float(scale),
        font_files=list(fonts),
        skip_system_fonts=bool(fonts),
        sans_serif_family=family,
    )
    sys.stdout.buffer.write(bytes(content))


if __name__ == "__main__":
    main(*sys.argv[1:])
