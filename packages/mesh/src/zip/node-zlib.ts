/** Of zlib as far as it is used here: Node's own, so that nothing has to be imported that pages and workers have not. */
export interface NodeZlib {
  crc32(bytes: Uint8Array, before?: number): number;
  createDeflateRaw(options: { level: number; windowBits: number; chunkSize: number; writableHighWaterMark?: number }): DeflateStream;
  deflateSync(bytes: Uint8Array, options: { level: number }): Uint8Array;
}

export interface DeflateStream extends AsyncIterable<Uint8Array> {
  write(bytes: Uint8Array): boolean;
  end(): void;
  once(event: "drain" | "close", heard: () => void): unknown;
  off(event: "drain" | "close", heard: () => void): unknown;
  destroy(error?: Error): unknown;
  readonly destroyed: boolean;
}

interface Process {
  getBuiltinModule?: (name: string) => unknown;
}

/** Null in pages and workers of browsers. */
export function nodeZlib(): NodeZlib | null {
  const { process } = globalThis as { process?: Process };
  const zlib = process?.getBuiltinModule?.("node:zlib") as Partial<NodeZlib> | undefined;
  return zlib?.crc32 && zlib.createDeflateRaw && zlib.deflateSync ? (zlib as NodeZlib) : null;
}
