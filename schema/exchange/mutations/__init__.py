"""Mutations of files, imports and exports, one per file."""
