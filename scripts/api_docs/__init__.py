"""The reference of the API in docs/api, written from schema.graphql, and the examples in it, which are really asked.

`python -m scripts.api_docs` says whether the pages are what the schema and the recorded answers make of them;
`--write` writes them; `--record` asks every example anew, of a demo shop that it starts, and writes them with that.

- `areas`      which page a type stands on
- `reference`  a type in words
- `codes`      every `extensions.code`, and what to do about it
- `examples`   what is asked, in which order, and what later examples take from answers
- `recording`  asking it, and masking what differs from shop to shop and from day to day
- `pages`      the pages
"""
