// Opens GraphiQL on the tabs that the page carries. What a visitor changes is kept in the browser, apart for each set of
// tabs: another shop on the same address starts fresh, since ids and tokens of the old one would mean nothing to it.
const config = JSON.parse(document.getElementById("config").textContent);
const prefix = `tradewind:${config.fingerprint}:`;
const storage = {
  getItem: (key) => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, value),
  removeItem: (key) => localStorage.removeItem(prefix + key),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

// GraphiQL takes the first tab's variables from its storage only.
if (storage.getItem("graphiql:tabState") === null) {
  storage.setItem("graphiql:query", config.tabs[0].query);
  storage.setItem("graphiql:variables", config.tabs[0].variables);
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({
      url: "/graphql",
      subscriptionUrl: location.origin.replace(/^http/, "ws") + "/graphql",
    }),
    storage,
    defaultTabs: config.tabs,
    defaultEditorToolsVisibility: "variables",
    shouldPersistHeaders: true,
  }),
);
