import { expect, test } from "bun:test";
import fc from "fast-check";
import { ChaosDial } from "./chaos-dial.ts";
import { Fault } from "./fault.ts";
import { type FrameSocket, SimConnection } from "./sim-connection.ts";

/** A socket that answers as it is told: accept, queue under back-pressure, or drop. */
class ScriptedSocket implements FrameSocket {
  readonly taken: string[] = [];
  bufferedBytes = 0;
  closedWith: number | "terminated" | undefined;

  constructor(private readonly answers: ("accept" | "queue" | "drop")[] = []) {}

  send(text: string): number {
    const answer = this.answers.shift() ?? "accept";
    if (answer === "drop") return 0;
    this.taken.push(text);
    if (answer === "accept") return text.length;
    this.bufferedBytes = 2 << 20;
    return -1;
  }

  buffered(): number {
    return this.bufferedBytes;
  }

  cork(write: () => void): void {
    write();
  }

  close(code: number): void {
    this.closedWith = code;
  }

  terminate(): void {
    this.closedWith = "terminated";
  }
}

function open(socket: FrameSocket, fault?: unknown, now = { ms: 0 }): SimConnection {
  const dial = new ChaosDial(1);
  if (fault) dial.arm(Fault.parse(fault), now.ms);
  return new SimConnection(1, socket, dial, () => now.ms);
}

function sendAll(connection: SimConnection, texts: readonly string[]): void {
  for (const text of texts) connection.send(text, "delta");
  connection.flush();
}

test("SimConnection.flush: behavior: whatever the socket answers, every frame goes out once and in order", () => {
  const anyAnswers = fc.array(fc.constantFrom("accept" as const, "queue" as const, "drop" as const), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(anyAnswers, fc.integer({ min: 1, max: 200 }), (answers, count) => {
      const socket = new ScriptedSocket([...answers]);
      const connection = open(socket);
      const texts = Array.from({ length: count }, (_, i) => `frame ${i}`);
      sendAll(connection, texts);
      for (let drains = 0; connection.isBlocked && drains < 700; drains++) {
        socket.bufferedBytes = 0;
        connection.flush();
      }
      expect(socket.taken).toEqual(texts);
      expect(connection.stats.framesSent).toBe(count);
      expect(connection.backlog).toBe(0);
    }),
  );
});

test("SimConnection.flush: behavior: a full socket gets nothing more until it drains", () => {
  const socket = new ScriptedSocket(["queue"]);
  const connection = open(socket);
  sendAll(connection, ["a", "b", "c"]);
  expect([socket.taken.length, connection.isBlocked, connection.backlog]).toEqual([1, true, 2]);
  socket.bufferedBytes = 0;
  connection.flush();
  expect(socket.taken).toEqual(["a", "b", "c"]);
});

test.each([
  ["drop", ["b", "c"]],
  ["duplicate", ["a", "a", "b", "c"]],
  ["reorder", ["b", "a", "c"]],
] as const)("SimConnection.send: behavior: %s", (fault, expected) => {
  const socket = new ScriptedSocket();
  sendAll(open(socket, { fault }), ["a", "b", "c"]);
  expect(socket.taken).toEqual([...expected]);
});

test("SimConnection.send: behavior: truncate loses the frame's end, garbage comes extra", () => {
  const cut = new ScriptedSocket();
  sendAll(open(cut, { fault: "truncate" }), ['{"a":1}', "b"]);
  expect(cut.taken).toHaveLength(2);
  expect('{"a":1}'.startsWith(cut.taken[0] as string) && cut.taken[0] !== '{"a":1}').toBe(true);
  const dirty = new ScriptedSocket();
  sendAll(open(dirty, { fault: "garbage" }), ['{"a":1}', "b"]);
  expect(dirty.taken).toHaveLength(3);
  expect(dirty.taken.slice(1)).toEqual(['{"a":1}', "b"]);
});

test("SimConnection.send: behavior: slow delivery keeps the order and ends with what was held", () => {
  const now = { ms: 0 };
  const socket = new ScriptedSocket();
  const connection = open(socket, { fault: "slow", args: { delayMs: 100, durationMs: 50 } }, now);
  sendAll(connection, ["a"]);
  now.ms = 60;
  sendAll(connection, ["b"]);
  expect(socket.taken).toEqual([]);
  now.ms = 100;
  connection.flush();
  expect(socket.taken).toEqual(["a", "b"]);
});

test("SimConnection.stallUntil: behavior: answers pass, data does not", () => {
  const now = { ms: 0 };
  const socket = new ScriptedSocket();
  const connection = open(socket, undefined, now);
  connection.stallUntil(10);
  connection.send("data", "delta");
  connection.send("PONG", "reply");
  now.ms = 10;
  connection.send("later", "delta");
  connection.flush();
  expect(socket.taken).toEqual(["PONG", "later"]);
  expect(connection.stats.framesSwallowed).toBe(1);
});

test("SimConnection.silenceUntil: behavior: nothing passes", () => {
  const socket = new ScriptedSocket();
  const connection = open(socket);
  connection.silenceUntil(10);
  connection.send("PONG", "reply");
  connection.flush();
  expect([socket.taken.length, connection.isSilent]).toEqual([0, true]);
});

test("SimConnection.close: behavior: with a code a close frame, without one a broken line", () => {
  const polite = new ScriptedSocket();
  open(polite).close(1012);
  const rude = new ScriptedSocket();
  const connection = open(rude);
  connection.close();
  connection.send("late", "delta");
  connection.flush();
  expect([polite.closedWith, rude.closedWith, rude.taken.length]).toEqual([1012, "terminated", 0]);
});
