"""A command line that speaks French: argparse writes its own words in English."""

import argparse
import re
from typing import Any, NoReturn

_MESSAGES = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"arguments inconnus : \1"),
    (r"argument (.*): expected one argument", r"\1 : une valeur est attendue"),
    (r"argument (.*): invalid choice: (.*?) \(choose from (.*)\)", r"\1 : \2 n'existe pas (au choix : \3)"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"ambiguous option: (.*) could match (.*)", r"option \1 ambiguë : \2"),
    (r"argument (.*?): (.*)", r"\1 : \2"),
)


class FrenchParser(argparse.ArgumentParser):
    """An argument parser whose help and errors are in French; a wrong command line ends with 2."""

    def __init__(self, prog: str | None = None, description: str | None = None, **options: Any) -> None:
        super().__init__(prog=prog, description=description, **{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "arguments", "options"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in the command line, and how it is written."""
        for english, french in _MESSAGES:
            if re.fullmatch(english, message):
                message = re.sub(english, french, message)
                break
        usage = self.format_usage().replace("usage: ", "usage : ")
        self.exit(2, f"{usage}{self.prog} : {message}\n")
