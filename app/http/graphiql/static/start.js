// Opens GraphiQL on the first example, with the examples beside it.
import { caller, headersOf, merged, offerHeaders } from "./caller.js";
import { storage } from "./config.js";
import { TITLE, examples } from "./examples.js";
import { remember, tasks, variablesOf } from "./memory.js";
import { look } from "./theme.js";

const h = React.createElement;
const ask = GraphiQL.createFetcher({
  url: "/graphql",
  subscriptionUrl: location.origin.replace(/^http/, "ws") + "/graphql",
});

async function fetcher(question, options) {
  const headers = merged(headersOf(caller.get()), options?.headers);
  const answer = await ask(question, { ...options, headers });
  if (answer[Symbol.asyncIterator]) return watched(answer, question.operationName);
  return answer.data ? answer : sentencesOf(answer); // only the schema is asked for without an iterator
}

// GraphiQL asks for answers one after the other, even where there is only one.
function watched(answers, operationName) {
  const source = answers[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      const answer = await source.next();
      if (answer.value?.data) remember(operationName, answer.value);
      return answer;
    },
    return: (value) => source.return(value),
  };
}

// GraphiQL shows a text as it is where it could not read the schema.
function sentencesOf(answer) {
  const why = (answer.errors ?? []).map((error) => error.message).join("\n");
  return `${why || "The schema could not be read."}\nThe examples run all the same.`;
}

function HeaderHints() {
  const { headerEditor } = GraphiQL.React.useEditorContext({ nonNull: true });
  React.useEffect(() => {
    if (headerEditor) offerHeaders(headerEditor);
  }, [headerEditor]);
  return null;
}

const [first] = tasks[0].steps;
const plugins = [examples, GraphiQLPluginExplorer.explorerPlugin()];
const firstTab = { query: first.query, variables: variablesOf(first), headers: null };

// A first visit: GraphiQL takes the visible panel and the first tab's variables from its storage only.
if (storage.getItem("graphiql:visiblePlugin") === null) storage.setItem("graphiql:visiblePlugin", TITLE);
if (storage.getItem("graphiql:tabState") === null) {
  storage.setItem("graphiql:query", firstTab.query);
  storage.setItem("graphiql:variables", firstTab.variables);
}

function Page() {
  const { theme } = look.use();
  return h(
    GraphiQL,
    {
      fetcher,
      storage,
      plugins,
      defaultTabs: tabsAtFirst,
      defaultQuery: "",
      defaultEditorToolsVisibility: "variables",
      shouldPersistHeaders: true,
      forcedTheme: theme,
    },
    h(GraphiQL.Logo, null, h("span", { className: "tw-logo" }, "Tradewind"), h(HeaderHints)),
  );
}

const tabsAtFirst = [firstTab];
ReactDOM.createRoot(document.getElementById("graphiql")).render(h(Page));
