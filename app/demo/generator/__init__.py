"""Products for load tests, made from a seed and copied straight into the tables.

Invariants: the same seed gives the same products, ids and texts included, whatever the machine and however many are
asked for; everything satisfies the constraints of the tables.
"""

from app.demo.generator.copying import Generated, check_request, generate

__all__ = ["Generated", "check_request", "generate"]
