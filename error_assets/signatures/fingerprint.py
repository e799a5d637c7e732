"""The name of a template: short, the same on every machine, and of the template alone.

A fingerprint knows nothing of repositories, hours or versions. GROUPING_VERSION stands beside it wherever it is
stored and says which masks made the template.
"""

from hashlib import sha256

FINGERPRINT_DIGITS = 16
"""Hex digits, 64 bits: among a million templates the chance of one collision is about 1 in 37 million."""

GROUPING_VERSION = "2026-11-24"
"""The date of the last change that moves any template, in masks.toml or in the code that applies it."""


def fingerprint_of(template: str) -> str:
    """16 hex digits: the start of the SHA-256 of the template's UTF-8 (a lone surrogate counts as `?`)."""
    return sha256(template.encode("utf-8", errors="replace")).hexdigest()[:FINGERPRINT_DIGITS]
