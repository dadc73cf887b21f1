// Opening a step in a tab of GraphiQL, and running it there.
import { variablesOf } from "./memory.js";

const { useEditorContext, useExecutionContext } = GraphiQL.React;

// GraphiQL fills a new tab's editors itself, and reads a document some time after it was set: we wait for both.
const AT_MOST_MS = 4000;

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
    const { queryEditor, variableEditor } = editors.current;
    if (index === -1) queryEditor.setValue(step.query);
    variableEditor?.setValue(variablesOf(step));
    if (!andRun) return;
    await until(() => editors.current.queryEditor.operations?.some((each) => each.name?.value === step.name));
    await until(() => editors.current.tabs[editors.current.activeTabIndex].title === step.name);
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

async function until(holds) {
  const deadline = performance.now() + AT_MOST_MS;
  while (!holds() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 15));
}
