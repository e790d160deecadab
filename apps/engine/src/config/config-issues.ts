import type { z } from "zod";
import type { ConfigError, ConfigPlace } from "./config-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { describeSchemas, fittingSchemasAt, keysOf, type SchemaNode, schemasAt, valueAt } from "./schema-lookup.ts";
import type { ConfigPath } from "./yaml-source.ts";

type Issue = z.core.$ZodIssue;

/** What turns a schema's complaint into a sentence with a place. */
export interface IssueContext {
  readonly schema: SchemaNode;
  /** The whole tree that was checked. */
  readonly value: unknown;
  locate(path: ConfigPath, part: "key" | "value"): ConfigPlace;
}

/** Returns the errors behind one complaint; a union's complaint becomes that of the branch that was meant. */
export function issueToErrors(issue: Issue, context: IssueContext, base: ConfigPath = []): ConfigError[] {
  const path: ConfigPath = [...base, ...issue.path.map(stepOf)];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key, context));
  if (issue.code === "invalid_union") {
    const meant = meantBranch(issue.errors);
    if (meant) return meant.flatMap((inner) => issueToErrors(inner, context, path));
  }
  return [wrongValue(issue, path, context)];
}

function unknownKey(path: ConfigPath, key: string, { schema, value, locate }: IssueContext): ConfigError {
  const allowed = keysOf(fittingSchemasAt(schema, path, value));
  const meant = didYouMean(key, allowed);
  const full = [...path, key];
  return {
    ...locate(full, "key"),
    path: full.join("."),
    message: meant ? `unknown key; did you mean ${meant}?` : "unknown key",
    found: key,
    allowed: allowed.join(", ") || "no further keys",
  };
}

function wrongValue(issue: Issue, path: ConfigPath, { schema, value, locate }: IssueContext): ConfigError {
  const here = valueAt(value, path);
  const allowed = describeSchemas(schemasAt(schema, path, value));
  return {
    ...locate(path, "value"),
    path: path.join("."),
    // A rule over several keys knows better what is missing, and why.
    message: here === undefined && issue.code !== "custom" ? "this key is missing" : messageOf(issue),
    ...(here === undefined ? {} : { found: show(here) }),
    ...(allowed === "" ? {} : { allowed }),
  };
}

function messageOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return "wrong kind of value";
    case "too_big":
    case "too_small":
      return "out of range";
    case "invalid_union":
      return "wrong kind of value";
    case "invalid_value":
    case "invalid_format":
      // Our schemas say what they want in their own words; the library's standard text adds nothing to `allowed`.
      return issue.message.startsWith("Invalid ") ? "not an allowed value" : issue.message;
    default:
      return issue.message;
  }
}

/** Complaints about a value's form; all others at a branch's own root say that the branch was not meant. */
const ABOUT_FORM = new Set<Issue["code"]>(["custom", "unrecognized_keys", "too_big", "too_small", "invalid_format"]);

/** The one branch that takes this kind of value; of several objects, the one with the fewest complaints. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const taking = branches.filter((issues) => issues.every(({ path, code }) => path.length > 0 || ABOUT_FORM.has(code)));
  const fewest = Math.min(...taking.map(weight));
  const best = taking.filter((issues) => weight(issues) === fewest);
  return best.length === 1 ? best[0] : undefined;
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);
}

const SHOWN_MAX = 60;

/** A value in a few words; what it holds is never a secret, those are refused before. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null)
    return `an object with ${Object.keys(value).slice(0, 8).join(", ") || "no keys"}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}

function stepOf(step: PropertyKey): string | number {
  return typeof step === "number" ? step : String(step);
}
