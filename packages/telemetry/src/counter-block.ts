/** Named counters in shared memory: one writer thread, any number of readers. A counter is a Float64, exact to 2^53. */
export interface CounterHandle<Name extends string = string> {
  readonly names: readonly Name[];
  readonly buffer: SharedArrayBuffer;
}

/** Creates a block of zeroed counters. */
export function createCounters<Name extends string>(names: readonly Name[]): CounterHandle<Name> {
  return { names, buffer: new SharedArrayBuffer(names.length * 8) };
}

/** The writer's view. Hot code keeps the slot number: `const FRAMES = counters.slot("frames"); … counters.values[FRAMES]++`. */
export class Counters<Name extends string = string> {
  readonly values: Float64Array;
  readonly names: readonly Name[];

  constructor(handle: CounterHandle<Name>) {
    this.names = handle.names;
    this.values = new Float64Array(handle.buffer);
  }

  /** Returns the position of a counter in {@link values}. */
  slot(name: Name): number {
    const slot = this.names.indexOf(name);
    if (slot < 0) throw new RangeError(`no counter is called "${name}"`);
    return slot;
  }

  add(name: Name, amount = 1): void {
    const slot = this.slot(name);
    this.values[slot] = (this.values[slot] as number) + amount;
  }

  get(name: Name): number {
    return this.values[this.slot(name)] as number;
  }

  /** Returns all counters as they stand now. */
  read(): Record<Name, number> {
    return Object.fromEntries(this.names.map((name, slot) => [name, this.values[slot] as number])) as Record<
      Name,
      number
    >;
  }
}
