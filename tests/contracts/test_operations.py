"""The operations that GraphiQL opens on are valid, and their variables are those they ask for."""

import pytest
from graphql import OperationDefinitionNode, parse, validate

from app.demo import DemoFacts
from app.http.graphiql.tabs import Tab, tabs
from schema.root import schema

FACTS = DemoFacts("linen-shirt", "variant_0", "order_secret_0", "TW-0000-0000", "ana@example.com")
TABS = tabs(FACTS)


def operation_of(tab: Tab) -> OperationDefinitionNode:
    (operation,) = [each for each in parse(tab.query).definitions if isinstance(each, OperationDefinitionNode)]
    return operation


def name_of(tab: Tab) -> str:
    name = operation_of(tab).name
    assert name is not None
    return name.value


@pytest.mark.parametrize("tab", TABS, ids=name_of)
def test_an_operation_is_valid_and_its_variables_are_filled(tab: Tab) -> None:
    asked = {definition.variable.name.value for definition in operation_of(tab).variable_definitions or ()}

    assert validate(schema._schema, parse(tab.query)) == []
    assert tab.variables.keys() <= asked


def test_the_first_five_run_as_they_are_and_the_others_say_what_they_lack() -> None:
    unfilled = [
        name_of(tab) for tab in TABS if "<" in "".join(map(str, [*tab.variables.values(), *tab.headers.values()]))
    ]

    assert [name_of(tab) for tab in TABS][:5] == ["Browse", "ProductPage", "Search", "CartCreate", "Track"]
    assert unfilled == ["CartBuyer", "CartDelivery", "Checkout", "StaffOrders", "Ship"]


def test_without_a_demo_shop_hints_stand_where_ids_would() -> None:
    assert [name_of(tab) for tab in tabs(None) if "<" in str(tab.variables)] == [
        "ProductPage",
        "CartCreate",
        "Track",
        "CartBuyer",
        "CartDelivery",
        "Checkout",
        "Follow",
        "Ship",
    ]
