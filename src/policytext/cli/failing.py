"""How the command line ends when something is wrong: one line on standard error and an exit status."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import typer

from ..messages import say


def fail(error: object, status: int = 1) -> NoReturn:
    """One line on standard error and an exit status."""
    from rich.console import Console

    line = str(error).replace("\n", " ").replace("\r", " ")
    Console(stderr=True, soft_wrap=True, highlight=False).print(
        f"[bold red]policytext:[/] {_plain(line)}", markup=True
    )
    sys.exit(status)


def usage(error: Any) -> NoReturn:
    """One line for wrong usage, in the language in use, and exit status 2."""
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    if kind == "NoArgsIsHelpError":
        typer.echo(error.format_message())
        sys.exit(2)
    name = getattr(error, "option_name", "")
    if parameter is not None:
        option = parameter.param_type_name == "option"
        name = parameter.opts[0] if option else parameter.metavar or parameter.name
    said = {
        "MissingParameter": say("missing_argument", name=name),
        "NoSuchOption": say("no_option", name=name),
        "BadParameter": say("bad_value", name=name, reason=error.message),
    }.get(kind, error.format_message())
    command = error.ctx.command_path if error.ctx else "policytext"
    fail(f"{said} ({say('see_help', command=command)})", 2)


def _plain(text: str) -> str:
    """Text that neither markup nor control characters of a file name can change."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else "�" for c in text))
