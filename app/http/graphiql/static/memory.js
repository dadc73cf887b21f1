// What answers gave that later steps need: a cart's token, an order's id. `fills` and `gives` come from examples.py.
import { config, kept } from "./config.js";

const memory = kept("memory", {});
export const progress = kept("progress", {});

const operationNameOf = (step) => /\b(?:query|mutation|subscription)\s+(\w+)/.exec(step.query)[1];
export const tasks = config.tasks.map((task) => ({
  ...task,
  steps: task.steps.map((step) => ({ ...step, name: operationNameOf(step) })),
}));
const stepsByName = new Map(tasks.flatMap((task) => task.steps.map((step) => [step.name, step])));

export function variablesOf(step) {
  const filled = { ...step.variables };
  for (const [variable, name] of Object.entries(step.fills)) {
    const value = name === config.newKey ? newKey() : memory.get()[name];
    if (value !== undefined) filled[variable] = value;
  }
  return JSON.stringify(filled, null, 2);
}

// What a step lacks that another one gives: the titles of the steps to run first.
export function missingFor(step) {
  const variables = JSON.parse(variablesOf(step));
  const lacking = Object.entries(step.fills).filter(([variable]) => /^<.*>$/.test(String(variables[variable])));
  const givers = lacking.map(([, name]) => [...stepsByName.values()].find((other) => name in other.gives));
  return [...new Set(givers.map((giver) => giver.title))];
}

export function remember(operationName, answer) {
  const step = stepsByName.get(operationName);
  if (!step) return;
  const given = {};
  for (const [name, path] of Object.entries(step.gives)) {
    const value = at(answer.data, path);
    if (value !== undefined && value !== null) given[name] = value;
  }
  memory.set(given);
  progress.set({ [step.name]: isRefused(answer) ? "refused" : "done" });
}

function isRefused(answer) {
  const payloads = Object.values(answer.data ?? {});
  return Boolean(answer.errors) || payloads.some((payload) => payload?.userErrors?.length > 0);
}

// `orders.nodes[status=CONFIRMED].id`: of a list, the first item that fits.
function at(data, path) {
  let value = data;
  for (const part of path.split(".")) {
    const [, name, field, wanted] = /^(\w+)(?:\[(\w+)=(\w+)\])?$/.exec(part);
    value = value?.[name];
    if (field) value = value?.find((item) => String(item[field]) === wanted);
  }
  return value;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
