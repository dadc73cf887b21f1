"""Writing what is in the shop into files, a page of products at a time."""
