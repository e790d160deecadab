import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import {
  type ApiGroup,
  type BudgetUsage,
  HTTP_COUNTERS,
  type HttpOverride,
  type MintRequestHeaders,
  type Scheduler,
} from "@augury/net";
import { SOURCES, type SourceDefinition } from "@augury/sources";
import { type CounterHandle, createCounters } from "@augury/telemetry";
import { KALSHI_GROUPS } from "@augury/venue-kalshi";
import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";

/** What the suite needs to know of a method. */
export interface TargetMethod {
  readonly name: string;
  readonly isIdempotent: boolean;
  readonly isSigned: boolean;
  /** Takes any text, or drops the body unread. */
  readonly takesAnyText: boolean;
  readonly answerKind: string;
}

export interface TargetOptions {
  readonly baseUrl: string;
  readonly http: HttpOverride;
  readonly mint: MintRequestHeaders;
  readonly scheduler: Scheduler;
  readonly counters: CounterHandle<(typeof HTTP_COUNTERS)[number]>;
}

export interface OpenTarget {
  /** Calls a method with the parameters of its own example. */
  call(method: string): Promise<Result<unknown, VenueError>>;
  usage(): BudgetUsage | undefined;
  close(): void;
}

/** One API under test: a group of a venue, or a source. */
export interface FaultTarget {
  readonly name: string;
  readonly methods: readonly TargetMethod[];
  open(options: TargetOptions): OpenTarget;
}

/** Every API that has a REST client. */
export const FAULT_TARGETS: readonly FaultTarget[] = [
  ...POLYMARKET_GROUPS.filter(({ methods }) => methods.length > 0).map((group) => ofGroup("polymarket", group)),
  ofGroups("kalshi", KALSHI_GROUPS),
  ...SOURCES.map(ofSource),
];

export const freshCounters = () => createCounters(HTTP_COUNTERS);

function ofGroup(venue: string, group: ApiGroup): FaultTarget {
  return {
    name: `${venue} ${group.name}`,
    methods: group.methods.map(({ name, endpoint, idempotent, auth, answerKind = "json" }) => ({
      name,
      isIdempotent: idempotent ?? /^(GET|HEAD) /.test(endpoint),
      isSigned: auth !== undefined,
      takesAnyText: answerKind === "text" || answerKind === "empty",
      answerKind,
    })),
    open: ({ mint, ...options }) => {
      const signed = group.methods.flatMap(({ auth }) => auth ?? []);
      const opened = group.open({ ...options, credentials: Object.fromEntries(signed.map((name) => [name, mint])) });
      const { client } = opened;
      if (!client) throw new Error(`${group.name} has methods and no client`);
      return {
        call: (name) => client.call(name, group.methods.find((method) => method.name === name)?.example),
        usage: () => client.usage(),
        close: () => opened.close(),
      };
    },
  };
}

/** Groups that share one host and one client are suffered through once. */
function ofGroups(name: string, groups: readonly ApiGroup[]): FaultTarget {
  const targets = groups.filter(({ methods }) => methods.length > 0).map((group) => ofGroup(name, group));
  return {
    name,
    methods: targets.flatMap(({ methods }) => methods),
    open: (options) => {
      let opened: OpenTarget | undefined;
      return {
        call: (method) => {
          const target = targets.find(({ methods }) => methods.some((one) => one.name === method));
          opened ??= target?.open(options);
          if (!opened) throw new Error(`${name} must have a method ${method}`);
          return opened.call(method);
        },
        usage: () => opened?.usage(),
        close: () => opened?.close(),
      };
    },
  };
}

function ofSource({ name, methods, config, open }: SourceDefinition): FaultTarget {
  return {
    name,
    methods: methods.map((method) => ({
      name: method.name,
      isIdempotent: true,
      isSigned: false,
      takesAnyText: false,
      answerKind: "json",
    })),
    open: ({ baseUrl, http, counters, scheduler }) => {
      const source = open(config.parse({ baseUrl, http }), {
        counters,
        scheduler,
        apiKey: "a-key-for-tests-0123456789",
      });
      return {
        call: (method) => source.call(method, methods.find((one) => one.name === method)?.example),
        usage: () => source.usage(),
        close: () => source.close(),
      };
    },
  };
}

/** Signs with nothing but the time, so that a server can tell how right it was. */
export const mintTime: MintRequestHeaders = async ({ timeMs }) => ok({ "x-time-ms": String(timeMs) });
