import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StreamSink } from "@augury/net";
import { FakeIo } from "./fake-io.ts";
import { runProvider } from "./run-provider.ts";
import { type ToyDrive, toyError, toyProvider } from "./toy-provider.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = (url: URL, init: { readonly method: string; readonly body?: string }) => Response | Error;

const PAGES: Answer = (url) => {
  const after = Number(url.searchParams.get("after"));
  const limit = Number(url.searchParams.get("limit"));
  const ids = [0, 1, 2, 3, 4].slice(after, after + limit);
  return Response.json({ things: ids.map((id) => ({ id })), next: after + limit < 5 ? after + limit : null });
};

/** Runs a command line against a venue that answers with `answer`. */
async function run(args: string, answer: Answer = () => Response.json({ id: "a1" }), io = new FakeIo()) {
  const asked: string[] = [];
  const provider = toyProvider(async (url, init) => {
    asked.push(`${init.method} ${url}${init.body === undefined ? "" : ` ${init.body}`}`);
    const reply = answer(new URL(url), init);
    if (reply instanceof Error) throw reply;
    return reply;
  }, saying(20));
  const status = await runProvider(provider, args === "" ? [] : args.split(" "), io);
  return { status, asked, io, out: io.out, complaints: io.complaints };
}

/** Runs a stream that `drive` plays. */
async function runStream(args: string, drive: ToyDrive, io = new FakeIo()) {
  const provider = toyProvider(async () => Response.json({}), drive);
  const status = await runProvider(provider, `toys ticks ${args}`.trim().split(" "), io);
  return { status, out: io.out, complaints: io.complaints };
}

test("runProvider: default: calls the method, JSON into a pipe, a table on a screen", async () => {
  const piped = await run("toys thing a1");
  expect(piped).toMatchObject({ status: 0, out: '{\n  "id": "a1"\n}\n', complaints: [] });
  expect(piped.asked).toEqual(["GET https://toys.test/things/a1?with_parts=false"]);
  expect((await run("toys thing a1", undefined, new FakeIo({}, true))).out).toBe("id  a1\n");
  expect((await run("toys thing a1 --compact", undefined, new FakeIo({}, true))).out).toBe('{"id":"a1"}\n');
  expect((await run("toys thing a1 --table")).out).toBe("id  a1\n");
});

test("runProvider: behavior: parameters as flags in any spelling, as name=value, as plain words, from a file", async () => {
  const file = join(folder, "id.txt");
  writeFileSync(file, "z9\n");
  const path = async (args: string) =>
    (await run(`toys thing ${args}`)).asked[0]?.replace("GET https://toys.test/things/", "");
  expect(await path("--thing-id a1")).toBe("a1?with_parts=false");
  expect(await path("--thing_id=a1 --with-parts")).toBe("a1?with_parts=true");
  expect(await path("thing_id=a1 --withParts false")).toBe("a1?with_parts=false");
  expect(await path("--with-parts a1 timeout=3")).toBe("a1?with_parts=true&timeout=3");
  expect(await path(`--thing-id @${file}`)).toBe("z9?with_parts=false");
});

test("runProvider: behavior: one page by default, --limit and --all read on", async () => {
  const one = await run("toys things", PAGES);
  expect(one.io.json()).toEqual([{ id: 0 }, { id: 1 }]);
  expect(one.complaints).toEqual(["2 of more: --limit N or --all reads on"]);
  const three = await run("toys things --limit 3", PAGES);
  expect(three.io.json()).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
  expect(three.complaints).toEqual(["3 items of 2 pages, there are more"]);
  const all = await run("toys things --all", PAGES);
  expect([all.asked.length, all.complaints]).toEqual([3, ["5 items of 3 pages"]]);
  // A limit that fits the method's own page size is asked for at once; its own parameter still wins.
  expect((await run("toys things --limit 1", PAGES)).asked[0]).toContain("limit=1&");
  expect((await run("toys things --all limit=1", PAGES)).asked.length).toBe(5);
});

test("runProvider: behavior: what changes something at the venue wants --yes", async () => {
  const refused = await run('toys make [{"size":2}]');
  expect([refused.status, refused.asked, refused.complaints.length]).toEqual([2, [], 1]);
  const done = await run('toys make [{"size":2}] --yes', () => Response.json({ made: 1 }));
  expect([done.status, done.asked]).toEqual([0, ['POST https://toys.test/things [{"size":2}]']]);
});

