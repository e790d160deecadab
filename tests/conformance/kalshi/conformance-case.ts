import type { ApiMethod } from "@augury/net";
import type { z } from "zod";
import type { KeyName } from "./kalshi-world.ts";
import type { OfficialApis } from "./official-apis.ts";

/** Answers of the cases before, by the official method's name: ids that later ones need. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the venue answered.
export type Seen = Readonly<Record<string, any>>;

/** One question that the official client and ours ask alike. */
export interface ConformanceCase {
  /** As the official classes have it. */
  readonly official: string;
  readonly ask: (apis: OfficialApis, seen: Seen) => Promise<{ readonly data: unknown }>;
  readonly method: string;
  readonly params: (seen: Seen) => Record<string, unknown>;
  readonly as: KeyName;
  /** Fields that chance makes: a key pair. */
  readonly volatile: readonly string[];
  /** Nothing is the answer here. */
  readonly isEmpty: boolean;
}

interface CaseTerms {
  readonly as?: KeyName;
  readonly volatile?: readonly string[];
  readonly isEmpty?: boolean;
}

/** A case; our parameters are checked against the method's own types. */
export function ask<Params extends z.ZodObject, Value>(
  official: string,
  question: ConformanceCase["ask"],
  method: ApiMethod<Params, Value>,
  params: z.input<Params> | ((seen: Seen) => z.input<Params>),
  { as = "alice", volatile = [], isEmpty = false }: CaseTerms = {},
): ConformanceCase {
  const paramsOf = typeof params === "function" ? (params as (seen: Seen) => z.input<Params>) : () => params;
  return {
    official,
    ask: question,
    method: method.name,
    params: paramsOf as ConformanceCase["params"],
    as,
    volatile,
    isEmpty,
  };
}
