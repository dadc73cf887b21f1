"""The setup of a shop, for staff: languages, markets, channels, price lists, warehouses."""
