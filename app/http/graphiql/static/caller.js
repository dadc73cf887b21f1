// Who asks, and from where: what the fields on the left say becomes headers of every request, unless a tab has its own.
import { config, kept } from "./config.js";

export const caller = kept("caller", {
  country: config.firstVisit.country ?? "",
  language: config.firstVisit.language ?? "",
  currency: "",
  storefront: "",
  staff: "",
});

export const HEADERS = {
  country: "Tradewind-Country",
  language: "Tradewind-Language",
  currency: "Tradewind-Currency",
  storefront: "Tradewind-Storefront",
  staff: "Authorization",
};

export function headersOf(values) {
  const headers = {};
  for (const [field, name] of Object.entries(HEADERS)) {
    const value = values[field].trim();
    if (value) headers[name] = field === "staff" ? `Bearer ${value.replace(/^Bearer\s+/i, "")}` : value;
  }
  return headers;
}

// Names differ in case and mean the same; the tab's own win.
export function merged(general, ofTab) {
  const own = new Set(Object.keys(ofTab ?? {}).map((name) => name.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(general).filter(([name]) => !own.has(name.toLowerCase()))), ...ofTab };
}

// Completion in the headers editor: the names that the server reads, with an example of each.
const EXAMPLES = {
  "Tradewind-Country": "JP",
  "Tradewind-Language": "JA",
  "Tradewind-Currency": "JPY",
  "Tradewind-Storefront": "<storefront token>",
  Authorization: "Bearer <staff token>",
};

export function offerHeaders(editor) {
  const hint = () => {
    const cursor = editor.getCursor();
    const before = editor.getLine(cursor.line).slice(0, cursor.ch);
    const typed = /"?[A-Za-z-]*$/.exec(before)[0];
    if (/:\s*"?[^,]*$/.test(before)) return null;
    const list = Object.entries(EXAMPLES)
      .filter(([name]) => name.toLowerCase().startsWith(typed.replace('"', "").toLowerCase()))
      .map(([name, value]) => ({ displayText: name, text: `"${name}": ${JSON.stringify(value)}` }));
    const closing = editor.getLine(cursor.line)[cursor.ch] === '"' ? 1 : 0;
    return {
      list,
      from: { line: cursor.line, ch: cursor.ch - typed.length },
      to: { line: cursor.line, ch: cursor.ch + (typed.startsWith('"') ? closing : 0) },
    };
  };
  // GraphiQL completes as one types, and by Ctrl-Space; it has no words for this editor.
  const container = editor.getWrapperElement().closest(".graphiql-editor");
  editor.setOption("hintOptions", { hint, container, completeSingle: false, closeOnUnfocus: true });
}
