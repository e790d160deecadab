import type { ApiGroup } from "@augury/net";
import { SOURCES, type SourceDefinition } from "@augury/sources";
import { KALSHI_GROUPS } from "@augury/venue-kalshi";
import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import type { z } from "zod";
import { describeSchema } from "./describe-schema.ts";

/** One call or stream of ours, as the table shows it. */
export interface ApiEntry {
  /** "polymarket", "kalshi", or a source's name. */
  readonly provider: string;
  /** "" for sources. */
  readonly group: string;
  readonly name: string;
  readonly kind: "method" | "stream";
  /** "GET /book", or the channel. */
  readonly endpoint: string;
  readonly reference: string;
  /** What the answer's schema is in a few words; "" where it takes anything. */
  readonly schema: string;
  /** Of methods. */
  readonly answer?: z.ZodType;
}

/** Everything that can be asked of anyone. */
export const API_ENTRIES: readonly ApiEntry[] = [
  ...POLYMARKET_GROUPS.flatMap((group) => ofGroup("polymarket", group)),
  ...KALSHI_GROUPS.flatMap((group) => ofGroup("kalshi", group)),
  ...SOURCES.flatMap(ofSource),
];

/** "polymarket clob book": how an entry is named in tables and by the command line. */
export function nameOf({ provider, group, name }: Pick<ApiEntry, "provider" | "group" | "name">): string {
  return [provider, group, name].filter((word) => word !== "").join(" ");
}

function ofGroup(provider: string, { name: group, methods, streams }: ApiGroup): ApiEntry[] {
  return [
    ...methods.map(({ name, endpoint, reference, answer, answerKind }): ApiEntry => {
      // What is dropped unread has no shape.
      const schema = answerKind === "empty" ? "empty" : describeSchema(answer);
      return { provider, group, name, kind: "method", endpoint, reference, schema, answer };
    }),
    ...streams.map(({ name, channel, reference }): ApiEntry => {
      return { provider, group, name, kind: "stream", endpoint: channel, reference, schema: "message per type" };
    }),
  ];
}

function ofSource({ name: provider, methods }: SourceDefinition): ApiEntry[] {
  return methods.map(({ name, params, example, request, answer }) => ({
    provider,
    group: "",
    name,
    kind: "method",
    endpoint: `GET ${request(params.parse(example)).path}`,
    reference: "market-data-sources.md",
    schema: describeSchema(answer),
    answer,
  }));
}
