"""Tests, by layer: rules (no database), commands, schema (over HTTP), races (real commits), contracts."""
