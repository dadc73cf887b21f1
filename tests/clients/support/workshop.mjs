/** Folders for what tools make: outside the project, with its packages at hand, and gone when the tests end. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

export const project = fileURLToPath(new URL("..", import.meta.url));
const packages = join(project, "node_modules");

/** A new folder. `write(name, text)` puts a file into it, and returns its path. */
export function openWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), "tradewind-clients-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(packages, join(folder, "node_modules"));
  const write = (name, text) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  return { folder, write };
}

/** Where an installed package keeps one of its files. */
export const packaged = (...parts) => join(packages, ...parts);