test("runProvider: behavior: --base-url and variables name another address, checked before anything is sent", async () => {
  const host = async (args: string, env = {}) =>
    (await run(`toys thing a1 ${args}`.trim(), undefined, new FakeIo(env))).asked[0];
  expect(await host("--base-url http://127.0.0.1:9/x")).toStartWith("GET http://127.0.0.1:9/x/things");
  expect(await host("", { TOY_URL: "https://b.test" })).toStartWith("GET https://b.test/things");
  expect(await host("", { TOY_URL: "https://b.test", TOY_TOYS_URL: "https://c.test" })).toStartWith(
    "GET https://c.test/",
  );
  const refused = await run("toys thing a1 --base-url http://example.com");
  expect([refused.status, refused.asked]).toEqual([2, []]);
});

test("runProvider: behavior: keys that would sign for another machine are told of, before anything is sent", async () => {
  const note = async (args: string) => (await run(args)).complaints[0];
  expect(await note("toys secret --base-url https://elsewhere.test")).toBe(
    "note: your keys sign for elsewhere.test, which is not the venue's own address",
  );
  expect(await note("toys secret --base-url http://127.0.0.1:9")).toStartWith("augury toy toys secret: auth: ");
  expect(await note("toys thing a1 --base-url https://elsewhere.test")).toBeUndefined();
});

test("runProvider: behavior: --drift names unknown fields, and only them", async () => {
  const { complaints } = await run("toys thing a1 --drift", () => Response.json({ id: "a1", novel: 1 }));
  expect(complaints).toEqual(["drift: novel (number), 1 time"]);
  expect((await run("toys thing a1 --drift")).complaints).toEqual(["drift: none, every field is known"]);
});

test("runProvider: error: wrong use is one line with advice, status 2, nothing sent", async () => {
  const cases: [string, string][] = [
    ["", "which group of toy? toys, games"],
    ["toyz", '"toyz" is no group of toy; did you mean toys?'],
    ["toys", "which command of toy toys? thing, things"],
    ["toys thinq", "did you mean thing?"],
    ["toys thing", "thing: thing_id is missing: The thing's id. See --help"],
    ["toys thing a", "parameter thing_id: Too small"],
    ["toys thing a1 b2", 'unexpected argument "b2"'],
    ["toys thing a1 --with-part", "unknown option --with-part; did you mean --with-parts?"],
    ["toys thing --thing-id", "--thing-id needs a value"],
    ["toys thing --thing-id @/no/such/file", "cannot read the file"],
    ["toys thing a1 --timeout soon", "--timeout is a time such as"],
    ["toys things --limit 0", "--limit is a whole number"],
    ["toys things --kinds a,b,c,d", "parameter kinds: must be 1 to 3 words"],
    ["toys ticks --messages none", "--messages is a whole number"],
  ];
  for (const [args, advice] of cases) {
    const { status, asked, complaints, out } = await run(args);
    expect({ args, status, asked, out, lines: complaints.length }).toEqual({
      args,
      status: 2,
      asked: [],
      out: "",
      lines: 1,
    });
    expect(complaints[0]).toContain(advice);
    expect(complaints[0]).toStartWith("augury toy: ");
  }
});

test("runProvider: error: each kind of failure has its status, and one line with code and hint", async () => {
  const status = (code: number) => () => Response.json({ error: "no" }, { status: code });
  const cases: [Answer, number, string][] = [
    [status(401), 3, "auth: "],
    [status(429), 4, "rate_limited: "],
    [status(404), 5, "not_found: "],
    [status(503), 6, "venue_down: "],
    [() => new Error("refused"), 6, "network: "],
    [
      () => new Response("<html>Just a moment...</html>", { status: 403, headers: { "cf-mitigated": "challenge" } }),
      7,
      "blocked: ",
    ],
    [status(400), 1, "rejected: "],
    [() => Response.json({ id: 1 }), 1, "bad_payload: "],
  ];
  for (const [answer, expected, code] of cases) {
    const { status: got, out, complaints } = await run("toys thing a1", answer);
    expect({ code, got, out, lines: complaints.length }).toEqual({ code, got: expected, out: "", lines: 1 });
    expect(complaints[0]).toStartWith(`augury toy toys thing: ${code}`);
  }
});

