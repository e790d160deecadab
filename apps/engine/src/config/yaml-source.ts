import { err, ok, type Result } from "@augury/core";
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from "yaml";
import type { ConfigError, ConfigPlace } from "./config-error.ts";

/** Bounds of one document: a configuration is small, whatever is larger is a mistake or an attack. */
export const YAML_BOUNDS = { bytesMax: 262_144, errorsMax: 20, aliasesMax: 100, depthMax: 32 } as const;

export type ConfigPath = readonly (string | number)[];

/** A YAML document that remembers where each of its keys and values stands. */
export class YamlSource {
  private constructor(
    readonly file: string,
    /** The document as plain data. */
    readonly value: unknown,
    private readonly document: Document,
    private readonly text: string,
  ) {}

  /** Parses YAML 1.2 text: duplicate keys, tags, several documents and exploding aliases are errors, each with its place. */
  static parse(text: string, file: string): Result<YamlSource, ConfigError[]> {
    const refuse = (problems: readonly Problem[]) =>
      err(
        problems
          .slice(0, YAML_BOUNDS.errorsMax)
          .map(({ message, offset }): ConfigError => ({ file, ...placeAt(text, offset), path: "", message })),
      );
    const oversize = problemOfSize(text);
    if (oversize) return refuse([oversize]);
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, logLevel: "error" });
    const problems = problemsOf(document);
    if (problems.length > 0) return refuse(problems);
    try {
      const value: unknown = document.toJS({ maxAliasCount: YAML_BOUNDS.aliasesMax });
      return ok(new YamlSource(file, value, document, text));
    } catch (cause) {
      // The library throws for unknown anchors and for aliases that multiply.
      const message = cause instanceof Error ? cause.message : "the document cannot be resolved";
      return refuse([{ message, offset: 0 }]);
    }
  }

  /**
   * Returns where the value at `path` stands, or the key if `part` is "key". What is not in the document is pointed at through the
   * nearest parent that is.
   */
  locate(path: ConfigPath, part: "key" | "value" = "value"): ConfigPlace {
    let node: unknown = this.document.contents;
    let offset = offsetOf(node);
    for (const [depth, step] of path.entries()) {
      const pair = childOf(this.resolve(node), step);
      if (pair === undefined) break;
      const last = depth === path.length - 1;
      node = pair.value;
      offset = offsetOf(last && part === "value" ? (pair.value ?? pair.key) : (pair.key ?? pair.value));
    }
    return { file: this.file, ...placeAt(this.text, offset) };
  }

  private resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }
}

interface Problem {
  readonly message: string;
  /** Position in the text. */
  readonly offset: number;
}

interface Child {
  readonly key?: unknown;
  readonly value: unknown;
}

function childOf(node: unknown, step: string | number): Child | undefined {
  if (isSeq(node)) return step in node.items ? { value: node.items[Number(step)] } : undefined;
  if (!isMap(node)) return undefined;
  return node.items.find((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === String(step));
}

/** Line and column, both from 1. The parser's own counter knows nothing of a text that was refused before it was parsed. */
function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function oddKeys(document: Document): unknown[] {
  const odd: unknown[] = [];
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || typeof pair.key.value === "symbol" || pair.key.value === null) odd.push(pair.key);
    },
  });
  return odd;
}

function problemOfSize(text: string): Problem | undefined {
  if (Buffer.byteLength(text) > YAML_BOUNDS.bytesMax)
    return { message: `a configuration has at most ${YAML_BOUNDS.bytesMax} bytes`, offset: 0 };
  const offset = firstTooDeep(text);
  return offset === undefined
    ? undefined
    : { message: `a configuration nests at most ${YAML_BOUNDS.depthMax} levels`, offset };
}

function problemsOf(document: Document): Problem[] {
  const refused = [...document.errors, ...document.warnings];
  if (refused.length > 0) return refused.map(({ message, pos }) => ({ message: sayPlainly(message), offset: pos[0] }));
  return oddKeys(document).map((node) => ({ message: "a key is a plain text", offset: offsetOf(node) }));
}

/** The parser recurses, so depth is bounded before it runs: by flow brackets, and by indentation for blocks. */
function firstTooDeep(text: string): number | undefined {
  let flow = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "[" || char === "{") flow++;
    else if (char === "]" || char === "}") flow = Math.max(0, flow - 1);
    if (flow > YAML_BOUNDS.depthMax) return at;
  }
  // "- - - - x" nests a block per dash, and so do deeper indentations.
  const block = new RegExp(
    `^(?: {${YAML_BOUNDS.depthMax * 4},}|[ ]*(?:[-?:][ \\t]+){${YAML_BOUNDS.depthMax},})\\S`,
    "m",
  );
  return block.exec(text)?.index;
}

function sayPlainly(message: string): string {
  if (message === "Map keys must be unique") return "this key stands here twice";
  if (message.startsWith("Source contains multiple documents"))
    return "a configuration is one document; remove the line ---";
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
