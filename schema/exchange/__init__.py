"""Files given and fetched, imports and exports in the background, and media made of uploads."""
