"""Inputs of products. Each reads itself as what the catalog's drafts and changes are made of.

What is left out stays as it is, or is as the draft has it by default; null takes away what can be without.
"""
