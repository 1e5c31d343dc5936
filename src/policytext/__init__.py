"""Chinese policy and news articles to tables: numeric claims, named programmes, themes."""

from __future__ import annotations

__version__ = "0.1.0"
