import { closeSync, fsyncSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import type { JournalIo } from "@augury/journal";

/** A disk that refuses when told to: for tests of what writes journals. */
export class FaultyDisk implements JournalIo {
  /** No write is taken. */
  failing = false;
  /** No file can be made. */
  failingCreates = false;
  /** A write takes so many bytes and then fails, and cannot be cut back: what a killed process leaves. */
  tearAfterBytes: number | undefined;

  heal(): void {
    this.failing = false;
    this.failingCreates = false;
    this.tearAfterBytes = undefined;
  }

  create(path: string): number {
    if (this.failingCreates) throw new Error("ENOSPC: no file could be made");
    return openSync(path, "wx");
  }

  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number {
    if (this.failing) throw new Error("ENOSPC: the disk is full");
    if (this.tearAfterBytes === undefined || length <= this.tearAfterBytes)
      return writeSync(fd, bytes, offset, length, position);
    writeSync(fd, bytes, offset, this.tearAfterBytes, position);
    throw new Error("EIO: the disk is gone");
  }

  truncate(fd: number, bytes: number): void {
    if (this.tearAfterBytes !== undefined) throw new Error("EIO: the disk is gone");
    ftruncateSync(fd, bytes);
  }

  sync(fd: number): void {
    if (this.failing) throw new Error("EIO: could not be synced");
    fsyncSync(fd);
  }

  close(fd: number): void {
    closeSync(fd);
  }

  remove(path: string): void {
    unlinkSync(path);
  }
}
