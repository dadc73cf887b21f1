"""What staff say about search: synonyms, stop words, the weight of fields, rules, and how it would turn out."""
