import { resolve } from "node:path";
import { ROOT } from "../demo/demo-config.ts";

/** The page that the transcript is. */
export const TRANSCRIPT_FILE = resolve(ROOT, "docs/cli.md");
