import { isUuid, MAX_USER_ID_CHARACTERS } from "@model-3d/contract";
import type { Request } from "express";
import { ApiError } from "./api-error.ts";
import type { ServiceContext } from "../service-context.ts";

/** Who is asking, by the host's word; `null` when nobody is signed in. */
export async function findUser(context: ServiceContext, request: Request): Promise<string | null> {
  const user = await context.options.authenticate(request);
  if (user === null || user === undefined) return null;
  const { userId } = user;
  if (typeof userId !== "string" || userId.length === 0 || userId.length > MAX_USER_ID_CHARACTERS) {
    throw new Error(`\`authenticate\` must return { userId } with a string of 1 to ${MAX_USER_ID_CHARACTERS} characters, or null.`);
  }
  if (context.options.userIdType === "text") return userId;
  if (!isUuid(userId)) throw new Error('`authenticate` returned a userId that is no UUID. Return a UUID, or set userIdType: "text".');
  return userId.toLowerCase();
}

/** The user of a request that needs one; `unauthorized` otherwise. */
export async function hasUser(context: ServiceContext, request: Request): Promise<string> {
  const userId = await findUser(context, request);
  if (userId === null) throw new ApiError("unauthorized");
  return userId;
}
