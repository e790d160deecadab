import { expect, test } from "bun:test";
import { z } from "zod";
import { defineApiStream, type OpenStream, type StreamSink } from "./api-stream.ts";
import { wholeNumber } from "./parameter-schemas.ts";
import { openStreamOf } from "./stream-group.ts";

const opened: unknown[] = [];
const silence: OpenStream = { close: async () => {} };
const sink: StreamSink = { message: () => {}, status: () => {}, ended: () => {} };
const ticks = defineApiStream({
  name: "ticks",
  description: "Ticks.",
  channel: "ticks",
  reference: "made up",
  params: z.strictObject({ every: wholeNumber(1, 9).default(3).describe("Seconds.") }),
  example: {},
  open: (params, _, parts: { readonly url: string }) => {
    opened.push([params, parts]);
    return silence;
  },
});
const open = (name: string, params: unknown) =>
  openStreamOf("toy", [ticks], { name, params, sink }, { url: "ws://toy.test" });

test("openStreamOf: default: checked parameters and the group's parts reach the stream", () => {
  expect(open("ticks", { every: "5" })).toEqual({ ok: true, value: silence });
  expect(opened).toEqual([[{ every: 5 }, { url: "ws://toy.test" }]]);
});

test("openStreamOf: error: an unknown stream or parameter opens nothing", () => {
  opened.length = 0;
  const unknown = open("tocks", {});
  const misfit = open("ticks", { every: 0 });
  expect(unknown.ok ? "" : unknown.error.hint).toBe("streams of toy: ticks");
  expect(misfit.ok ? "" : misfit.error.message).toStartWith("toy ticks: parameter every: ");
  expect(opened).toEqual([]);
});
