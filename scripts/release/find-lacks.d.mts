export interface PublishedManifest {
  name: string;
  version: string;
  private?: boolean;
  scripts?: Record<string, string>;
  publishConfig?: object;
  homepage?: string;
  bugs?: string;
  repository?: { type?: string; url?: string; directory?: string };
}

export declare function readManifests(root: string): { folder: string; manifest: PublishedManifest }[];
export declare function findLacks(root: string, environment?: Record<string, string | undefined>): string[];
