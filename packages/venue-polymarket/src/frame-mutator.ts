import type { Prng } from "@augury/core";

/** Texts that break parsers, put in place of a number or a value. */
const EXTREMES = [
  "0",
  "1",
  "",
  "-1",
  "0.00001",
  "9007199254740993",
  "1e308",
  "0.9999",
  "00.5",
  "null",
  "\\u0030",
  "999999999.999999",
];
const BYTES = [0x00, 0x20, 0x22, 0x2c, 0x2e, 0x30, 0x39, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xc3, 0xff];

/** Returns a damaged copy of one of the frames: flipped bytes, cuts, splices, repeated keys, extreme numbers. One seed, one sequence. */
export function mutateFrame(prng: Prng, corpus: readonly Uint8Array[]): Uint8Array {
  let frame: Uint8Array = prng.pick(corpus).slice();
  for (let times = prng.int(1, 3); times > 0; times--) frame = mutateOnce(prng, frame, corpus);
  return frame;
}

function mutateOnce(prng: Prng, frame: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array {
  if (frame.length === 0) return frame;
  const at = prng.int(0, frame.length - 1);
  switch (prng.int(0, 7)) {
    case 0:
      frame[at] ^= 1 << prng.int(0, 7);
      return frame;
    case 1:
      frame[at] = prng.pick(BYTES);
      return frame;
    case 2:
      return frame.slice(0, at);
    case 3:
      return splice(frame, at, prng.int(0, 12), new Uint8Array(0));
    case 4: {
      const other = prng.pick(corpus);
      const from = prng.int(0, other.length - 1);
      return splice(frame, at, 0, other.slice(from, from + prng.int(1, 40)));
    }
    case 5:
      return replaceDigits(prng, frame);
    case 6:
      return repeatMember(prng, frame);
    default:
      return splice(frame, at, 0, new Uint8Array([0x20]));
  }
}

function splice(frame: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([frame.subarray(0, at), insert, frame.subarray(at + remove)]));
}

/** Another number in the place of one of the frame's quoted texts. */
function replaceDigits(prng: Prng, frame: Uint8Array): Uint8Array {
  const text = Buffer.from(frame).toString("latin1");
  const numbers = [...text.matchAll(/"\d[\d.]{0,14}"/g)];
  if (numbers.length === 0) return frame;
  const { 0: found, index } = prng.pick(numbers);
  const digits = () => String(prng.int(0, 99_999)).slice(0, prng.int(1, 5));
  const number = prng.chance(0.5) ? prng.pick(EXTREMES) : `${prng.int(0, 2)}.${digits()}`;
  return new Uint8Array(Buffer.from(`${text.slice(0, index)}"${number}"${text.slice(index + found.length)}`, "latin1"));
}

/** The same `"key":"value"` twice in one object, or one key with another's value. */
function repeatMember(prng: Prng, frame: Uint8Array): Uint8Array {
  const text = Buffer.from(frame).toString("latin1");
  const members = [...text.matchAll(/"[a-z_]+":"[^"]*"/g)];
  if (members.length === 0) return frame;
  const here = prng.pick(members);
  const other = prng.pick(members)[0];
  const member = prng.chance(0.5) ? other : here[0].replace(/:".*/, other.slice(other.indexOf(":")));
  return new Uint8Array(Buffer.from(`${text.slice(0, here.index)}${member},${text.slice(here.index)}`, "latin1"));
}
