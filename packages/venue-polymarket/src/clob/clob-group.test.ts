import { expect, test } from "bun:test";
import { ok } from "@augury/core";
import type { SignedParts } from "@augury/net";
import { CLOB_GROUP, openClob } from "./clob-group.ts";
import { mintL2, signBelow } from "./credentials.ts";

const PARTS: SignedParts = { method: "GET", path: "/clob/data/orders", query: "a=1", body: "", timeMs: 5 };

test("signBelow: behavior: the signature covers the path below the base address", async () => {
  const seen: string[] = [];
  const mint = async ({ path }: SignedParts) => {
    seen.push(path);
    return ok({});
  };
  await signBelow("https://clob.polymarket.com", mint)(PARTS);
  await signBelow("http://127.0.0.1:1/clob/", mint)(PARTS);
  await signBelow("http://127.0.0.1:1/other", mint)(PARTS);
  expect(seen).toEqual(["/clob/data/orders", "/data/orders", "/clob/data/orders"]);
});

test("mintL2: default: the venue's time, the method, the path and the body", async () => {
  const signer = { headers: (...args: unknown[]) => ({ signed: args.join(" ") }) };
  expect(await mintL2(signer)({ ...PARTS, body: "[]" })).toEqual(ok({ signed: "5 GET /clob/data/orders []" }));
});

test("openClob: error: a private call without a key, and streams, say what to do", async () => {
  const opened = openClob({ baseUrl: "http://127.0.0.1:9" });
  const answer = await opened.client?.call("orders");
  expect(answer?.ok === false && [answer.error.code, answer.error.hint]).toEqual([
    "auth",
    "an API key is needed: make one with create-api-key, or derive it with derive-api-key",
  ]);
  const stream = opened.stream("market", {}, { message: () => {}, status: () => {}, ended: () => {} });
  expect(stream.ok === false && stream.error.hint).toContain("group ws");
  opened.close();
  expect(CLOB_GROUP.streams).toEqual([]);
});
