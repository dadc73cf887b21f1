"""Tests of this layer; see `tests/__init__.py`."""
