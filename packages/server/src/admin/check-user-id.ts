import { isUuid } from "@model-3d/contract";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";

/** A user's id as this installation has it. @throws ApiError `invalid_request` where its users' ids are UUIDs and this is none. */
export function checkUserId({ options }: Pick<ServiceContext, "options">, userId: string): string {
  if (options.userIdType === "text" && !userId.includes("\0")) return userId;
  if (isUuid(userId)) return userId.toLowerCase();
  throw new ApiError("invalid_request", "userId: must be the id of a user", { issues: [{ path: "userId", message: "must be the id of a user" }] });
}
