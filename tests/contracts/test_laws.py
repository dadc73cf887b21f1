"""Laws of the house that a reader of the code would otherwise have to trust."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import Database, assert_no_transaction

APP = Path(__file__).parents[2] / "app"
OWNERS_OF_TRANSACTIONS = {"commit", "rollback", "begin"}
"""A savepoint (`begin_nested`) is within the transaction of whoever opened that: nothing is committed by it."""


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def takes(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    return any(argument.arg == name for argument in (*function.args.args, *function.args.kwonlyargs))


def calls(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def test_a_function_that_takes_a_session_never_commits() -> None:
    checked = [(path, function) for path, function in functions() if takes(function, "session")]
    guilty = [
        f"{path.relative_to(APP)}: {function.name}"
        for path, function in checked
        if OWNERS_OF_TRANSACTIONS & set(calls(function)) or "transaction" in set(calls(function))
    ]

    assert guilty == []
    assert len(checked) > 10, "the search found too little to prove anything"


def test_only_commands_jobs_and_the_demo_open_transactions() -> None:
    allowed = {"commands", "jobs", "relay", "demo", "exchange", "sandbox"}
    allowed |= {"migrate"}  # what a version comes with is written with its tables
    allowed |= {"viewers", "memory"}  # who remembers tokens writes down when each was last used, beside the request
    guilty = [
        f"{path.relative_to(APP)}: {function.name}"
        for path, function in functions()
        if "transaction" in set(calls(function))
        and not allowed & {*path.relative_to(APP).with_suffix("").parts}
        and path.relative_to(APP).parts[0] != "core"
    ]

    assert guilty == []


async def test_a_call_to_another_system_inside_a_transaction_is_refused(database_url: str) -> None:
    database = await Database.connect(database_url)
    try:
        assert_no_transaction("the bank")
        async with database.transaction():
            with pytest.raises(RuntimeError, match="the bank was called inside an open transaction"):
                assert_no_transaction("the bank")
        assert_no_transaction("the bank")
    finally:
        await database.close()


async def test_a_transaction_inside_a_transaction_is_refused(database_url: str) -> None:
    database = await Database.connect(database_url)
    try:
        async with database.transaction():
            with pytest.raises(RuntimeError, match="already open"):
                async with database.transaction():
                    pass
    finally:
        await database.close()
