/** A file that belongs to a task. */
export interface TaskFile {
  /** `model.glb`, `texture_0.png`: the last part of its path. */
  name: string;
  contentType: string;
  bytes: Uint8Array;
}
