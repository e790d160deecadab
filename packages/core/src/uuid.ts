/** Returns a time-ordered identifier (UUID version 7): run ids and instance ids sort by the moment they were made. */
export function newRunId(): string {
  return Bun.randomUUIDv7();
}
