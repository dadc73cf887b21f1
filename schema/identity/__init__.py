"""Identity: the tokens of staff, as staff manage them."""
