import { Prng } from "@augury/core";
import { digitsFrom, type Span, spanOfMember, structuralFrom } from "./json-spans.ts";

const text = new TextEncoder();
const bytesOf = (texts: readonly string[]) => texts.map((one) => text.encode(one));

/** Put in place of a run of digits. */
const EXTREMES = bytesOf([
  "0",
  "-0",
  "1",
  "00",
  "01",
  "0.0",
  ".5",
  "5.",
  "+1",
  "-1",
  "1e3",
  "1E-7",
  "1e999",
  "0.00001",
  "0.56000000",
  "0.56001",
  "0.9999",
  "1.0000",
  "10000",
  "4294967296",
  "9007199254740991",
  "9007199254740993",
  "999999999.999999",
  "9007199254.740993",
  "9".repeat(400),
  `0.${"0".repeat(300)}1`,
  "NaN",
  "Infinity",
  "0x10",
  "null",
  "true",
  "",
]);
/** Put anywhere: what text can be besides ASCII, and what is no text. */
const UNICODE = [
  ...bytesOf([
    "é",
    "€",
    "😀",
    "\u0000",
    "\u007f",
    "\u2028",
    "\ufeff",
    "\\u0030",
    "\\ud83d",
    "\\ud83d\\ude00",
    "\\",
    '\\"',
    "\\x",
  ]),
  Uint8Array.of(0x80),
  Uint8Array.of(0xc3),
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
];
const SPACES = bytesOf([" ", "\n", "\t", "\r\n", "   ", "\u00a0", "\f"]);
const MEMBERS = bytesOf([
  '"new":null,',
  '"new":[1,-2.5e-3,true,false,{"a":"\\u00e9"}],',
  '"new":"a\\"b\\\\",',
  '"__proto__":{"side":"no"},',
  '"":"",',
  '"new":tru,',
  '"new":01,',
  '"type":"trade",',
  '"event_type":"book",',
]);
const PUNCTUATION = text.encode('{}[]",:.-+0123456789eE \t\n\\\u0000\u007f');
const NOTHING = new Uint8Array(0);
/** How deep a nested value goes: past any recursion that a parser could afford to do by accident. */
const DEPTHS = [2, 20, 200, 20_000] as const;
/** Frames stay below this, whatever is inserted: the session refuses larger ones too. */
const FRAME_BYTES_MAX = 1024 * 1024;

type Mutation = (random: Prng, frame: Uint8Array, corpus: readonly Uint8Array[]) => Uint8Array;

/** Each kind of damage with its weight. What leaves a frame valid is as frequent as what breaks it: both ways must agree. */
const MUTATIONS: readonly (readonly [weight: number, mutate: Mutation])[] = [
  [3, flipBit],
  [3, setByte],
  [2, cut],
  [2, splice],
  [2, graft],
  [2, remove],
  [2, insert],
  [12, changeDigit],
  [6, extreme],
  [3, unicode],
  [10, space],
  [8, duplicateMember],
  [10, swapMembers],
  [4, insertMember],
  [1, nest],
  [1, repeatPart],
];
const DECK: readonly Mutation[] = MUTATIONS.flatMap(([weight, mutate]) => new Array<Mutation>(weight).fill(mutate));

/** Makes damaged, odd and valid variants of frames. One seed, one sequence. */
export class Mutator {
  private readonly random: Prng;

  constructor(
    seed: number,
    private readonly corpus: readonly Uint8Array[],
  ) {
    this.random = new Prng(seed);
  }

  /** Returns the next variant: mostly one mutation, up to four. */
  next(): Uint8Array {
    const { corpus, random } = this;
    let frame = random.pick(corpus);
    for (let more = true; more; more = random.chance(0.35)) {
      const mutated = random.pick(DECK)(random, frame, corpus);
      if (mutated.length <= FRAME_BYTES_MAX) frame = mutated;
    }
    return frame;
  }
}

function replace(frame: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const out = new Uint8Array(frame.length - removed + inserted.length);
  out.set(frame.subarray(0, at));
  out.set(inserted, at);
  out.set(frame.subarray(at + removed), at + inserted.length);
  return out;
}

function place(random: Prng, frame: Uint8Array): number {
  return frame.length === 0 ? 0 : random.int(0, frame.length - 1);
}

function flipBit(random: Prng, frame: Uint8Array): Uint8Array {
  const at = place(random, frame);
  return replace(frame, at, Math.min(1, frame.length), Uint8Array.of((frame[at] ?? 0) ^ (1 << random.int(0, 7))));
}

function setByte(random: Prng, frame: Uint8Array): Uint8Array {
  const byte = PUNCTUATION[random.int(0, PUNCTUATION.length - 1)] as number;
  return replace(frame, place(random, frame), Math.min(1, frame.length), Uint8Array.of(byte));
}

