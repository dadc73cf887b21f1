"""What a change makes of a cart. Each function gives the new contents and what differs from what was asked, or refuses.

They change lines and selections only; prices are brought up to date afterwards, by `refresh`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.carts.errors import CartErrorCode
from app.carts.ids import delivery_group_id, delivery_offer_id
from app.carts.rules.contents import CartContents, LineFacts, SelectionFacts, ShopFacts
from app.carts.rules.groups import offered_amounts
from app.core.details import InsufficientStock
from app.core.errors import Problem, Refusal, WarningCode
from app.core.ids import new_id

MAX_QUANTITY = 999
MAX_LINES = 100


@dataclass(frozen=True)
class NewLine:
    """So many pieces of a variant more. Ids are None where what the caller wrote is no id of its kind."""

    variant_id: UUID | None
    quantity: int
    id: UUID = field(default_factory=new_id)
    """The line's id, if the cart does not have the variant yet."""


@dataclass(frozen=True)
class LineChange:
    """So many pieces in a line from now on."""

    line_id: UUID | None
    quantity: int


@dataclass(frozen=True)
class Choice:
    """An option for a delivery group, by the id that it is offered under there."""

    group_id: UUID | None
    offer_id: UUID | None


@dataclass(frozen=True)
class Edit:
    """A cart after a change, and what differs from what was asked."""

    contents: CartContents
    warnings: tuple[Problem, ...] = ()


def quantities_after_adding(contents: CartContents, additions: Sequence[NewLine]) -> dict[UUID, int]:
    """How many pieces of each added variant the cart would have, as far as a cart can have them."""
    pieces = {line.variant_id: line.quantity for line in contents.lines}
    wanted: dict[UUID, int] = {}
    for addition in additions:
        if addition.variant_id is not None:
            before = wanted.get(addition.variant_id, pieces.get(addition.variant_id, 0))
            wanted[addition.variant_id] = before + addition.quantity
    return {variant_id: min(max(quantity, 1), MAX_QUANTITY) for variant_id, quantity in wanted.items()}


def quantities_after_update(contents: CartContents, changes: Sequence[LineChange]) -> dict[UUID, int]:
    """The same of the lines that are changed."""
    variants = {line.id: line.variant_id for line in contents.lines}
    return {
        variants[change.line_id]: min(max(change.quantity, 1), MAX_QUANTITY)
        for change in changes
        if change.line_id in variants
    }


def add_lines(contents: CartContents, additions: Sequence[NewLine], shop: ShopFacts) -> Edit:
    """Put pieces in. A variant that is there already, or twice among the additions, has one line."""
    lines = {line.variant_id: line for line in contents.lines}
    ids = sorted(addition.id for addition in additions)  # made in one moment: only sorted do they keep the order
    problems: list[Problem] = []
    wanted: dict[UUID, tuple[int, LineFacts]] = {}
    for index, addition in enumerate(additions):
        path = ("input", "lines", str(index))
        problem = _quantity_problem(addition.quantity, path) or _variant_problem(addition.variant_id, shop, path)
        if problem or addition.variant_id is None:
            problems += [problem] if problem else []
            continue
        new = LineFacts(ids[index], addition.variant_id, 0, 0)
        _, line = wanted.get(addition.variant_id, (index, lines.get(addition.variant_id, new)))
        wanted[addition.variant_id] = index, line._replace(quantity=line.quantity + addition.quantity)
    warnings: list[Problem] = []
    for variant_id, (index, line) in wanted.items():
        path = ("input", "lines", str(index))
        lines[variant_id] = _limited(line, shop, path, problems, warnings)
    if len(lines) > MAX_LINES:
        problems.append(Problem(CartErrorCode.TOO_MANY_LINES, ("input", "lines"), {"most": MAX_LINES}))
    if problems:
        raise Refusal(*problems)
    return Edit(replace(contents, lines=tuple(lines.values())), tuple(warnings))


def update_lines(contents: CartContents, changes: Sequence[LineChange], shop: ShopFacts) -> Edit:
    """Set quantities. Of two changes of one line the later one holds."""
    lines = {line.id: line for line in contents.lines}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for index, change in enumerate(changes):
        path = ("input", "lines", str(index))
        line = lines.get(change.line_id) if change.line_id else None
        if line is None:
            problems.append(Problem(CartErrorCode.LINE_NOT_FOUND, (*path, "lineId")))
        elif problem := _quantity_problem(change.quantity, path):
            problems.append(problem)
        else:
            wanted = line._replace(quantity=change.quantity)
            lines[line.id] = _limited(wanted, shop, path, problems, warnings)
    if problems:
        raise Refusal(*problems)
    return Edit(replace(contents, lines=tuple(lines.values())), tuple(warnings))


