import type { Request } from "express";
import type { ServiceContext } from "../service-context.ts";

/** The origin under which a user reaches this server: what the host says, else where this request came to. Null where that is no address. */
export function publicUrlOf({ options }: Pick<ServiceContext, "options">, request: Request): string | null {
  if (options.publicUrl !== null) return options.publicUrl;
  const address = `${request.protocol}://${request.get("host") ?? ""}`;
  return URL.canParse(address) ? new URL(address).origin : null;
}