function cut(random: Prng, frame: Uint8Array): Uint8Array {
  const at = place(random, frame);
  return random.chance(0.8) ? frame.slice(0, at) : frame.slice(at);
}

/** The head of one frame and the tail of another. */
function splice(random: Prng, frame: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array {
  const other = random.pick(corpus);
  const at = place(random, frame);
  return replace(frame, at, frame.length - at, other.subarray(place(random, other)));
}

/** A piece of another frame in this one's place. */
function graft(random: Prng, frame: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array {
  const other = random.pick(corpus);
  const from = place(random, other);
  const at = place(random, frame);
  const removed = Math.min(random.int(0, 40), frame.length - at);
  return replace(frame, at, removed, other.subarray(from, from + random.int(1, 40)));
}

function remove(random: Prng, frame: Uint8Array): Uint8Array {
  const at = place(random, frame);
  return replace(frame, at, Math.min(random.int(1, 6), frame.length - at), NOTHING);
}

function insert(random: Prng, frame: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from({ length: random.int(1, 6) }, () => random.int(0, 255));
  return replace(frame, place(random, frame), 0, bytes);
}

function changeDigit(random: Prng, frame: Uint8Array): Uint8Array {
  const digits = digitsFrom(frame, place(random, frame));
  if (!digits) return frame;
  return replace(frame, random.int(digits.start, digits.end - 1), 1, Uint8Array.of(0x30 + random.int(0, 9)));
}

function extreme(random: Prng, frame: Uint8Array): Uint8Array {
  const digits = digitsFrom(frame, place(random, frame));
  return digits ? replaceSpan(frame, digits, random.pick(EXTREMES)) : frame;
}

function unicode(random: Prng, frame: Uint8Array): Uint8Array {
  return replace(frame, place(random, frame), 0, random.pick(UNICODE));
}

function space(random: Prng, frame: Uint8Array): Uint8Array {
  const at = structuralFrom(frame, place(random, frame));
  return at < 0 ? frame : replace(frame, at + random.int(0, 1), 0, random.pick(SPACES));
}

/** `"key":value` twice in one object, the later or the earlier one perhaps with other digits: the last one counts. */
function duplicateMember(random: Prng, frame: Uint8Array): Uint8Array {
  const member = spanOfMember(frame, place(random, frame));
  if (!member) return frame;
  const copy = frame.slice(member.start, member.end);
  const changed = random.chance(0.5) ? changeDigit(random, copy) : copy;
  return replace(
    frame,
    random.chance(0.5) ? member.start : startOfAnother(random, frame, member),
    0,
    withComma(changed),
  );
}

function startOfAnother(random: Prng, frame: Uint8Array, member: Span): number {
  return spanOfMember(frame, random.int(0, member.start))?.start ?? member.start;
}

/** Two neighbors in one object change places. */
function swapMembers(random: Prng, frame: Uint8Array): Uint8Array {
  const first = spanOfMember(frame, place(random, frame));
  if (!first || frame[first.end] !== 0x2c) return frame;
  const second = spanOfMember(frame, first.end);
  if (!second) return frame;
  const between = frame.slice(first.end, second.start);
  const parts = [frame.subarray(second.start, second.end), between, frame.subarray(first.start, first.end)];
  return replaceSpan(frame, { start: first.start, end: second.end }, new Uint8Array(Buffer.concat(parts)));
}

function insertMember(random: Prng, frame: Uint8Array): Uint8Array {
  const member = spanOfMember(frame, place(random, frame));
  return member ? replace(frame, member.start, 0, random.pick(MEMBERS)) : frame;
}

/** A value nested deep, whole or with its end missing. */
function nest(random: Prng, frame: Uint8Array): Uint8Array {
  const member = spanOfMember(frame, place(random, frame));
  if (!member) return frame;
  const depth = random.pick(DEPTHS);
  const [open, close] = random.chance(0.5) ? ["[", "]"] : ['{"a":', "}"];
  const ends = random.chance(0.8) ? depth : depth - 1;
  return replace(frame, member.start, 0, text.encode(`"new":${open.repeat(depth)}1${close.repeat(ends)},`));
}

/** A piece of the frame many times over. */
function repeatPart(random: Prng, frame: Uint8Array): Uint8Array {
  const member = spanOfMember(frame, place(random, frame));
  if (!member) return frame;
  const piece = withComma(frame.slice(member.start, member.end));
  const times = Math.min(random.pick([3, 50, 2_000]), Math.floor(FRAME_BYTES_MAX / 4 / piece.length));
  return replace(frame, member.start, 0, new Uint8Array(Buffer.concat(new Array<Uint8Array>(times).fill(piece))));
}

function withComma(member: Uint8Array): Uint8Array {
  return replace(member, member.length, 0, Uint8Array.of(0x2c));
}

function replaceSpan(frame: Uint8Array, { start, end }: Span, inserted: Uint8Array): Uint8Array {
  return replace(frame, start, end - start, inserted);
}
