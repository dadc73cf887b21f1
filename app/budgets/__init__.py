"""Where the processes of a shop agree on what each viewer has spent: in Postgres, or in Redis where there is one.

The rules are `app.admission.budgets`, which knows neither; these stores stand above the core, whose database they use.
One row or key per viewer who spent something lately, under a hash of who it is; nothing of it is worth keeping, so the
table is not logged, and what has sunk to nothing is removed.
"""

from app.budgets.postgres import PostgresBudgets

__all__ = ["PostgresBudgets"]
