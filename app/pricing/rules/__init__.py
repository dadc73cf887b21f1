"""How a price comes about: pure functions and frozen values, no SQL, no clock.

`book` has everything that is configured, now and before; `tariff` is what of it applies to one shopper at one moment;
a tariff makes a price of a row of a price list, and tells each step. `way` is those steps, one after the other:
`conversion`, `taxing`, `rounding`, `reductions`. `choosing` says which row counts at all, `explaining` tells the steps,
`moments` says when a tariff ends, `past` what was before it, and `simulate` what another one would change.
"""
