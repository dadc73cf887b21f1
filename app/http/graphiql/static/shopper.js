// The fields that say who asks, and from where.
import { HEADERS, caller, headersOf } from "./caller.js";
import { config } from "./config.js";

const h = React.createElement;
const { markets, languages, currencies } = config.places;

export function Shopper() {
  const values = caller.use();
  const choose = (field, label, options) =>
    h(
      "label",
      { className: "tw-field" },
      h("span", null, label),
      h(
        "select",
        { value: values[field], onChange: (event) => caller.set({ [field]: event.target.value }) },
        h("option", { value: "" }, "auto"),
        options,
      ),
    );
  const write = (field, label, hint, placeholder) =>
    h(
      "label",
      { className: "tw-field tw-wide" },
      h("span", null, label),
      h("input", {
        id: `tw-${field}`,
        type: field === "staff" ? "password" : "text",
        autoComplete: "off",
        spellCheck: false,
        value: values[field],
        placeholder,
        "aria-describedby": `tw-${field}-hint`,
        onChange: (event) => caller.set({ [field]: event.target.value }),
      }),
      h("small", { id: `tw-${field}-hint` }, hint),
    );
  return h(
    "section",
    { className: "tw-shopper", "aria-labelledby": "tw-shopper" },
    h("h3", { id: "tw-shopper", className: "tw-unseen" }, "Who asks, and from where"),
    h(
      "div",
      { className: "tw-fields" },
      choose("country", "Country", markets.map(countriesOf)),
      choose("language", "Language", languages.map(named)),
      choose(
        "currency",
        "Currency",
        currencies.map((code) => h("option", { key: code, value: code }, code)),
      ),
    ),
    h(
      "details",
      { open: Boolean(values.storefront || values.staff) || undefined },
      h("summary", null, "Tokens and headers"),
      h(
        "div",
        { className: "tw-fields" },
        write("storefront", "Storefront", "Which frontend asks. None: the default channel.", "none"),
        write(
          "staff",
          "Staff",
          h(React.Fragment, null, "Printed by ", h("code", null, "tradewind token create"), "; only steps for staff need it."),
          "none",
        ),
      ),
      h(Sent, { values }),
    ),
  );
}

function Sent({ values }) {
  const headers = Object.entries(headersOf(values));
  if (headers.length === 0) return null;
  const shown = ([name, value]) => `${name}: ${name === HEADERS.staff ? "Bearer ••••" : value}`;
  return h(
    "p",
    { className: "tw-sent" },
    "Sent with every request, unless the tab's Headers say otherwise: ",
    headers.map((header, index) => [index > 0 && " ", h("code", { key: header[0] }, shown(header))]),
  );
}

function countriesOf(market) {
  return h("optgroup", { key: market.name, label: market.name }, market.countries.map(named));
}

function named({ code, name }) {
  return h("option", { key: code, value: code }, name);
}
