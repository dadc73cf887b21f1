// The panel on the left: tasks, and the steps that do each of them.
import { caller } from "./caller.js";
import { missingFor, progress, tasks } from "./memory.js";
import { Shopper } from "./shopper.js";
import { useActiveTitle, useSteps } from "./tabs.js";
import { ThemeSwitch } from "./theme.js";

const h = React.createElement;
const { useSchemaContext } = GraphiQL.React;

export const TITLE = "Examples";
export const examples = { title: TITLE, icon: Icon, content: Panel };

function Panel() {
  const open = useSteps();
  const active = useActiveTitle();
  const [said, say] = React.useState("");
  const choose = (step, options) => {
    say(sayingOf(step));
    if (step.for_staff && !caller.get().staff) askForToken();
    return open(step, options);
  };
  return h(
    "div",
    { className: "tw-panel" },
    h(
      "header",
      { className: "tw-head" },
      h("div", { className: "graphiql-doc-explorer-title tw-title" }, "Start here"),
      h(ThemeSwitch),
    ),
    h("p", { className: "tw-lead" }, "Pick a step to open it, or press its ", h(Play), " to run it at once."),
    h(HiddenSchema),
    h(Shopper),
    h("p", { className: "tw-said", role: "status" }, said),
    tasks.map((task, index) => h(Task, { key: task.title, task, index, active, choose })),
  );
}

function Task({ task, index, active, choose }) {
  const heading = `tw-task-${index}`;
  return h(
    "section",
    { className: "tw-task", "aria-labelledby": heading },
    h("h3", { id: heading }, task.title),
    h("p", null, task.text),
    h(
      "ol",
      null,
      task.steps.map((step) => h(Step, { key: step.name, step, isActive: step.name === active, choose })),
    ),
  );
}

function Step({ step, isActive, choose }) {
  const outcome = progress.use()[step.name];
  const outcomeText = { done: "done", refused: "refused: see the answer" }[outcome];
  return h(
    "li",
    { className: "tw-step", "data-outcome": outcome, "data-step": step.name },
    h(
      "button",
      { type: "button", className: "tw-open", "aria-current": isActive || undefined, onClick: () => choose(step) },
      h("strong", null, step.title),
      h("span", null, step.text),
      outcomeText && h("em", { className: "tw-unseen" }, outcomeText),
    ),
    h(
      "button",
      {
        type: "button",
        className: "tw-run",
        title: `Run “${step.title}”`,
        "aria-label": `Run “${step.title}”`,
        onClick: () => choose(step, { andRun: true }),
      },
      h(Play),
    ),
  );
}

function sayingOf(step) {
  const missing = missingFor(step);
  if (step.for_staff && !caller.get().staff) return "This step needs a staff token: put one into Staff, above.";
  if (missing.length > 0) return `Run ${missing.map((title) => `“${title}”`).join(" and ")} first: this step is filled in from ${missing.length > 1 ? "them" : "it"}.`;
  return "";
}

function askForToken() {
  const field = document.getElementById("tw-staff");
  field.closest("details").open = true;
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "nearest" });
}

// Where introspection is off or for staff only, everything but docs, explorer and completion works.
function HiddenSchema() {
  const { schema, isFetching, fetchError, introspect } = useSchemaContext({ nonNull: true });
  if (schema || isFetching || !fetchError) return null;
  return h(
    "div",
    { className: "tw-notice", role: "status" },
    h("strong", null, "This shop does not show its schema."),
    " The examples run all the same; docs, explorer and completion stay empty. If staff may see it here, open Tokens and put in one for staff, then ",
    h("button", { type: "button", onClick: () => introspect() }, "ask again"),
    ".",
  );
}

function Play() {
  return h("svg", { className: "tw-play", viewBox: "0 0 10 12", "aria-hidden": true }, h("path", { d: "M1 1v10l8-5z" }));
}

function Icon() {
  return h(
    "svg",
    { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5, strokeLinejoin: "round" },
    h("path", { d: "M4 19V5l8 3.2v14L4 19Z" }),
    h("path", { d: "m12 8.2 8-3.2v14l-8 3.2" }),
    h("path", { d: "m14.8 11.2 2.4-1M14.8 15l2.4-1", strokeLinecap: "round" }),
  );
}
