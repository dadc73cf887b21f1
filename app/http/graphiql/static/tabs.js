// Opening a step in a tab of GraphiQL, and running it there.
import { variablesOf } from "./memory.js";

const { useEditorContext, useExecutionContext } = GraphiQL.React;

// GraphiQL fills a new tab's editors itself, and reads a document some time after it was set: we look until both have
// come to rest.
const AT_MOST_MS = 8000;
const LOOKS_AT_REST = 5;

export function useSteps() {
  const editors = React.useRef(null);
  const execution = React.useRef(null);
  editors.current = useEditorContext({ nonNull: true });
  execution.current = useExecutionContext({ nonNull: true });

  return React.useCallback(async (step, { andRun = false } = {}) => {
    const { tabs, activeTabIndex, addTab, changeTab } = editors.current;
    const index = tabs.findIndex((tab) => tab.title === step.name);
    const isBlank = !tabs[activeTabIndex].query?.trim();
    if (index === -1 && !isBlank) {
      addTab();
      await until(() => editors.current.tabs.length > tabs.length);
    } else if (index !== -1 && index !== activeTabIndex) {
      changeTab(index);
      await until(() => editors.current.activeTabIndex === index);
    }
    document.querySelector(".graphiql-tab-active")?.scrollIntoView({ inline: "nearest", block: "nearest" });
    const variables = variablesOf(step);
    let looks = 0;
    await until(() => {
      const { queryEditor, variableEditor, tabs, activeTabIndex } = editors.current;
      const isFilled = (index !== -1 || holds(queryEditor, step.query)) && (!variableEditor || holds(variableEditor, variables));
      const isRead = queryEditor.operations?.some((each) => each.name?.value === step.name);
      looks = isFilled && isRead && tabs[activeTabIndex].title === step.name ? looks + 1 : 0;
      return looks >= LOOKS_AT_REST;
    });
    if (!andRun) return;
    if (execution.current.isSubscribed) {
      execution.current.stop();
      await until(() => !execution.current.isSubscribed);
    }
    execution.current.run();
  }, []);
}

export function useActiveTitle() {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true });
  return tabs[activeTabIndex].title;
}

/** Whether the editor has this text; it is given it where it has not. */
function holds(editor, text) {
  if (editor.getValue() === text) return true;
  editor.setValue(text);
  return false;
}

async function until(isSo) {
  const deadline = performance.now() + AT_MOST_MS;
  while (!isSo() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 15));
}
