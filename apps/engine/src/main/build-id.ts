import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "../../package.json";

const PACKAGES = resolve(import.meta.dir, "../../../../packages");
/** The packages whose code decides. */
const DECIDING = ["book", "core", "model", "pipeline", "portfolio", "risk", "strategy", "wire"];

/**
 * Names the code that makes a journal: the package's version, Bun's, and a digest of the sources that decide. A journal whose replay differs
 * says by this whether the code is another one.
 */
export const BUILD_ID = `augury-${version}+bun-${Bun.version}+src-${digestSources()}`;

function digestSources(): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const name of DECIDING) {
    const folder = resolve(PACKAGES, name, "src");
    const files = [...new Bun.Glob("**/*.ts").scanSync(folder)].filter((file) => !/\.(test|bench)\./.test(file));
    for (const file of files.sort()) hasher.update(`${name}/${file}\n`).update(readFileSync(resolve(folder, file)));
  }
  return hasher.digest("hex").slice(0, 12);
}
