"""Where things lie in the checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The project: every process runs here."""

MODELS = ROOT / "models"
"""Trained models, each named by the fingerprint of what it was trained from."""
