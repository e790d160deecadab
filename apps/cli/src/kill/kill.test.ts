import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeIo } from "../api/fake-io.ts";
import { runSwitch } from "./command.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-kill-"));
const config = join(folder, "engine.yaml");
writeFileSync(config, `dataDir: ${folder}\nvenues: { kalshi: { markets: discover } }\n`);
const file = join(folder, "KILL");

/** An engine that is killed and resumed, with one token. */
let killed = false;
const heard: string[] = [];
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: async (request) => {
    const verb = new URL(request.url).pathname.replace("/risk/", "");
    heard.push(`${request.method} ${verb} ${await request.text()}`);
    if (request.headers.get("authorization") !== "Bearer right") {
      const problem = { type: "urn:augury:problem:unauthorized", title: "A bearer token is needed", detail: "not it" };
      return Response.json(problem, { status: 401 });
    }
    killed = verb === "kill";
    return Response.json({ killed, killedReason: killed ? "test" : null, ordersOpen: 3 });
  },
});
afterAll(() => {
  server.stop(true);
  rmSync(folder, { recursive: true });
});

async function run(verb: "kill" | "resume", args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  heard.length = 0;
  const io = new FakeIo({ AUGURY_API_URL: server.url.href, AUGURY_API_TOKEN: "right", AUGURY_CONFIG: config, ...env });
  const status = await runSwitch(verb, args, io);
  return { status, out: io.out, complaints: io.complaints };
}

test("kill, resume: default: a running engine is told, with why", async () => {
  expect(await run("kill", ["--reason", "odd fills"])).toEqual({
    status: 0,
    out: "killed; 3 orders open\n",
    complaints: [],
  });
  expect(heard).toEqual(['POST kill {"reason":"odd fills"}']);
  expect((await run("resume")).out).toBe("trading is allowed; 3 orders open\n");
  expect([heard, existsSync(file)]).toEqual([["POST resume {}"], false]);
});

test("kill, resume: behavior: without a token, or without an engine, the file in the data folder says it", async () => {
  const without = { AUGURY_API_TOKEN: "" };
  expect(await run("kill", [], without)).toMatchObject({ status: 0, complaints: [] });
  expect([existsSync(file), heard]).toEqual([true, []]);
  expect((await run("resume", [], without)).out).toContain("KILL is gone");
  expect(existsSync(file)).toBe(false);
  const gone = await run("kill", ["--url", "http://127.0.0.1:1"]);
  expect([gone.status, existsSync(file)]).toEqual([0, true]);
  expect(gone.complaints[0]).toStartWith("augury kill: network: ");
});

test.each<[string, (request: Request) => Response | Promise<Response>, string]>([
  ["hangs", () => new Promise(() => {}), "timeout"],
  ["fails", () => new Response("", { status: 500 }), "venue_down"],
  ["is another service", () => new Response("hello"), "bad_payload"],
])("kill: behavior: the file says it too when what answers %s; resume leaves it alone", async (_, fetch, code) => {
  using other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
  const there = { AUGURY_API_URL: other.url.href };
  const { complaints, status } = await run("kill", [], there);
  expect([status, existsSync(file)]).toEqual([0, true]);
  expect(complaints[0]).toStartWith(`augury kill: ${code}: `);
  expect((await run("resume", [], there)).status).not.toBe(0);
  expect(existsSync(file)).toBe(true);
  rmSync(file);
});

test("kill: error: an engine that does not take the token is not taken for one that is not there", async () => {
  rmSync(file, { force: true });
  const { complaints, out, status } = await run("kill", [], { AUGURY_API_TOKEN: "wrong" });
  expect([status, out, existsSync(file)]).toEqual([3, "", false]);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain("not it");
});
