"""The answers to one operation: one to a query or a mutation, and to a subscription one after the other."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from graphql import GraphQLError, OperationType, located_error

from app.core.context import RequestContext
from app.execution import Prepared
from app.http.graphql.callers import Caller
from app.http.graphql.operations import Operations
from app.http.graphql.question import TransportError
from app.telemetry import Telemetry
from schema.core.errors import present


class FollowingEnded(Exception):  # noqa: N818 - an answer to the client, not an error of the program
    """A subscription that cannot be followed, or not any longer."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class Answers:
    """What the transports share that answer more than once."""

    def __init__(self, operations: Operations, telemetry: Telemetry, seconds: float) -> None:
        """A query or a mutation may take `seconds`."""
        self._operations = operations
        self._telemetry = telemetry
        self._seconds = seconds

    async def to(self, prepared: Prepared, context: RequestContext, caller: Caller) -> AsyncGenerator[bytes, None]:
        """Each as JSON. Raises `FollowingEnded`; and `TransportError` where the caller's tokens do not hold any more.

        The generator is to be closed, which ends the subscription.
        """
        if prepared.kind is not OperationType.SUBSCRIPTION:
            yield await self._only(prepared, context)
            return
        with self._telemetry.subscription():
            async with aclosing(self._followed(prepared, context, caller)) as answers:
                async for answer in answers:
                    yield answer

    async def _only(self, prepared: Prepared, context: RequestContext) -> bytes:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._operations.execute(prepared, context)
        except TimeoutError:
            raise TransportError(
                504,
                "REQUEST_TIMEOUT",
                f"The operation was cut off after {self._seconds:g} seconds. A change may have been made or not: look "
                "before you send it again, or send it with the same idempotency key.",
            ) from None

    async def _followed(
        self, prepared: Prepared, context: RequestContext, caller: Caller
    ) -> AsyncGenerator[bytes, None]:
        operations = self._operations
        events = await operations.engine.events(prepared, context)
        if not isinstance(events, AsyncGenerator):
            raise FollowingEnded([present(error, caller.request_id) for error in events])
        async with aclosing(events):
            while True:
                try:
                    event = await anext(events)
                except StopAsyncIteration:
                    return
                except Exception as error:  # of the source: it ends the subscription, presented as any other
                    located = located_error(error, prepared.operation.selection_set.selections)
                    raise FollowingEnded([present(located, caller.request_id)]) from error
                caller = await operations.callers.again(caller)
                yield await operations.execute(prepared, operations.context_at(context.place, caller), event)
