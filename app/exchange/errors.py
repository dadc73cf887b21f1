"""Why an import or export cannot be, and what can be wrong with what a file says."""

from app.core.described import DescribedEnum


class ExchangeErrorCode(DescribedEnum):
    """Why an import or export does not begin."""

    FILE_EMPTY = "FILE_EMPTY", "The file is empty."
    WRONG_ENCODING = "WRONG_ENCODING", "The file is not written in UTF-8."
    MISSING_COLUMNS = "MISSING_COLUMNS", "The file lacks columns that the format has."
    REPEATED_COLUMN = "REPEATED_COLUMN", "The file has a column twice."
    BROKEN_HEADER = "BROKEN_HEADER", "The file's first line is no header."
    UNSUPPORTED_VERSION = "UNSUPPORTED_VERSION", "The file was written by a version of the format that is not known."
    UNKNOWN_CURRENCY = "UNKNOWN_CURRENCY", "No price list is kept in this currency."
    UNKNOWN_LANGUAGE = "UNKNOWN_LANGUAGE", "The shop does not speak this language."
    UNKNOWN_WAREHOUSE = "UNKNOWN_WAREHOUSE", "No warehouse has this code."
    UNKNOWN_CHANNEL = "UNKNOWN_CHANNEL", "No channel has this code."
    UNKNOWN_MARKET = "UNKNOWN_MARKET", "No market has this code."
    FILE_NAME_INVALID = "FILE_NAME_INVALID", "The name is empty, too long, or has characters that do not print."
    MEDIA_TYPE_INVALID = "MEDIA_TYPE_INVALID", "The media type is not written as `type/subtype`."
    FILE_TOO_LARGE = "FILE_TOO_LARGE", "The file is empty or larger than the shop takes."
    FILE_NOT_FOUND = "FILE_NOT_FOUND", "No file that was uploaded has this id, or it has expired."
    FILE_NOT_UPLOADED = "FILE_NOT_UPLOADED", "The file has not been sent to its `uploadUrl` yet."
    FILE_UNUSABLE = "FILE_UNUSABLE", "The file is damaged, or no picture, film, model or document that the shop shows."
    SOURCE_INVALID = "SOURCE_INVALID", "An import needs either a file or an address."
    URL_INVALID = "URL_INVALID", "The address is none that the shop can load a file from."
    DOWNLOAD_FAILED = "DOWNLOAD_FAILED", "The file could not be loaded from its address."
    JOB_NOT_FOUND = "JOB_NOT_FOUND", "No job has this id, or it was long ago."
    JOB_ENDED = "JOB_ENDED", "The job has ended already."
    OPTION_INVALID = "OPTION_INVALID", "The option is not one that this format has."
    LANGUAGE_NEEDED = "LANGUAGE_NEEDED", "A file for translators is for one language, which must be named."
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED", "The key was used for another request."
    IDEMPOTENCY_KEY_INVALID = (
        "IDEMPOTENCY_KEY_INVALID",
        "The key is empty, too long, or has characters that do not print.",
    )
    INTERNAL = "INTERNAL", "Something went wrong in the shop, several times. What was written before stays."


class RowErrorCode(DescribedEnum):
    """What is wrong with a row of a file, or with one field of it."""

    MISSING = "MISSING", "The field is empty, and must not be."
    NOT_A_NUMBER = "NOT_A_NUMBER", "The value is no decimal number."
    NOT_WHOLE = "NOT_WHOLE", "The value is no whole number."
    NEGATIVE = "NEGATIVE", "The value is below zero."
    TOO_LARGE = "TOO_LARGE", "The value is larger than any such value."
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS", "The price has more decimals than its currency."
    TOO_LONG = "TOO_LONG", "The text is longer than is taken."
    NOT_UTF_8 = "NOT_UTF_8", "The text is not written in UTF-8."
    CONTROL_CHARACTER = "CONTROL_CHARACTER", "The text has a character that does not print."
    NOT_HTTPS = "NOT_HTTPS", "The value is no https address."
    NOT_ONE_OF = "NOT_ONE_OF", "The value is none of those that the field can have."
    NOT_OF_ITS_KIND = "NOT_OF_ITS_KIND", "The value is not of the kind that the field has."
    REPEATED = "REPEATED", "The value stands in another line already."
    NOT_TOGETHER = "NOT_TOGETHER", "The rows of a product do not follow each other."
    WRONG_FIELD_COUNT = "WRONG_FIELD_COUNT", "The row has more or fewer fields than the header."
    BROKEN_QUOTE = "BROKEN_QUOTE", "A quote or line break inside a field is not written as CSV has it."
    UNCLOSED_QUOTE = "UNCLOSED_QUOTE", "A quote is opened and never closed."
    ENDLESS = "ENDLESS", "A field or line is longer than can be read. Nothing after it was."
    TOO_MANY_ROWS = "TOO_MANY_ROWS", "A product has more rows than are taken."
    NOT_JSON = "NOT_JSON", "The line is no JSON object."
    NOT_XML = "NOT_XML", "The file is no well-formed XML from here on. Nothing after it was read."
    FORBIDDEN_XML = "FORBIDDEN_XML", "The file declares a document type or entities, or is nested too deeply."
    DAMAGED_ARCHIVE = "DAMAGED_ARCHIVE", "The compressed file is damaged or cut off. Nothing after it was read."
    TOO_COMPRESSED = "TOO_COMPRESSED", "The compressed file unfolds to far more than a catalog does."
    NOT_FOUND = "NOT_FOUND", "The shop has nothing of this name."
    BELOW_RESERVED = "BELOW_RESERVED", "Fewer pieces than are held for orders."
    WRITTEN_MEANWHILE = "WRITTEN_MEANWHILE", "Somebody else wrote the same at the same moment."
    NOT_STORABLE = "NOT_STORABLE", "A value is larger than the shop can keep."
