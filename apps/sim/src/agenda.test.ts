import { expect, test } from "bun:test";
import fc from "fast-check";
import { Agenda } from "./agenda.ts";

test("Agenda: behavior: runs in order of time, equal times in order of making", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (times) => {
      const agenda = new Agenda();
      const ran: [number, number][] = [];
      for (const [i, time] of times.entries()) agenda.add(time, (timeUs) => void ran.push([timeUs, i]));
      while (agenda.runNext());
      const expected = times.map((time, i) => [time, i] as [number, number]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(ran).toEqual(expected);
    }),
  );
});

test("Agenda.nextUs: behavior: infinite when nothing is planned", () => {
  const agenda = new Agenda();
  expect(agenda.nextUs).toBe(Number.POSITIVE_INFINITY);
  expect(agenda.runNext()).toBe(false);
});
