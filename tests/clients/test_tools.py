"""The tools that judge the schema find what they are for: here they are given schemas with made-up faults."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.clients.project import FOLDER, ROOT, install, run

pytestmark = pytest.mark.slow

RELEASED = '''
"""What can be read."""
type Query {
  """A product."""
  product(id: ID!): Product
}

"""What is sold."""
type Product {
  """The id."""
  id: ID!

  """A readable key."""
  slug: String!
}
'''
WITHOUT_SLUG = RELEASED.replace('  """A readable key."""\n  slug: String!\n', '  """The name."""\n  name: String!\n')
FIELD_REMOVED = "BREAKING Product.slug: Field 'slug' was removed from object type 'Product'"


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    install()


def compare(folder: Path, present: str, changelog: str) -> subprocess.CompletedProcess[str]:
    """What `changes.mjs` says of two schemas and a changelog."""
    paths = [folder / name for name in ("released.graphql", "present.graphql", "CHANGELOG.md")]
    for path, text in zip(paths, (RELEASED, present, changelog), strict=True):
        path.write_text(text)
    return run("node", str(FOLDER / "tools/changes.mjs"), *map(str, paths))


def test_a_breaking_change_that_nobody_names_is_an_error(tmp_path: Path) -> None:
    done = compare(tmp_path, WITHOUT_SLUG, "# Changelog\n\n## [Unreleased]\n\n- The name of products.\n")
    assert done.returncode == 1
    first, second, third = done.stdout.splitlines()
    assert first == "Breaking changes since the release: 1."
    assert second.startswith(FIELD_REMOVED)
    assert "name each path in CHANGELOG.md under [Unreleased]" in third


def test_a_breaking_change_that_is_named_passes(tmp_path: Path) -> None:
    named = "## [Unreleased]\n\n### Removed\n\n- `Product.slug`: use `Product.id`.\n"
    assert compare(tmp_path, WITHOUT_SLUG, named).returncode == 0


@pytest.mark.parametrize(
    "changelog",
    [
        "## [Unreleased]\n\n## [0.1.0]\n\n- `Product.slug` is removed.\n",  # of another release
        "## [Unreleased]\n\n- `Product.slugs` is removed.\n",  # another field
        "## [Unreleased]\n\n- Product.slug\n",
        "",
    ],
)
def test_a_name_that_stands_elsewhere_does_not_count(tmp_path: Path, changelog: str) -> None:
    done = compare(tmp_path, WITHOUT_SLUG, changelog)
    assert (done.returncode, FIELD_REMOVED in done.stdout) == (1, True)


def test_an_argument_that_becomes_required_is_named_by_its_path(tmp_path: Path) -> None:
    present = RELEASED.replace("product(id: ID!)", "product(id: ID!, market: ID!)")
    done = compare(tmp_path, present, "## [Unreleased]\n")
    assert done.returncode == 1
    assert "BREAKING Query.product.market:" in done.stdout


def test_an_addition_breaks_nothing(tmp_path: Path) -> None:
    present = RELEASED.replace("slug: String!", 'slug: String!\n\n  """The name."""\n  name: String')
    done = compare(tmp_path, present, "## [Unreleased]\n")
    assert (done.returncode, done.stdout) == (0, "Breaking changes since the release: 0.\n")


SOUND = (
    RELEASED.replace(
        "product(id: ID!): Product\n",
        '''product(id: ID!): Product

  """All products."""
  products(first: Int!, after: String): ProductConnection!
''',
    )
    + '''
"""A page of a list."""
type ProductConnection {
  """The items."""
  edges: [ProductEdge!]!

  """Where this page stands."""
  pageInfo: PageInfo!
}

"""An item of a page."""
type ProductEdge {
  """Where the item stands."""
  cursor: String!

  """The item."""
  node: Product!
}

"""Where a page stands."""
type PageInfo {
  """Whether there are more after it."""
  hasNextPage: Boolean!

  """Whether there are more before it."""
  hasPreviousPage: Boolean!

  """The cursor of the first item."""
  startCursor: String

  """The cursor of the last item."""
  endCursor: String
}
'''
)


def lint(folder: Path, schema: str, operations: str) -> subprocess.CompletedProcess[str]:
    """What `@graphql-eslint` says of a project."""
    (folder / "schema.graphql").write_text(schema)
    documents = folder / "tests/clients/operations"
    documents.mkdir(parents=True)
    (documents / "shop.graphql").write_text(operations)
    config = FOLDER / "tools/eslint.config.mjs"
    program = FOLDER / "node_modules/eslint/bin/eslint.js"
    return run("node", str(program), "--no-config-lookup", "--config", str(config), ".", cwd=folder)


def test_a_sound_schema_has_nothing_to_report(tmp_path: Path) -> None:
    done = lint(tmp_path, SOUND, 'query Page { product(id: "1") { id slug } }\n')
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_each_fault_of_a_schema_is_reported(tmp_path: Path) -> None:
    faults = {
        "require-description": ('"""What is sold."""\n', ""),
        "naming-convention": ("product(id", "getProduct(id"),
        "strict-id-in-types": ('  """The id."""\n  id: ID!\n', ""),
        "relay-connection-types": ("  edges: [ProductEdge!]!\n", "  edges: ProductEdge\n"),
        "relay-edge-types": ("  cursor: String!\n", "  cursor: Product!\n"),
        "relay-arguments": ("first: Int!, after: String", "page: Int!"),
        "relay-page-info": ("  hasPreviousPage: Boolean!\n", "  hasPreviousPage: Boolean\n"),
    }
    schema = SOUND
    for old, new in faults.values():
        assert schema.count(old) == 1
        schema = schema.replace(old, new)
    done = lint(tmp_path, schema, "query Page { __typename }\n")
    assert done.returncode == 1
    assert set(re.findall(r"@graphql-eslint/(\S+)$", done.stdout, re.MULTILINE)) == faults.keys()


def test_a_fault_of_an_operation_is_reported(tmp_path: Path) -> None:
    done = lint(tmp_path, SOUND, 'query getPage { product(id: "1") { slug } }\n')
    assert done.returncode == 1
    assert "@graphql-eslint/naming-convention" in done.stdout
    assert "@graphql-eslint/require-selections" in done.stdout


def test_the_released_schema_is_one(tmp_path: Path) -> None:
    released = (ROOT / "tests/contracts/released.graphql").read_text()
    (tmp_path / "CHANGELOG.md").write_text("")
    (tmp_path / "released.graphql").write_text(released)
    paths = [str(tmp_path / name) for name in ("released.graphql", "released.graphql", "CHANGELOG.md")]
    done = run("node", str(FOLDER / "tools/changes.mjs"), *paths)
    assert done.stdout == "Breaking changes since the release: 0.\n"
