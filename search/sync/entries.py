"""Keeping the indexes of entries in line: they are few, so all of them are compared at once."""

from meilisearch_python_sdk.models.task import TaskInfo

from search.documents.entries import load_entries
from search.documents.sealing import sealed
from search.engine.calls import NO_INDEX
from search.engine.client import SearchRefusedError
from search.sync.indexed import Indexed
from search.sync.writing import announce_written, send_differences


async def write_entries(indexed: Indexed) -> set[str]:
    """Let the indexes hold the entries that there are now, and return the languages whose index is missing."""
    client, missing, tasks = indexed.client, set[str](), list[TaskInfo]()
    for tag, entries in (await load_entries(indexed.database, indexed.chains)).items():
        index, wanted = client.entries_name(tag), sealed(entries)
        try:
            standing = {key async for page in client.all_digests(index) for key in page}
            for among in _in_parts(sorted(standing | wanted.keys())):
                part = {key: wanted[key] for key in among if key in wanted}
                tasks += await send_differences(client, index, part, among)
        except SearchRefusedError as error:
            if error.code != NO_INDEX:
                raise
            missing.add(tag)
    if tasks:
        await client.finish(*tasks)
        await announce_written(indexed.database)
    return missing


def _in_parts(keys: list[str], size: int = 1_000) -> list[list[str]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]
