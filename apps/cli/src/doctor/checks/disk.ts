import type { DoctorCheck } from "../doctor-check.ts";
import type { DoctorContext } from "../doctor-context.ts";
import { type Finding, fail, fine, warn } from "../finding.ts";

const GIB = 1024 ** 3;
const FREE_BYTES_WARN = 5 * GIB;
const FREE_BYTES_FAIL = GIB / 4;
const OTHERS_WRITE = 0o022;

/** Whether journal and database can be written, and for how long. */
export const disk: DoctorCheck = {
  name: "disk",
  summary: "the data folder: room and permissions",
  needsConfig: true,
  run: (context) => judge(context, context.loaded?.paths.dataDir ?? "."),
};

function judge({ machine }: DoctorContext, dataDir: string): Finding[] {
  const folder = machine.nearestFolder(dataDir);
  if (!machine.isWritable(folder))
    return [fail(`${folder} cannot be written`, `make ${dataDir} and give it to the user that runs the engine`)];
  const findings: Finding[] = [];
  const mode = machine.modeOf(folder);
  if (folder === dataDir && (mode & OTHERS_WRITE) !== 0) {
    const text = `${dataDir} may be written by others (mode ${mode.toString(8)})`;
    findings.push(warn(text, `run: chmod go-w ${dataDir}`));
  }
  const free = machine.freeBytes(folder);
  const text = `${(free / GIB).toFixed(1)} GiB free for ${dataDir}`;
  const fix = "make room, or set dataDir to a larger disk";
  if (free < FREE_BYTES_FAIL) return [...findings, fail(text, fix)];
  if (free < FREE_BYTES_WARN) return [...findings, warn(text, fix)];
  return [...findings, fine(text)];
}
