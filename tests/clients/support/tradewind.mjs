/** The command `tradewind`, beside the running shop. */
import { spawnSync } from "node:child_process";

import { required } from "./shop.mjs";

const program = required("TRADEWIND_PYTHON");
const dataDir = required("TRADEWIND_DATA_DIR");

/** What it printed; an error where it refused. */
export function tradewind(...words) {
  const { status, stdout, stderr } = spawnSync(program, ["-m", "app.cli", ...words, "--data-dir", dataDir], { encoding: "utf8" });
  if (status !== 0) throw new Error(`tradewind ${words.join(" ")}: ${stdout}${stderr}`);
  return stdout.trim();
}
