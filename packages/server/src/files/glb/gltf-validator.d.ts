/** The validator of the Khronos Group, as far as it is used here. */
declare module "gltf-validator" {
  export interface ValidationIssue {
    code: string;
    message: string;
    /** 0 error, 1 warning, 2 information, 3 hint. */
    severity: number;
    /** JSON pointer. */
    pointer?: string;
  }
  export interface ValidationReport {
    issues: { numErrors: number; numWarnings: number; numInfos: number; numHints: number; messages: ValidationIssue[] };
  }
  export interface ValidationOptions {
    format?: "glb" | "gltf";
    writeTimestamp?: boolean;
    /** 0 for all. */
    maxIssues?: number;
    ignoredIssues?: readonly string[];
    severityOverrides?: Readonly<Record<string, number>>;
    /** Of a `.gltf`: the files that it names. */
    externalResourceFunction?: (uri: string) => Promise<Uint8Array>;
  }
  export function validateBytes(data: Uint8Array, options?: ValidationOptions): Promise<ValidationReport>;
}
