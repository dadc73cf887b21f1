"""What products are sorted into and described by, as staff read and write it."""
