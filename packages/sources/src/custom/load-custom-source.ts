import { err, ok, type Result } from "@augury/core";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { CustomSourceConfig } from "./custom-config.ts";

/** One thing wrong with a source's description: where it stands and what the rule is. */
export interface CustomSourceProblem {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** The field ("methods.0.metrics.1.value"); "" for the whole document. */
  readonly path: string;
  readonly message: string;
}

export const CUSTOM_YAML_BOUNDS = { bytesMax: 65_536, depthMax: 16, problemsMax: 20 } as const;

/**
 * Parses a source's description. `file` is only for messages. Every problem is reported, up to a bound; none of them repeats a value,
 * which might be a secret that somebody put in the wrong place.
 */
export function loadCustomSource(text: string, file: string): Result<CustomSourceConfig, CustomSourceProblem[]> {
  const { bytesMax, depthMax } = CUSTOM_YAML_BOUNDS;
  const whole = (message: string) => err([{ file, line: 1, column: 1, path: "", message }]);
  if (Buffer.byteLength(text) > bytesMax) return whole(`a source is described in at most ${bytesMax} bytes`);
  if (nestsTooDeep(text)) return whole(`a source's description nests at most ${depthMax} levels`);
  try {
    return check(text, file);
  } catch {
    // What the library throws for: an alias, of which a description has none.
    return whole("a source's description has no anchors and aliases");
  }
}

/**
 * The parser recurses, so depth is bounded before it runs: of flow brackets, and of "- - -" on one line. Levels that each take a line of
 * deeper indentation end at the size's bound before they are too many.
 */
function nestsTooDeep(text: string): boolean {
  const { depthMax } = CUSTOM_YAML_BOUNDS;
  let depth = 0;
  for (const char of text) {
    if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
    if (depth > depthMax) return true;
  }
  return new RegExp(`^ *(?:[-?] +){${depthMax + 1},}`, "m").test(text);
}

function check(text: string, file: string): Result<CustomSourceConfig, CustomSourceProblem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: "error",
  });
  const placed = (offset: number, path: Path, message: string): CustomSourceProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: path.map(String).join("."), message };
  };
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    return refuse(broken.map(({ pos, message }) => placed(pos[0], [], `not valid YAML: ${message}`)));
  const parsed = CustomSourceConfig.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return ok(parsed.data);
  return refuse(
    parsed.error.issues.flatMap(problemsOf).map(({ path, message }) => placed(offsetOf(document, path), path, message)),
  );
}

type Path = readonly PropertyKey[];

function refuse(problems: readonly CustomSourceProblem[]): Result<never, CustomSourceProblem[]> {
  return err(problems.slice(0, CUSTOM_YAML_BOUNDS.problemsMax));
}

/** An unknown key is a problem of its own place, not of the map it stands in; so is a key that breaks a rule. */
function problemsOf(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not a setting of a source" }));
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => ({ path: issue.path, message }));
  return [{ path: issue.path, message: issue.message }];
}

/** Returns where the value at `path` stands, or its nearest parent that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Returns the problem as one line: "sources/fx.yaml:4:9: methods.0.path: must begin with a slash". */
export function formatCustomSourceProblem({ file, line, column, path, message }: CustomSourceProblem): string {
  return `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`;
}
