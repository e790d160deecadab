import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The repository's root. */
export const ROOT = resolve(import.meta.dir, "..");

const MARKER = resolve(ROOT, "node_modules/.augury-installed");

/**
 * Installs what the lock file says, if that is not there yet (or always, with `force`): a marker says for which lock file that was done. Uses nothing but Bun itself, because on a clean
 * clone nothing else exists. Exits with the installer's status when it fails.
 */
export async function ensureInstalled({ force = false } = {}): Promise<void> {
  const wanted = readText(resolve(ROOT, "bun.lock"));
  if (!force && readText(MARKER) === wanted) return;
  const install = Bun.spawn([process.execPath, "install", "--frozen-lockfile"], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, status] = await Promise.all([
    new Response(install.stdout).text(),
    new Response(install.stderr).text(),
    install.exited,
  ]);
  if (status !== 0) {
    process.stderr.write(
      `${out}${err}\naugury: installing the dependencies failed (status ${status}); is the npm registry reachable?\n`,
    );
    process.exit(status);
  }
  await Bun.write(MARKER, wanted);
}

/** Returns a file's text, "" when there is none. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