test("runProvider: error: a missing key says which one to set", async () => {
  const { status, asked, complaints } = await run("toys secret");
  expect([status, asked]).toEqual([3, []]);
  expect(complaints[0]).toContain("set TOY_KEY");
});

test("runProvider: behavior: --help at every level, with an example that the command line itself reads", async () => {
  for (const args of [
    "--help",
    "help",
    "toys --help",
    "toys thing --help",
    "toys things a --help",
    "toys ticks -h",
    "toys make --help",
  ]) {
    const { status, asked, out } = await run(args);
    expect({ args, status, asked }).toEqual({ args, status: 0, asked: [] });
    expect(out).toContain("usage: bun run augury toy");
    const [, example = ""] = /^ {2}\$ bun run augury toy (.*)$/m.exec(out) ?? [];
    const words = example.replaceAll("'", "").split(" ");
    const again = await run(words.join(" "), PAGES);
    expect({ args, example, complaint: again.complaints[0] ?? "" }).not.toMatchObject({
      complaint: expect.stringContaining("see --help"),
    });
  }
});

/** Says `times` numbers as soon as the stream is open. */
function saying(times: number, then: (sink: StreamSink) => void = () => {}): ToyDrive {
  return (sink, step) => {
    queueMicrotask(() => {
      sink.status("connected");
      for (let at = 1; at <= times; at++) sink.message({ topic: "tick", value: { at: at * step }, receivedTimeUs: at });
      then(sink);
    });
    return { close: async () => sink.ended(undefined) };
  };
}

test("runStream: default: ends after so many messages, one line of JSON each, with a count", async () => {
  const { status, out, complaints } = await runStream("--messages 2 --step 3", saying(5));
  expect(status).toBe(0);
  expect(
    out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { topic: "tick", receivedTimeUs: 1, value: { at: 3 } },
    { topic: "tick", receivedTimeUs: 2, value: { at: 6 } },
  ]);
  expect(complaints).toEqual([expect.stringMatching(/^toy toys ticks: enough messages; 2 messages in \d+\.\d s$/)]);
});

test("runStream: behavior: ten messages unless said otherwise", async () => {
  expect((await runStream("", saying(20))).out.trim().split("\n")).toHaveLength(10);
});

test("runStream: behavior: ends when the time is up", async () => {
  const { status, complaints } = await runStream("--for 1ms", saying(1));
  expect([status, complaints[0]]).toEqual([0, expect.stringContaining("time is up; 1 message in")]);
});

test("runStream: behavior: an interruption ends it cleanly, with what came so far", async () => {
  const io = new FakeIo();
  const { status, out, complaints } = await runStream(
    "--messages all",
    saying(3, () => io.interrupt()),
    io,
  );
  expect([status, out.trim().split("\n").length]).toEqual([0, 3]);
  expect(complaints[0]).toContain("interrupted; 3 messages in");
});

test("runStream: error: a refused key is status 3 with the hint", async () => {
  const { status, complaints } = await runStream(
    "",
    saying(0, (sink) => sink.ended(toyError())),
  );
  expect(status).toBe(3);
  expect(complaints[0]).toContain(
    "auth: toy ticks: the key must be known; set TOY_KEY; keys are looked for in TOY_KEY; 0 messages",
  );
});

test("runStream: behavior: --verbose tells of the connection", async () => {
  expect((await runStream("--messages 1 --verbose", saying(1))).complaints[0]).toBe("toy toys ticks: connected");
});

test("runStream: error: a reader that does not keep up ends it, nothing is dropped silently", async () => {
  const io = new FakeIo();
  const stuck = Promise.withResolvers<void>();
  io.write = () => stuck.promise;
  const running = runStream(
    "--messages all",
    saying(10_001, () => setImmediate(() => stuck.resolve())),
    io,
  );
  const { status, complaints } = await running;
  expect([status, complaints[0]]).toEqual([
    1,
    expect.stringContaining("the reader is 10000 messages behind; 10000 messages"),
  ]);
});
