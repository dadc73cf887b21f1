"""The catalog as staff write and read it: products whole, with what no shopper is shown."""
