"""What every domain stands on: settings, database, request context, money, ids, clock, errors, paging, locks, logging.

Nothing here knows a domain."""
