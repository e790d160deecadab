import { closeSync, fsyncSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";

/** What a writer does to the file system; tests put a full disk in its place. Every call may throw. */
export interface JournalIo {
  /** Creates a file that must not exist yet and returns its descriptor. */
  create(path: string): number;
  /** Writes at an absolute position and returns the bytes taken, possibly fewer than asked. */
  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  truncate(fd: number, bytes: number): void;
  sync(fd: number): void;
  close(fd: number): void;
  remove(path: string): void;
}

export const nodeIo: JournalIo = {
  create: (path) => openSync(path, "wx"),
  write: (fd, bytes, offset, length, position) => writeSync(fd, bytes, offset, length, position),
  truncate: (fd, bytes) => ftruncateSync(fd, bytes),
  sync: (fd) => fsyncSync(fd),
  close: (fd) => closeSync(fd),
  remove: (path) => unlinkSync(path),
};

/**
 * Writes all bytes at `position`, in as many calls as the system wants. A failure throws after the file was cut back to `position`,
 * so that a later attempt does not leave a half-written piece of the earlier one behind it.
 */
export function writeAll(io: JournalIo, fd: number, bytes: Uint8Array, length: number, position: number): void {
  let done = 0;
  try {
    while (done < length) {
      const taken = io.write(fd, bytes, done, length - done, position + done);
      if (taken <= 0) throw new Error("the file takes no more bytes");
      done += taken;
    }
  } catch (cause) {
    try {
      io.truncate(fd, position);
    } catch {
      // The write's own failure is the one to report; the next attempt overwrites the same bytes anyway.
    }
    throw cause;
  }
}
