"""Reads of the catalog: one statement each, whatever the number of keys. Languages and moments are given."""
