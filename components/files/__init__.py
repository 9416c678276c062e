"""Exports: tables, pictures and the feed."""
