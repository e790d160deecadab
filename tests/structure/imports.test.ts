import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|^\s*import\s*["']([^"']+)["']/gm;
const FORBIDDEN_IN_LOGIC = [
  "bun:sqlite",
  "node:fs",
  "node:net",
  "node:http",
  "node:child_process",
  "node:worker_threads",
  "ws",
  "hono",
];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}
interface Source {
  readonly file: string;
  readonly imports: readonly string[];
}

const WORKSPACES = ["apps/*", "packages/*", "scripts/bench", "tests"];
const packages = WORKSPACES.flatMap((folder) => [...new Bun.Glob(`${folder}/package.json`).scanSync(ROOT)]).map(
  (path) => {
    const folder = dirname(path);
    const manifest = JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Manifest;
    const sources: Source[] = [...new Bun.Glob("**/*.{ts,tsx}").scanSync(join(ROOT, folder))]
      // This file names imports that must fail.
      .filter((file) => !file.includes("node_modules") && file !== "structure/imports.test.ts")
      .map((file) => ({ file, imports: importsOf(join(ROOT, folder, file)) }));
    return { folder, manifest, sources };
  },
);

function importsOf(path: string): string[] {
  return [...readFileSync(path, "utf8").matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

/** The files that a package's users run: what its exports reach by relative imports. Tests and their helpers are not among them. */
function productionSources(folder: string, sources: readonly Source[]): Source[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const reached = new Set<string>();
  const queue = ["src/index.ts"];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const source = byFile.get(file);
    if (!source || reached.has(file)) continue;
    reached.add(file);
    for (const path of source.imports.filter((one) => one.startsWith("."))) {
      queue.push(relative(join(ROOT, folder), resolve(ROOT, folder, dirname(file), path)));
    }
  }
  return sources.filter(({ file }) => reached.has(file));
}

function workspaceDependencies(manifest: Manifest): string[] {
  return Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith("@augury/"));
}

function tierOf(name: string): number {
  const short = name.replace("@augury/", "");
  if (["core", "model", "telemetry"].includes(short)) return 0;
  if (["ring", "wire", "net", "journal", "signing"].includes(short)) return 1;
  if (short === "pipeline") return 3;
  if (["engine", "web", "sim", "cli", "bench", "tests"].includes(short)) return 4;
  return 2;
}

test("imports: every workspace package is found", () => {
  expect(packages.length).toBeGreaterThan(15);
  expect(packages.flatMap((p) => p.sources).flatMap((s) => s.imports).length).toBeGreaterThan(100);
});

test("imports: behavior: no relative import leaves its package", () => {
  const leaving = packages.flatMap(({ folder, sources }) =>
    sources.flatMap(({ file, imports }) =>
      imports
        .filter((path) => path.startsWith("."))
        .filter((path) => relative(join(ROOT, folder), resolve(ROOT, folder, dirname(file), path)).startsWith(".."))
        .map((path) => `${folder}/${file} → ${path}`),
    ),
  );
  expect(leaving).toEqual([]);
});

test("imports: behavior: nothing is imported that the manifest does not declare, and no package deeply", () => {
  const undeclared = packages.flatMap(({ folder, manifest, sources }) =>
    sources.flatMap(({ file, imports }) => {
      const declared = new Set([
        ...Object.keys(manifest.dependencies ?? {}),
        ...Object.keys(manifest.devDependencies ?? {}),
        manifest.name,
      ]);
      return (
        imports
          .filter((path) => !path.startsWith(".") && !path.startsWith("node:") && !path.startsWith("bun"))
          // The WebSocket client is Bun's built-in of that name.
          .filter((path) => path !== "ws")
          .filter((path) => {
            const name = path.startsWith("@") ? path.split("/").slice(0, 2).join("/") : (path.split("/")[0] as string);
            const deep = name.startsWith("@augury/") && path !== name && !/\/(?:sim|chain)$/.test(path);
            return deep || !declared.has(name);
          })
          .map((path) => `${folder}/${file} → ${path}`)
      );
    }),
  );
  expect(undeclared).toEqual([]);
});

