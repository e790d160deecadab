import { version } from "../../package.json";

/** Names the code that made a journal: the package's version and Bun's. */
export const BUILD_ID = `augury-${version}+bun-${Bun.version}`;
