// A process for the test that kills it: takes the lock of the folder it is given, says so, and lives on.
import { FolderLock } from "./folder-lock.ts";

const lock = FolderLock.take(process.argv[2] ?? "");
process.stdout.write(lock.ok ? "held\n" : "refused\n");
setInterval(() => lock, 1000);
