import { assert } from "@augury/core";

/** Conflated cells: the latest value per key, for readers that want the state and not its history. */
export interface CellShape {
  readonly cells: number;
  /** Float64 fields of one cell. */
  readonly fields: number;
}

export interface CellHandle extends CellShape {
  readonly buffer: SharedArrayBuffer;
}

const LINE_BYTES = 64;

/** Creates a table of empty cells: dirty words first, then per cell a sequence word and its fields. */
export function createCells({ cells, fields }: CellShape): CellHandle {
  assert(cells > 0 && fields > 0, "a cell table has cells and fields");
  return { cells, fields, buffer: new SharedArrayBuffer(dirtyBytes(cells) + cells * strideBytes(fields)) };
}

/** The one writer of a cell table. */
export class CellWriter {
  private readonly view: CellView;
  constructor(handle: CellHandle) {
    this.view = new CellView(handle);
  }

  /** Opens cell `index` for writing and returns the position of its first field in {@link fields}. */
  begin(index: number): number {
    const word = this.view.sequenceWord(index);
    // Odd while it is being written: a reader that sees odd, or two different numbers, reads again.
    Atomics.store(this.view.i32, word, (this.view.i32[word] as number) | 1);
    return this.view.firstField(index);
  }

  get fields(): Float64Array {
    return this.view.f64;
  }

  /** Closes cell `index` and marks it dirty. Overwriting a value nobody read is this channel's rule, not a loss. */
  end(index: number): void {
    const word = this.view.sequenceWord(index);
    Atomics.store(this.view.i32, word, ((this.view.i32[word] as number) + 1) | 0);
    Atomics.or(this.view.i32, index >>> 5, 1 << (index & 31));
  }
}

/** The one draining reader of a cell table; {@link read} alone may be called by any number of threads. */
export class CellReader {
  private readonly view: CellView;
  private readonly out: Float64Array;

  constructor(handle: CellHandle) {
    this.view = new CellView(handle);
    this.out = new Float64Array(handle.fields);
  }

  /** Copies cell `index` and returns the copy (reused by the next call), or `undefined` if the writer was busy `triesMax` times. */
  read(index: number, triesMax = 64): Float64Array | undefined {
    const { i32, f64, shape } = this.view;
    const word = this.view.sequenceWord(index);
    const first = this.view.firstField(index);
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const before = Atomics.load(i32, word);
      if (before & 1) continue;
      for (let field = 0; field < shape.fields; field++) this.out[field] = f64[first + field] as number;
      if (Atomics.load(i32, word) === before) return this.out;
    }
    return undefined;
  }

  /** Calls `visit` for each cell written since the last call; a busy one stays dirty. Returns how many were visited. */
  drain(visit: (index: number, fields: Float64Array) => void): number {
    let visited = 0;
    const words = Math.ceil(this.view.shape.cells / 32);
    for (let word = 0; word < words; word++) {
      let bits = Atomics.exchange(this.view.i32, word, 0);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits);
        bits &= ~(1 << bit);
        const index = word * 32 + bit;
        const fields = this.read(index);
        if (fields === undefined) {
          Atomics.or(this.view.i32, word, 1 << bit);
          continue;
        }
        visit(index, fields);
        visited++;
      }
    }
    return visited;
  }
}

class CellView {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  private readonly base: number;
  private readonly stride: number;

  constructor(readonly shape: CellHandle) {
    this.i32 = new Int32Array(shape.buffer);
    this.f64 = new Float64Array(shape.buffer);
    this.base = dirtyBytes(shape.cells);
    this.stride = strideBytes(shape.fields);
  }

  sequenceWord(index: number): number {
    return (this.base + index * this.stride) / 4;
  }

  firstField(index: number): number {
    return (this.base + index * this.stride) / 8 + 1;
  }
}

function dirtyBytes(cells: number): number {
  return Math.ceil(Math.ceil(cells / 32) / 16) * LINE_BYTES;
}

function strideBytes(fields: number): number {
  return Math.ceil(((fields + 1) * 8) / LINE_BYTES) * LINE_BYTES;
}
