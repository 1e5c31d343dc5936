"""``python -m policytext``."""

from .cli import main

main()
