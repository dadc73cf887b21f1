"""What a person sees: the pages in a real browser."""