test("imports: behavior: an undeclared or deep import really fails to resolve", async () => {
  const probe = async (code: string) => {
    const child = Bun.spawn([process.execPath, "-e", code], {
      cwd: join(ROOT, "packages/core"),
      stdout: "pipe",
      stderr: "pipe",
    });
    return { status: await child.exited, text: await new Response(child.stderr).text() };
  };
  const undeclared = await probe(`await import("@augury/ring")`);
  expect(undeclared.status).not.toBe(0);
  expect(undeclared.text).toContain("@augury/ring");
  const deep = Bun.spawn([process.execPath, "-e", `await import("@augury/core/src/units.ts")`], {
    cwd: join(ROOT, "packages/ring"),
    stdout: "ignore",
    stderr: "ignore",
  });
  expect(await deep.exited).not.toBe(0);
  const declared = Bun.spawn([process.execPath, "-e", `await import("@augury/core")`], {
    cwd: join(ROOT, "packages/ring"),
    stderr: "ignore",
  });
  expect(await declared.exited).toBe(0);
});

test("imports: behavior: dependencies point down", () => {
  const upward = packages.flatMap(({ manifest }) =>
    workspaceDependencies(manifest)
      .filter((name) => name !== "@augury/testkit")
      .filter((name) => tierOf(name) > tierOf(manifest.name))
      .map((name) => `${manifest.name} → ${name}`),
  );
  expect(upward).toEqual([]);
  const importsApp = packages.flatMap(({ manifest }) =>
    workspaceDependencies(manifest)
      .filter((name) => tierOf(name) === 4 && manifest.name !== "@augury/cli")
      // The benchmarks draw their frames from the sim; nothing else of an app is theirs.
      .filter((name) => !(manifest.name === "@augury/bench" && name === "@augury/sim"))
      .map((name) => `${manifest.name} → ${name}`),
  );
  expect(importsApp).toEqual([]);
});

test("imports: behavior: adapters and logic meet only in pipeline", () => {
  const adapters = ["venue-polymarket", "venue-kalshi", "storage", "notify", "sources"];
  const crossing = packages
    .filter(({ manifest }) => adapters.includes(manifest.name.replace("@augury/", "")))
    .flatMap(({ folder, sources }) =>
      productionSources(folder, sources).flatMap(({ file, imports }) =>
        imports
          .filter((path) => path.startsWith("@augury/") && tierOf(path) === 2 && path !== "@augury/testkit")
          .map((path) => `${folder}/${file} → ${path}`),
      ),
    );
  expect(crossing).toEqual([]);
});

test("imports: behavior: logic packages do no input or output", () => {
  const logic = ["book", "strategy", "policy", "risk", "portfolio", "execution", "core", "model", "signals"];
  const impure = packages
    .filter(({ manifest }) => logic.includes(manifest.name.replace("@augury/", "")))
    .flatMap(({ folder, sources }) =>
      productionSources(folder, sources).flatMap(({ file, imports }) =>
        imports.filter((path) => FORBIDDEN_IN_LOGIC.includes(path)).map((path) => `${folder}/${file} → ${path}`),
      ),
    );
  expect(impure).toEqual([]);
});

test("imports: behavior: the simulated venues are imported by no production code", () => {
  const users = packages
    .filter(({ folder }) => !["apps/sim", "apps/cli", "scripts/bench"].includes(folder))
    .flatMap(({ folder, sources }) =>
      productionSources(folder, sources).flatMap(({ file, imports }) =>
        imports
          .filter((path) => path === "@augury/sim" || path.endsWith("/sim"))
          .map((path) => `${folder}/${file} → ${path}`),
      ),
    );
  expect(users).toEqual([]);
});

test("imports: behavior: the root depends on tools only", () => {
  const root = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest & {
    trustedDependencies: string[];
  };
  expect(Object.keys(root.dependencies ?? {})).toEqual([]);
  expect(Object.keys(root.devDependencies ?? {}).sort()).toEqual([
    "@biomejs/biome",
    "bun",
    "bun-types",
    "knip",
    "typescript",
  ]);
  expect(root.trustedDependencies).toEqual(["bun"]);
});

test("imports: behavior: every external version is exact", () => {
  const loose = [
    ...packages.map((p) => p.manifest),
    JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest,
  ].flatMap((manifest) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter(([, version]) => !/^(\d+\.\d+\.\d+|workspace:\*)$/.test(version))
      .map(([name, version]) => `${manifest.name}: ${name} ${version}`),
  );
  expect(loose).toEqual([]);
});
