import { type JournalIo, nodeIo } from "@augury/journal";

/** Writes as always, and tells each moment of it. What is written in one piece while the log opens is the compacted log, all else one entry. */
export function crashIo(at: (point: string) => void): JournalIo {
  let opening = true;
  let kind = "compacted";
  return {
    ...nodeIo,
    create: (path) => {
      at("create compacted");
      return nodeIo.create(path);
    },
    write: (fd, bytes, offset, length, position) => {
      if (!opening) kind = kindOf(new TextDecoder().decode(bytes));
      at(`write ${kind}`);
      const half = length >> 1;
      nodeIo.write(fd, bytes, offset, half, position);
      at(`torn ${kind}`);
      nodeIo.write(fd, bytes, offset + half, length - half, position + half);
      at(`written ${kind}`);
      return length;
    },
    sync: (fd) => {
      nodeIo.sync(fd);
      at(`synced ${kind}`);
      opening = false;
    },
  };
}

/** One entry's kind. */
function kindOf(text: string): string {
  return ["closed", "amending", "planned", "ended"].find((kind) => text.includes(`"kind":"${kind}"`)) ?? "prepared";
}
