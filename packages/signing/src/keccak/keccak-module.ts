/**
 * A WebAssembly module with keccak-f[1600], written out instruction by instruction: 64-bit lanes in locals, one loop of 24 rounds. The
 * engine's own cryptography has no Keccak (only the later SHA-3 padding and no access to the permutation), and a library in JavaScript
 * splits each lane in two 32-bit halves, which costs six times as much on an order's digest.
 *
 * Memory: the state's 25 lanes at 0, the 24 round constants behind them, the input from `INPUT_OFFSET` on, all little-endian.
 * Exports: `memory`, and `absorb(offset)`, which mixes the 136 bytes at `offset` into the state and permutes it.
 */
export const RATE_BYTES = 136;
export const STATE_BYTES = 200;
export const INPUT_OFFSET = 1024;
const CONSTANTS_OFFSET = 256;
const ROUNDS = 24;

const I64 = 0x7e;
const I32 = 0x7f;

// Locals: 0 is the parameter (the block's offset), then the round's byte offset as i32, then i64 lanes.
const BLOCK = 0;
const ROUND = 1;
const A = (x: number, y: number) => 2 + (x % 5) + 5 * (y % 5);
const B = (x: number, y: number) => 27 + (x % 5) + 5 * (y % 5);
const C = (x: number) => 52 + (x % 5);
const D = (x: number) => 57 + (x % 5);
const I64_LOCALS = 60;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const XOR = 0x85;
const AND = 0x83;
const NOT = [0x42, 0x7f, XOR];
const rotl = (bits: number) => [0x42, ...signed(bits), 0x89];
const load = (offset: number) => [0x29, 3, ...unsigned(offset)];
const store = (offset: number) => [0x37, 3, ...unsigned(offset)];
const i32 = (value: number) => [0x41, ...signed(value)];

/** Returns the module's bytes: about 2 kB. */
export function encodeKeccakModule(): Uint8Array<ArrayBuffer> {
  const text = (value: string) => [value.length, ...new TextEncoder().encode(value)];
  const body = [2, 1, I32, I64_LOCALS, I64, ...absorbCode(), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...text("memory"), 2, 0, ...text("absorb"), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** Writes what the rounds read: once, after the module was made. */
export function writeRoundConstants(memory: ArrayBuffer): void {
  const view = new DataView(memory);
  let register = 1;
  for (let round = 0; round < ROUNDS; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << BigInt((1 << j) - 1);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
    view.setBigUint64(CONSTANTS_OFFSET + 8 * round, constant, true);
  }
}

function absorbCode(): number[] {
  return [
    ...grid((x, y) => {
      const lane = x + 5 * y;
      const state = [...i32(0), ...load(8 * lane)];
      const block = lane < RATE_BYTES / 8 ? [...get(BLOCK), ...load(8 * lane), XOR] : [];
      return [...state, ...block, ...set(A(x, y))];
    }),
    ...[0x03, 0x40],
    ...roundCode(),
    ...[...get(ROUND), ...i32(8), 0x6a, 0x22, ROUND],
    ...[...i32(8 * ROUNDS), 0x49, 0x0d, 0, 0x0b],
    ...grid((x, y) => [...i32(0), ...get(A(x, y)), ...store(8 * (x + 5 * y))]),
  ];
}

/** One round: theta, rho and pi together, chi, iota. */
function roundCode(): number[] {
  const offsets = rotationOffsets();
  return [
    ...row((x) => {
      const column = [0, 1, 2, 3, 4].flatMap((y) => (y === 0 ? get(A(x, 0)) : [...get(A(x, y)), XOR]));
      return [...column, ...set(C(x))];
    }),
    ...row((x) => [...get(C(x + 4)), ...get(C(x + 1)), ...rotl(1), XOR, ...set(D(x))]),
    ...grid((x, y) => {
      const bits = offsets[x + 5 * y] as number;
      return [...get(A(x, y)), ...get(D(x)), XOR, ...rotl(bits), ...set(B(y, 2 * x + 3 * y))];
    }),
    ...grid((x, y) => {
      const others = [...get(B(x + 1, y)), ...NOT, ...get(B(x + 2, y)), AND];
      return [...get(B(x, y)), ...others, XOR, ...set(A(x, y))];
    }),
    ...[...get(A(0, 0)), ...get(ROUND), ...load(CONSTANTS_OFFSET), XOR, ...set(A(0, 0))],
  ];
}

function rotationOffsets(): number[] {
  const offsets = new Array<number>(25).fill(0);
  let x = 1;
  let y = 0;
  for (let t = 0; t < 24; t++) {
    offsets[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}

function row(code: (x: number) => number[]): number[] {
  return [0, 1, 2, 3, 4].flatMap(code);
}

function grid(code: (x: number, y: number) => number[]): number[] {
  return row((y) => row((x) => code(x, y)));
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

/** LEB128, the format's variable-length integers. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
