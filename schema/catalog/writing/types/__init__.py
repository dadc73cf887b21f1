"""What staff read of products: the whole of what can be written."""
