import type { CDPSession } from "playwright-core";

interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
}

/**
 * Bytes that a page keeps alive, and how many of them are no code. What the browser compiles, and notes to compile it better, grows for as long as
 * the same code runs and then stays; what a program leaves behind is in the rest. (Format: V8's heap snapshot, as DevTools saves it.)
 */
export async function measureHeap(devtools: CDPSession): Promise<{ bytes: number; withoutCode: number }> {
  const chunks: string[] = [];
  const collect = ({ chunk }: { chunk: string }): void => void chunks.push(chunk);
  devtools.on("HeapProfiler.addHeapSnapshotChunk", collect);
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  devtools.off("HeapProfiler.addHeapSnapshotChunk", collect);
  const { snapshot, nodes } = JSON.parse(chunks.join("")) as HeapSnapshot;
  const { node_fields: fields, node_types: [types] } = snapshot.meta;
  const [type, size, code] = [fields.indexOf("type"), fields.indexOf("self_size"), types.indexOf("code")];
  let [bytes, withoutCode] = [0, 0];
  for (let node = 0; node < nodes.length; node += fields.length) {
    const own = nodes[node + size] ?? 0;
    bytes += own;
    if (nodes[node + type] !== code) withoutCode += own;
  }
  return { bytes, withoutCode };
}
