"""Kinds of ids."""

from typing import Final

from app.core.ids import IdKind

FILE_ID: Final = IdKind("file")
EXCHANGE_PROBLEM_ID: Final = IdKind("exchangeproblem")
EXCHANGE_JOB_ID: Final = IdKind("exchangejob")
