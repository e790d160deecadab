import { expect, test } from "bun:test";
import { formatCustomSourceProblem, loadCustomSource } from "./load-custom-source.ts";

const GOOD = `name: fx-rates
description: Reference rates.
url: https://rates.test/v1
requestsPerMinute: 20
headers:
  Authorization: { env: FX_TOKEN, prefix: "Bearer " }
methods:
  - name: rate
    path: /latest/{base}
    query: { symbols: "{quote}" }
    parameters:
      base: { description: What is priced. }
      quote: { default: USD }
    metrics:
      - name: fx_rate
        unit: ratio
        value: $.rates[0].rate
        labels: { currency: "{quote}", symbol: $.base }
        time: { path: $.date, format: iso }
`;

/** Returns the problems with the good description after replacing one of its texts. */
function problemsAfter(before: string, after: string): string[] {
  expect(GOOD).toContain(before);
  const loaded = loadCustomSource(GOOD.replace(before, after), "sources/fx.yaml");
  return loaded.ok ? [] : loaded.error.map(formatCustomSourceProblem);
}

test("loadCustomSource: default: with what was left out", () => {
  const loaded = loadCustomSource(GOOD, "fx.yaml");
  if (!loaded.ok) throw new Error(loaded.error.map(formatCustomSourceProblem).join("\n"));
  expect(loaded.value).toMatchObject({ name: "fx-rates", enabled: true, url: "https://rates.test/v1" });
  expect(loaded.value.methods[0]?.metrics[0]).toMatchObject({ scale: 1, optional: false });
});

test.each([
  ["name: fx-rates", "name: FX", "sources/fx.yaml:1:7: name: must be in lower case"],
  ["name: fx-rates", "name: coingecko", "sources/fx.yaml:1:7: name: must not be the name of a shipped source"],
  ["https://rates.test/v1", "http://rates.test/v1", "sources/fx.yaml:3:6: url: must be https"],
  ["https://rates.test/v1", "https://u:secret-pw@rates.test", "sources/fx.yaml:3:6: url: must be https"],
  ["requestsPerMinute", "requestPerMinute", "sources/fx.yaml:4:19: requestPerMinute: is not a setting of a source"],
  ['{ env: FX_TOKEN, prefix: "Bearer " }', "secret-pw", "sources/fx.yaml:6:18: headers.Authorization: "],
  ["FX_TOKEN", "fx_token", "headers.Authorization.env: must be the name of an environment variable"],
  ["Authorization", "Host", "headers.Host: must not be a header of the connection"],
  ["path: /latest", "path: latest", "sources/fx.yaml:9:11: methods.0.path: must begin with a slash"],
  ["/latest/{base}", "/latest/{bass}", "sources/fx.yaml:9:11: methods.0.path: {bass} must be one of the parameters"],
  ["/latest/{base}", "/latest", "sources/fx.yaml:12:13: methods.0.parameters.base: must stand as {base}"],
  ["$.rates[0].rate", "$.rates[*]", "sources/fx.yaml:17:16: methods.0.metrics.0.value: a path goes on with"],
  ["symbol: $.base", "symbol: $..base", "methods.0.metrics.0.labels.symbol: a path goes on with"],
  ["unit: ratio", "unit: '1 USD'", "methods.0.metrics.0.unit: must be a unit such as"],
  ["format: iso", "format: rfc", "methods.0.metrics.0.time.format: "],
  ["    metrics:\n", "    metrics: []\n    more:\n", "methods.0.metrics: "],
  ["description: Reference", "description: &x Reference", ""],
])("loadCustomSource: error: %s → %s", (before, after, expected) => {
  const problems = problemsAfter(before, after);
  if (expected === "") expect(problems).toEqual([]);
  else expect(problems.join("\n")).toContain(expected);
  expect(problems.join("\n")).not.toContain("secret-pw");
});

test("loadCustomSource: error: every problem of a file at once", () => {
  const text = GOOD.replace("name: fx-rates", "name: FX")
    .replace("unit: ratio", "unit: ''")
    .replace("/latest", "latest");
  const loaded = loadCustomSource(text, "fx.yaml");
  expect(loaded.ok ? [] : loaded.error.map(({ path }) => path)).toEqual([
    "name",
    "methods.0.path",
    "methods.0.metrics.0.unit",
  ]);
});

test.each([
  ["duplicate keys", "name: a\nname: b\n", "2:1: not valid YAML"],
  ["no map", "[", "not valid YAML"],
  ["an alias", "name: &a x\ndescription: *a\n", "no anchors and aliases"],
  ["two documents", "name: a\n---\nname: b\n", "not valid YAML"],
  ["nothing", "", "1:1: "],
  ["too much", `# ${"x".repeat(70_000)}`, "at most 65536 bytes"],
  ["brackets too deep", `name: ${"[".repeat(30_000)}`, "at most 16 levels"],
  ["dashes too deep", `${"- ".repeat(30_000)}x`, "at most 16 levels"],
])("loadCustomSource: error: %s", (_, text, message) => {
  const loaded = loadCustomSource(text, "fx.yaml");
  expect(loaded.ok ? "" : loaded.error.map(formatCustomSourceProblem).join("\n")).toContain(message);
});

test("loadCustomSource: behavior: the README's example is one", async () => {
  const readme = await Bun.file(`${import.meta.dir}/../../README.md`).text();
  const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(loadCustomSource(example, "README.md")).toMatchObject({ ok: true, value: { name: "fx-rates" } });
});
