// Light, dark, or as the system has it. GraphiQL takes the choice as a property, so there is one place that knows it.
import { kept } from "./config.js";

export const look = kept("look", { theme: "system" });

const CHOICES = { system: "System", light: "Light", dark: "Dark" };

export function ThemeSwitch() {
  const { theme } = look.use();
  const h = React.createElement;
  return h(
    "fieldset",
    { className: "tw-theme" },
    h("legend", { className: "tw-unseen" }, "Colours"),
    Object.entries(CHOICES).map(([value, label]) =>
      h(
        "label",
        { key: value },
        h("input", {
          type: "radio",
          name: "tw-theme",
          value,
          checked: theme === value,
          onChange: () => look.set({ theme: value }),
        }),
        h("span", null, label),
      ),
    ),
  );
}
