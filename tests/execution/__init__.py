"""Tests of the engine: that it answers as graphql-core does."""
