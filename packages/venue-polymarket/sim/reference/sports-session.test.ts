import { expect, test } from "bun:test";
import { SportsProtocol } from "../../src/sports/sports-protocol.ts";
import { readWith, SessionRig } from "./session-rig.ts";

test("SportsSession: default: games come unasked and fit our schema; a game that pongs goes on", () => {
  const rig = new SessionRig();
  const session = rig.sports();
  const protocol = new SportsProtocol();
  let games = 0;
  for (let second = 0; second < 30; second++) {
    rig.pass(session, 1);
    for (const { reading, values } of readWith(protocol, rig.take())) {
      games += values.length;
      for (const reply of (reading.kind === "control" && reading.reply) || []) session.receive(reply);
    }
  }
  expect(games).toBe(30);
  expect(rig.closes).toEqual([]);
});

test("SportsSession: behavior: a client that answers no ping is closed after ten seconds", () => {
  const rig = new SessionRig();
  const session = rig.sports();
  rig.pass(session, 14);
  expect(rig.closes).toEqual([]);
  rig.pass(session, 2);
  expect(rig.closes.length).toBeGreaterThan(0);
});