def remove_lines(contents: CartContents, line_ids: Sequence[UUID | None]) -> Edit:
    """Take lines out."""
    known = {line.id for line in contents.lines}
    unknown = [
        Problem(CartErrorCode.LINE_NOT_FOUND, ("input", "lineIds", str(index)))
        for index, line_id in enumerate(line_ids)
        if line_id not in known
    ]
    if unknown:
        raise Refusal(*unknown)
    return Edit(replace(contents, lines=tuple(line for line in contents.lines if line.id not in line_ids)))


def select_delivery(contents: CartContents, choices: Sequence[Choice], shop: ShopFacts) -> Edit:
    """Choose options for delivery groups, at what they cost now."""
    offered = offered_amounts(contents, shop)
    groups = {delivery_group_id(contents.cart.id, warehouse_id): warehouse_id for warehouse_id in offered}
    selections = {selection.warehouse_id: selection for selection in contents.selections}
    problems, warnings = [], []
    for index, choice in enumerate(choices):
        path = ("input", "selections", str(index))
        warehouse_id = groups.get(choice.group_id) if choice.group_id else None
        if warehouse_id is None:
            problems.append(Problem(CartErrorCode.DELIVERY_GROUP_NOT_FOUND, (*path, "groupId")))
            continue
        option_id = _offered_option(choice, offered[warehouse_id])
        if option_id is None:
            problems.append(Problem(CartErrorCode.DELIVERY_OPTION_NOT_FOUND, (*path, "optionId")))
            continue
        before = selections.get(warehouse_id)
        if before and before.option_id == option_id:
            warnings.append(Problem(WarningCode.ALREADY_SELECTED, path))
        else:
            selections[warehouse_id] = SelectionFacts(warehouse_id, option_id, offered[warehouse_id][option_id])
    if problems:
        raise Refusal(*problems)
    return Edit(replace(contents, selections=tuple(selections.values())), tuple(warnings))


def _offered_option(choice: Choice, option_ids: Iterable[UUID]) -> UUID | None:
    """The option that the choice's id stands for in its group."""
    if choice.group_id is None:
        return None
    offers = {delivery_offer_id(choice.group_id, option_id): option_id for option_id in option_ids}
    return offers.get(choice.offer_id) if choice.offer_id else None


def _quantity_problem(quantity: int, path: tuple[str, ...]) -> Problem | None:
    if 1 <= quantity <= MAX_QUANTITY:
        return None
    return Problem(CartErrorCode.INVALID_QUANTITY, (*path, "quantity"), {"most": MAX_QUANTITY})


def _variant_problem(variant_id: UUID | None, shop: ShopFacts, path: tuple[str, ...]) -> Problem | None:
    article = shop.articles.get(variant_id) if variant_id else None
    if article is None or not article.is_offered:
        return Problem(CartErrorCode.VARIANT_NOT_FOUND, (*path, "variantId"))
    if not shop.is_sold(article.id):
        return Problem(CartErrorCode.NOT_SOLD_HERE, (*path, "variantId"), {"sku": article.sku})
    return None


def _limited(
    line: LineFacts, shop: ShopFacts, path: tuple[str, ...], problems: list[Problem], warnings: list[Problem]
) -> LineFacts:
    """The line with as many pieces as it may have; what that means for the caller is added to the lists."""
    quantity_path = (*path, "quantity")
    available = shop.deliverable(line.variant_id)
    if line.quantity > MAX_QUANTITY:
        problems.append(Problem(CartErrorCode.INVALID_QUANTITY, quantity_path, {"most": MAX_QUANTITY}))
    elif available == 0:
        problems.append(
            Problem(
                CartErrorCode.OUT_OF_STOCK,
                quantity_path,
                {"sku": shop.articles[line.variant_id].sku},
                InsufficientStock(0),
            )
        )
    elif line.quantity > available:
        warnings.append(Problem(WarningCode.QUANTITY_REDUCED, quantity_path, {"available": available}))
        return line._replace(quantity=available)
    return line
