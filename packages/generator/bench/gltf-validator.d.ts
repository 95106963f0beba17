declare module "gltf-validator" {
  export interface ValidationReport {
    issues: { numErrors: number; numWarnings: number; numInfos: number; numHints: number; messages: { code: string; message: string; severity: number }[] };
  }
  export function validateBytes(data: Uint8Array): Promise<ValidationReport>;
}
