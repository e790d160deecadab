import { Prng } from "@augury/core";

/** Fragments that parsers of this format are wrong about. */
const FRAGMENTS = [
  '"type":"orderbook_delta",',
  '"type":"trade",',
  '"seq":1,"seq":2,',
  '"sid":1.0,',
  '"seq":1e3,',
  '"seq":-0,',
  '"seq":01,',
  '"seq":9007199254740993,',
  '"ts_ms":null,',
  '"ts_ms":1e999,',
  '"ts":5,',
  '"ts":"2026-02-30T00:00:00Z",',
  '"side":"yes","side":"no",',
  '"side":"\\u006eo",',
  '"pri\\u0063e_dollars":"0.0100",',
  '"price_dollars":"0.560000",',
  '"price_dollars":"0.56001",',
  '"price_dollars":"1.0000",',
  '"price_dollars":"-0.0000",',
  '"price_dollars":" 0.5",',
  '"delta_fp":"-0.00",',
  '"delta_fp":"999999999.999999",',
  '"delta_fp":"9007199254.740993",',
  '"delta_fp":"0.0000001",',
  '"delta_fp":"1.",',
  '"delta_fp":".5",',
  '"delta_fp":"+1",',
  '"count_fp":"0.00",',
  '"is_block_trade":true,',
  '"is_block_trade":"no",',
  '"taker_outcome_side":null,',
  '"market_id":"",',
  '"market_id":null,',
  '"yes":[[1,2]],',
  '"yes_dollars_fp":[],',
  '"no_dollars_fp":[["0.5000","1.00"],["0.50","2.00"]],',
  '"no_dollars_fp":null,',
  '"extra":{"a":[1,-2.5e-3,true,null,"\\ud83d\\ude00"],"b":{}},',
  '"extra":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],',
  '"extra":"a\\"b",',
  '"extra":tru,',
  '"__proto__":{"side":"no"},',
  '"msg":{},',
  "\u00e9",
  "\t\n ",
];
const PUNCTUATION = new TextEncoder().encode('{}[]",:.-+0123456789eE \t\n\\\u0000\u007f');

/** Makes broken, odd and valid variants of frames: byte flips, cuts, splices, repeated keys, extreme numbers, white space. Seeded. */
export class FrameMutator {
  private readonly random: Prng;

  constructor(
    seed: number,
    private readonly frames: readonly Uint8Array[],
  ) {
    this.random = new Prng(seed);
  }

  /** Returns the next variant: one to three mutations of one of the frames. */
  next(): Uint8Array {
    let frame = this.random.pick(this.frames);
    for (let left = this.random.int(1, 3); left > 0; left--) frame = this.mutate(frame);
    return frame;
  }

  private mutate(frame: Uint8Array): Uint8Array {
    const { random } = this;
    const at = random.int(0, Math.max(0, frame.length - 1));
    switch (random.int(0, 8)) {
      case 0:
        return this.set(frame, at, frame[at] ^ (1 << random.int(0, 7)));
      case 1:
        return this.set(frame, at, random.pick([...PUNCTUATION]));
      case 2:
        return frame.slice(0, at);
      case 3:
        return this.splice(frame, at, random.int(1, 4), new Uint8Array(0));
      case 4:
        return this.digit(frame);
      case 5:
        return this.graft(frame, at);
      case 6:
        return this.insertFragment(frame);
      case 7:
        return this.space(frame);
      default:
        return this.swapFields(frame);
    }
  }

  private set(frame: Uint8Array, at: number, byte: number): Uint8Array {
    const out = frame.slice();
    out[at] = byte;
    return out;
  }

  private splice(frame: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
    const rest = frame.subarray(Math.min(frame.length, at + remove));
    const out = new Uint8Array(at + insert.length + rest.length);
    out.set(frame.subarray(0, at));
    out.set(insert, at);
    out.set(rest, at + insert.length);
    return out;
  }

  /** Another digit: still a frame, with other numbers. */
  private digit(frame: Uint8Array): Uint8Array {
    const digits = [...frame.keys()].filter((at) => frame[at] >= 0x30 && frame[at] <= 0x39);
    return digits.length === 0 ? frame : this.set(frame, this.random.pick(digits), 0x30 + this.random.int(0, 9));
  }

  /** A piece of another frame in this one's place. */
  private graft(frame: Uint8Array, at: number): Uint8Array {
    const other = this.random.pick(this.frames);
    const from = this.random.int(0, Math.max(0, other.length - 1));
    return this.splice(frame, at, this.random.int(0, 40), other.subarray(from, from + this.random.int(1, 40)));
  }

  /** A field, or worse, before one of the keys: the later of two equal keys wins. */
  private insertFragment(frame: Uint8Array): Uint8Array {
    const places = [...frame.keys()].filter((at) => frame[at] === 0x7b || frame[at] === 0x2c);
    if (places.length === 0) return frame;
    const fragment = new TextEncoder().encode(this.random.pick(FRAGMENTS));
    return this.splice(frame, this.random.pick(places) + 1, 0, fragment);
  }

  private space(frame: Uint8Array): Uint8Array {
    const places = [...frame.keys()].filter((at) => "{}[]:,".includes(String.fromCharCode(frame[at])));
    if (places.length === 0) return frame;
    return this.splice(frame, this.random.pick(places) + this.random.int(0, 1), 0, new TextEncoder().encode(" \n"));
  }

  /** Keys in another order, through JSON: what comes out is valid. */
  private swapFields(frame: Uint8Array): Uint8Array {
    try {
      const json: unknown = JSON.parse(new TextDecoder().decode(frame));
      return new TextEncoder().encode(JSON.stringify(this.shuffled(json)));
    } catch {
      return frame;
    }
  }

  private shuffled(value: unknown): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, this.shuffled(inner)] as const);
    for (let at = entries.length - 1; at > 0; at--) {
      const other = this.random.int(0, at);
      [entries[at], entries[other]] = [entries[other], entries[at]];
    }
    return Object.fromEntries(entries);
  }
}
