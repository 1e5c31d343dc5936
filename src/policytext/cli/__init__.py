"""The command line: ``policytext extract | show | check | …``."""

from __future__ import annotations

import os
import sys

from ..errors import PolicytextError


def main() -> None:
    """Run the command line; every foreseen error is one line on standard error and an exit status."""
    from .app import app, fail

    try:
        app(prog_name="policytext")
    except PolicytextError as error:
        fail(error)
    except BrokenPipeError:  # `policytext show … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
