"""The examples of GraphiQL are valid, their variables are those they ask for, and each step is filled in by others."""

import re
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse, validate

from app.demo import DemoFacts
from app.http.graphiql.examples import NEW_KEY, Step, tasks
from schema.root import schema

FACTS = DemoFacts("linen-shirt", "variant_0", "order_secret_0", "TW-0000-0000", "ana@example.com")
STEPS = [step for task in tasks(FACTS) for step in task.steps]


def operation_of(step: Step) -> OperationDefinitionNode:
    (operation,) = [each for each in parse(step.query).definitions if isinstance(each, OperationDefinitionNode)]
    return operation


def name_of(step: Step) -> str:
    name = operation_of(step).name
    assert name is not None
    return name.value


def unfilled(steps: list[Step]) -> list[str]:
    return [name_of(step) for step in steps if any(str(value).startswith("<") for value in step.variables.values())]


def selected(step: Step, path: str) -> bool:
    """Whether the operation asks for what stands at this path of its answer."""
    chosen: Any = operation_of(step).selection_set
    for part in re.sub(r"\[(\w+)=\w+\]", "", path).split("."):
        if part.isdigit():
            continue
        fields = {each.name.value: each.selection_set for each in spread(step, chosen)}
        if part not in fields:
            return False
        chosen = fields[part]
    return True


def spread(step: Step, chosen: Any) -> list[Any]:
    definitions = parse(step.query).definitions
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
    found: list[Any] = []
    for each in chosen.selections:
        if each.kind == "fragment_spread":
            found += spread(step, fragments[each.name.value].selection_set)
        elif each.kind == "field":
            found.append(each)
    return found


def test_there_is_an_example_of_each_task() -> None:
    assert {task.title: [name_of(step) for step in task.steps] for task in tasks(FACTS)} == {
        "Browse": ["Browse", "ProductPage", "Elsewhere"],
        "Search": ["Search", "Suggest"],
        "Buy": ["CartCreate", "CartBuyer", "CartDelivery", "Checkout"],
        "Track": ["Track", "Follow"],
        "Work as staff": ["StaffOrders", "Ship"],
        "Run the catalog": ["ProductCreate", "ProductPublish", "TranslationStatus", "AuditLog"],
        "Set prices": ["PriceLists", "PricesSet", "PricesAdjust", "SaleCreate"],
        "Tune search": ["SearchPreview", "SearchRuleCreate", "SearchAnalytics"],
    }


@pytest.mark.parametrize("step", STEPS, ids=name_of)
def test_an_operation_is_valid_and_its_variables_are_filled(step: Step) -> None:
    definitions = operation_of(step).variable_definitions or ()
    asked = {definition.variable.name.value for definition in definitions}
    required = {definition.variable.name.value for definition in definitions if definition.type.kind == "non_null_type"}

    assert validate(schema._schema, parse(step.query)) == []
    assert required <= step.variables.keys() <= asked
    assert step.fills.keys() <= step.variables.keys()


@pytest.mark.parametrize("step", [step for step in STEPS if step.gives], ids=name_of)
def test_what_a_step_gives_is_in_its_answer(step: Step) -> None:
    assert [path for path in step.gives.values() if not selected(step, path)] == []


def test_what_a_step_takes_another_one_gives_before() -> None:
    for facts in (FACTS, None):
        given = {NEW_KEY}
        for step in [step for task in tasks(facts) for step in task.steps]:
            assert set(step.fills.values()) <= given | {"order"}, name_of(step)
            given |= step.gives.keys()
        assert "order" in given


def test_only_steps_that_follow_others_lack_something_in_the_demo_shop() -> None:
    after_others = ["CartBuyer", "CartDelivery", "Checkout", "Ship", "ProductPublish", "PricesAdjust"]
    assert unfilled(STEPS) == [*after_others, "SearchPreview", "SearchRuleCreate"]


def test_without_a_demo_shop_hints_stand_where_ids_would() -> None:
    assert unfilled([step for task in tasks(None) for step in task.steps]) == [
        "ProductPage",
        "Elsewhere",
        "CartCreate",
        "CartBuyer",
        "CartDelivery",
        "Checkout",
        "Track",
        "Follow",
        "Ship",
        "ProductPublish",
        "PricesAdjust",
        "SearchPreview",
        "SearchRuleCreate",
    ]
