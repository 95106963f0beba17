/** What three asks of a meshopt decoder. */
export interface Meshopt {
  ready: Promise<void>;
  supported: boolean;
  decodeGltfBufferAsync(count: number, size: number, source: Uint8Array, mode: string, filter?: string): Promise<Uint8Array>;
}

/** From sources: the decoder without WebAssembly, as a module of the same host. A build puts the decoder itself in the place of this module. */
export async function loadMeshopt(): Promise<Meshopt> {
  const address = new URL("../../../../../node_modules/meshoptimizer/meshopt_decoder_reference.js", import.meta.url).href;
  const { MeshoptDecoder } = (await import(/* @vite-ignore */ address)) as { MeshoptDecoder: Meshopt };
  return MeshoptDecoder;
}
