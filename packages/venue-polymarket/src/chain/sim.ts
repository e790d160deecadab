export { FakeNode, type FakeNodeOptions } from "./fake-node.ts";
