"""What comes in and goes out as files: catalogs, prices, stock and translations, in Tradewind's own format and in those
of other systems.

Invariants: a file is read and written as a stream, never whole; what it says goes in by batches, each a transaction,
and each product as a whole or not at all; what is wrong is reported by line, field, code and reason, and the rest goes
in; the same file read again changes nothing; what is exported as JSONL and imported into an empty shop is exported from
there as the same bytes.
"""

from app.exchange.commands import (
    NewExchangeJob,
    cancel_job,
    create_export_job,
    create_import_job,
    create_media_file,
    create_upload,
    expected_upload,
    receive_upload,
    result_file,
)
from app.exchange.errors import ExchangeErrorCode, RowErrorCode
from app.exchange.events import ExchangeJobChanged
from app.exchange.files import WrongSizeError, path_of
from app.exchange.formats import SETTINGS, ExportFormat, ImportFormat
from app.exchange.ids import EXCHANGE_JOB_ID, EXCHANGE_PROBLEM_ID, FILE_ID
from app.exchange.models import ENDED, ExchangeKind, ExchangeStatus, FilePurpose
from app.exchange.options import ExportOptions, ImportOptions
from app.exchange.pipeline import run_export, run_import
from app.exchange.queries import (
    FileRow,
    JobRow,
    ProblemRow,
    files_by_id,
    jobs_by_id,
    jobs_page,
    problems_by_id,
    problems_of_jobs,
)
from app.exchange.report import (
    Difference,
    ExportReport,
    ExportWatch,
    ImportReport,
    ImportWatch,
    Progress,
    RowProblem,
)
from app.exchange.service import PURGE_JOB, RUN_JOB, address_of

__all__ = [
    "ENDED",
    "EXCHANGE_JOB_ID",
    "EXCHANGE_PROBLEM_ID",
    "FILE_ID",
    "PURGE_JOB",
    "RUN_JOB",
    "SETTINGS",
    "Difference",
    "ExchangeErrorCode",
    "ExchangeJobChanged",
    "ExchangeKind",
    "ExchangeStatus",
    "ExportFormat",
    "ExportOptions",
    "ExportReport",
    "ExportWatch",
    "FilePurpose",
    "FileRow",
    "ImportFormat",
    "ImportOptions",
    "ImportReport",
    "ImportWatch",
    "JobRow",
    "NewExchangeJob",
    "ProblemRow",
    "Progress",
    "RowErrorCode",
    "RowProblem",
    "WrongSizeError",
    "address_of",
    "cancel_job",
    "create_export_job",
    "create_import_job",
    "create_media_file",
    "create_upload",
    "expected_upload",
    "files_by_id",
    "jobs_by_id",
    "jobs_page",
    "path_of",
    "problems_by_id",
    "problems_of_jobs",
    "receive_upload",
    "result_file",
    "run_export",
    "run_import",
]
