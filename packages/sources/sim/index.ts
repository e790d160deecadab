export { FakeSources, type FakeSourcesOptions } from "./fake-sources.ts";
