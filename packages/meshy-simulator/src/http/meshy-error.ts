/** An answer that is no success: a status and `{"message":"Code: text"}`. */
export class MeshyError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "MeshyError";
    this.status = status;
    this.headers = headers;
  }
}

export const badRequest = (text: string): MeshyError => new MeshyError(400, `InvalidParameter: ${text}`);
export const taskNotFound = (): MeshyError => new MeshyError(404, "NotFound: Task not found");
