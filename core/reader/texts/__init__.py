"""Phrasings by language, and `rules.toml`: what the families of claims are."""
