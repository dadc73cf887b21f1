"""What may run: how large a document may be, what an operation costs, and how much one viewer may spend in a minute.

It knows GraphQL and nothing of commerce, and takes plain values; the rooms above know the settings and the stores.

Everything here is asked about what strangers send, so each answer takes about as many steps as the document is long,
with every fragment measured once; and what depends on a request's variables alone is a few additions.
"""

from app.admission.budgets import Budgets, BudgetStore, Charge, Entry, Level
from app.admission.cost import Costs, OperationCost
from app.admission.hints import Cost, ListSize, at_most, counted, weighing
from app.admission.limits import Limits, oversize, too_costly, too_deep, too_long, too_many_tokens

__all__ = [
    "BudgetStore",
    "Budgets",
    "Charge",
    "Cost",
    "Costs",
    "Entry",
    "Level",
    "Limits",
    "ListSize",
    "OperationCost",
    "at_most",
    "counted",
    "oversize",
    "too_costly",
    "too_deep",
    "too_long",
    "too_many_tokens",
    "weighing",
]
