/** The program's own library, as far as it is measured. */
declare module "gltfpack" {
  export function pack(args: readonly string[], files: { read(path: string): Uint8Array; write(path: string, data: Uint8Array): void }): Promise<string>;
}
