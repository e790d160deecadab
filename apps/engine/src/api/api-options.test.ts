import { expect, test } from "bun:test";
import { ApiConfig, MetricsConfig } from "../config/process-config.ts";
import { toApiOptions } from "./api-options.ts";

const metrics = MetricsConfig.parse({});

test("toApiOptions: behavior: on a loopback address only loopback names and configured origins are answered", () => {
  const { hosts } = toApiOptions(ApiConfig.parse({ origins: ["https://Ops.example:8443"] }), { metrics });
  expect([...(hosts ?? [])].sort()).toEqual(["127.0.0.1", "::1", "localhost", "ops.example"]);
});

test("toApiOptions: behavior: on any other address every name is answered", () => {
  expect(toApiOptions(ApiConfig.parse({ host: "0.0.0.0" }), { metrics }).hosts).toBeUndefined();
});

test("toApiOptions: behavior: the token is passed on only if there is one", () => {
  expect("token" in toApiOptions(ApiConfig.parse({}), { metrics })).toBe(false);
  expect(toApiOptions(ApiConfig.parse({}), { metrics, token: "t" }).token).toBe("t");
});
