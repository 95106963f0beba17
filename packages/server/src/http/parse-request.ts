import type { Request } from "express";
import type { Issue } from "@model-3d/contract";
import type { z } from "zod";
import { ApiError } from "./api-error.ts";

const MAX_SHOWN_ISSUES = 20;

/** Checks input against its schema, or throws `invalid_request` with every issue that was found. */
export function parseWith<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues: Issue[] = result.error.issues.slice(0, MAX_SHOWN_ISSUES).map((issue) => ({ path: issue.path.join("."), message: describe(issue.message) }));
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : "";
  throw new ApiError("invalid_request", first ? `${where}${first.message}` : undefined, { issues });
}

/** The schema library's words for what is not there, in the words of whoever has to send it. */
function describe(message: string): string {
  const missing = /^Invalid input: expected (\w+), received undefined$/.exec(message);
  return missing ? `is missing; it must be of type ${missing[1]}` : message;
}

/** The query as a flat object of strings. A parameter that is given twice is refused: which of the two was meant cannot be known. */
export function readQuery(request: Request): Record<string, string> {
  const start = request.originalUrl.indexOf("?");
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  if (start < 0) return query;
  for (const [name, value] of new URLSearchParams(request.originalUrl.slice(start + 1))) {
    if (name in query) throw new ApiError("invalid_request", `Send the parameter "${name}" once.`, { issues: [{ path: name, message: "is given twice" }] });
    query[name] = value;
  }
  return query;
}
