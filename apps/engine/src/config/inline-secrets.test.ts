import { expect, test } from "bun:test";
import { findInlineSecrets } from "./inline-secrets.ts";

const paths = (value: unknown) => findInlineSecrets(value).map(({ path }) => path.join("."));

test("findInlineSecrets: behavior: by name, in lists and objects, whatever the value is made of", () => {
  const value = { api: { token: "x" }, list: [{ apiSecret: 1234 }], passwords: ["x"], password: ["x", "y"] };
  expect(paths(value)).toEqual(["api.token", "list.0.apiSecret", "password.0", "password.1"]);
});

test("findInlineSecrets: behavior: by what a text looks like", () => {
  expect(paths({ a: "-----BEGIN PRIVATE KEY-----\nMII", b: "https://me:pw@example.com/x" })).toEqual(["a", "b"]);
});

test("findInlineSecrets: behavior: references, public ids and switches are none", () => {
  const value = {
    token: { env: "AUGURY_API_TOKEN" },
    privateKey: { file: "kalshi.pem" },
    tokenIds: ["123", "456"],
    apiToken: null,
    secret: false,
    url: "wss://example.com:443/a:b@c",
  };
  expect(paths(value)).toEqual([]);
});
