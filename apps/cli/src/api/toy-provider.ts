import { ok } from "@augury/core";
import { VenueError } from "@augury/model";
import {
  ApiClient,
  type ApiGroup,
  defineApiMethod,
  defineApiStream,
  type FetchFunction,
  flag,
  HttpConfig,
  type StreamSink,
  wholeNumber,
  wordList,
} from "@augury/net";
import { z } from "zod";
import { fromApiGroup, type Provider } from "./command-group.ts";
import { NO_CREDENTIALS } from "./credentials.ts";

const thing = defineApiMethod({
  name: "thing",
  description: "One thing.",
  endpoint: "GET /things/{id}",
  reference: "toy.md section 1",
  params: z.strictObject({
    thing_id: z.string().min(2).describe("The thing's id."),
    with_parts: flag().default(false).describe("Its parts, too."),
    timeout: wholeNumber(1, 9).optional().describe("Called like an option."),
  }),
  example: { thing_id: "a1", with_parts: true, timeout: 3 },
  answer: z.object({ id: z.string() }),
  request: ({ thing_id, with_parts, timeout }) => ({ path: `/things/${thing_id}`, query: { with_parts, timeout } }),
});

const things = defineApiMethod({
  name: "things",
  description: "All things.",
  endpoint: "GET /things",
  reference: "toy.md section 1",
  params: z.strictObject({
    limit: wholeNumber(1, 2).default(2).describe("Things per page."),
    after: wholeNumber(0, 100).default(0).describe("Things to leave out."),
    kinds: wordList(3).optional().describe("Only of these kinds."),
  }),
  example: { kinds: ["x", "y"] },
  answer: z.object({ things: z.array(z.object({ id: z.number() })), next: z.number().nullable() }),
  paging: {
    items: ({ things: items }) => items,
    next: ({ next }) => (next === null ? undefined : { after: next }),
  },
  request: ({ limit, after, kinds }) => ({ path: "/things", query: { limit, after, kinds: kinds?.join("+") } }),
});

const make = defineApiMethod({
  name: "make",
  description: "Makes things.",
  endpoint: "POST /things",
  reference: "toy.md section 2",
  effect: "write",
  params: z.strictObject({ parts: z.array(z.strictObject({ size: z.number() })).describe("Parts.") }),
  example: { parts: [{ size: 1.5 }] },
  answer: z.object({ made: z.number() }),
  request: ({ parts }) => ({ method: "POST", path: "/things", body: parts }),
});

const secret = defineApiMethod({
  name: "secret",
  description: "Needs a key.",
  endpoint: "GET /secret",
  reference: "toy.md section 3",
  auth: "toy",
  params: z.strictObject({}),
  example: {},
  answer: z.object({}),
  request: () => ({ path: "/secret" }),
});

const ticks = defineApiStream({
  name: "ticks",
  description: "A number, again and again.",
  channel: "/ticks",
  reference: "toy.md section 4",
  params: z.strictObject({ step: wholeNumber(1, 9).default(1).describe("From one to the next.") }),
  example: { step: 2 },
  open: ({ step }, sink: StreamSink, { drive }: { drive: ToyDrive }) => drive(sink, step),
});

/** Plays the stream: what a test makes the venue say. */
export type ToyDrive = (sink: StreamSink, step: number) => { close(): Promise<void> };

/** A venue of a few methods and a stream, answered by `fetch` and `drive`. */
export function toyProvider(fetch: FetchFunction, drive: ToyDrive = () => ({ close: async () => {} })): Provider {
  const group: ApiGroup = {
    name: "toys",
    title: "Toys",
    description: "Things to play with.",
    baseUrl: "https://toys.test",
    streamUrl: "wss://toys.test/ws",
    methods: [thing, things, make, secret],
    streams: [ticks],
    open: ({ baseUrl = "https://toys.test", drift } = {}) => {
      const config = HttpConfig.parse({ retry: { attemptsMax: 1 } });
      const client = new ApiClient({
        source: "toy",
        baseUrl,
        config,
        fetch,
        methods: group.methods,
        credentialHints: { toy: "set TOY_KEY" },
        ...(drift && { drift }),
      });
      return {
        client,
        stream: (_, params, sink) => ok(ticks.open(ticks.params.parse(params), sink, { drive })),
        close: () => client.close(),
      };
    },
  };
  return {
    name: "toy",
    title: "Toy venue",
    description: "A venue for tests.",
    groups: [fromApiGroup(group), { ...fromApiGroup(group), name: "games", description: "Other things." }],
    keyVariables: ["TOY_KEY"],
    readCredentials: () => ok(NO_CREDENTIALS),
  };
}

export function toyError(): VenueError {
  return new VenueError("auth", "never", "toy ticks: the key must be known", { hint: "set TOY_KEY" });
}
