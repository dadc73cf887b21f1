"""How good search is: queries with judged products, and the figure that comes of them.

The sets in `judged` are of the demo shop. They were written by reading its catalog, before anybody saw what search
finds, and are not to be changed to what it finds. A merchant's own sets are files of the same form.
"""

from search.evaluation.judged_queries import JudgedQuery, JudgementsError, languages_judged, read_judged
from search.evaluation.measuring import LanguageScores, QueryScores, Way, evaluate
from search.evaluation.ndcg import ndcg

__all__ = [
    "JudgedQuery",
    "JudgementsError",
    "LanguageScores",
    "QueryScores",
    "Way",
    "evaluate",
    "languages_judged",
    "ndcg",
    "read_judged",
]
