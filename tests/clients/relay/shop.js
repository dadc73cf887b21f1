/** What a frontend built on Relay asks: its compiler reads this file, and makes what relay.test.mjs runs. */
import { graphql } from "relay-runtime";

graphql`
  query shopListQuery($count: Int!, $cursor: String) {
    ...shop_list @arguments(count: $count, cursor: $cursor)
  }
`;

graphql`
  fragment shop_list on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "shopListPaginationQuery") {
    products(first: $count, after: $cursor, sort: NEWEST) @connection(key: "shop_products") {
      edges {
        node {
          slug
          ...shop_card
        }
      }
    }
  }
`;

graphql`
  fragment shop_card on Product @refetchable(queryName: "shopCardRefetchQuery") {
    name
    priceRange {
      min {
        displayed {
          formatted
        }
      }
    }
  }
`;

graphql`
  query shopCartQuery($token: CartToken!) {
    cart(token: $token) {
      version
      ...shop_lines
    }
  }
`;

graphql`
  fragment shop_lines on Cart {
    version
    lines(first: 100) {
      nodes {
        quantity
      }
    }
  }
`;

graphql`
  mutation shopUpdateMutation($input: CartLinesUpdateInput!) {
    cartLinesUpdate(input: $input) {
      cart {
        ...shop_lines
      }
      userErrors {
        code
      }
      ...shop_outcome
    }
  }
`;

graphql`
  fragment shop_outcome on MutationPayload @inline {
    userErrors {
      message
    }
  }
`;

graphql`
  subscription shopFollowSubscription($token: OrderToken!) {
    orderUpdated(token: $token) {
      status
    }
  }
`;
