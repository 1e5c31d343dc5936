"""The command line: ``policytext extract | show | check | …``."""

from __future__ import annotations

import os
import sys

from ..errors import PolicytextError


def main() -> None:
    """Run the command line; every foreseen error is one line on standard error and an exit status."""
    import typer

    from .app import app
    from .failing import fail, usage

    # its home differs between versions of Typer
    usage_error: type[BaseException] = typer.BadParameter.__base__ or Exception
    try:
        sys.exit(app(prog_name="policytext", standalone_mode=False) or 0)
    except usage_error as error:
        usage(error)
    except PolicytextError as error:
        fail(error)
    except BrokenPipeError:  # `policytext show … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename or ''}: {(error.strerror or str(error)).lower()}".lstrip(": "))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
