import type { ApiParameter } from "@augury/net";
import type { Entry } from "./command-group.ts";
import { flagName, isSwitch } from "./entry-params.ts";
import type { Flag } from "./parse-words.ts";

/** An option of the command line itself, as opposed to a parameter of the method. */
export interface CommonFlag extends Flag {
  /** What stands behind it in --help: "N", "TIME". */
  readonly value?: string;
  readonly description: string;
}

const OUTPUT: readonly CommonFlag[] = [
  { name: "json", kind: "switch", description: "JSON; the default into a pipe or file" },
  { name: "table", kind: "switch", description: "tables; the default on a screen" },
  { name: "compact", kind: "switch", description: "JSON without line breaks" },
];
const BASE_URL: CommonFlag = {
  name: "base-url",
  kind: "text",
  value: "URL",
  description: "another address: a proxy, a simulated venue",
};
const HELP: CommonFlag = { name: "help", kind: "switch", description: "this text" };

const LIMIT: readonly CommonFlag[] = [
  {
    name: "limit",
    kind: "text",
    value: "N",
    description: "so many items, over as many pages as that takes (default: one page)",
  },
  { name: "all", kind: "switch", description: "every page" },
];
const TIMEOUT: CommonFlag = {
  name: "timeout",
  kind: "text",
  value: "TIME",
  description: "longest wait for an answer, every attempt included, such as 5s (default 30s)",
};
const YES: CommonFlag = {
  name: "yes",
  kind: "switch",
  description: "really do it: this changes something at the venue",
};
const DRIFT: CommonFlag = {
  name: "drift",
  kind: "switch",
  description: "also name fields that were sent and are not known here",
};
const METRICS: CommonFlag = {
  name: "metrics",
  kind: "switch",
  description: "the metrics in the answer instead of the answer",
};

const STREAM: readonly CommonFlag[] = [
  { name: "messages", kind: "text", value: "N|all", description: "end after so many messages (default 10)" },
  {
    name: "for",
    kind: "text",
    value: "TIME",
    description: "end after so long, such as 10s (default 60s; none with --messages all)",
  },
  { name: "verbose", kind: "switch", description: "tell of the connection on standard error" },
];

/** Returns the options that the command line itself takes for this entry. */
export function commonFlags({ kind, spec }: Entry, hasMetrics: boolean): readonly CommonFlag[] {
  if (kind === "stream") return [...STREAM, ...OUTPUT, BASE_URL, HELP];
  return [
    ...(spec.paging ? LIMIT : []),
    ...(spec.effect === "write" ? [YES] : []),
    ...(hasMetrics ? [METRICS] : []),
    ...OUTPUT,
    TIMEOUT,
    BASE_URL,
    DRIFT,
    HELP,
  ];
}

/** Returns whether a parameter can be written as a flag; one that is called like an option is written `name=value`. */
export function hasFlag({ name }: ApiParameter, common: readonly CommonFlag[]): boolean {
  return !common.some((flag) => flag.name === flagName(name));
}

export function namesOf(common: readonly CommonFlag[]): ReadonlySet<string> {
  return new Set(common.map(({ name }) => name));
}

/** Returns every flag that an entry takes. */
export function flagsOf(entry: Entry, common: readonly CommonFlag[]): Flag[] {
  const own = entry.spec.parameters.filter((parameter) => hasFlag(parameter, common));
  return [
    ...common,
    ...own.map(
      (parameter): Flag => ({ name: flagName(parameter.name), kind: isSwitch(parameter) ? "switch" : "text" }),
    ),
  ];
}
