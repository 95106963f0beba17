import type { Request } from "express";

/** Says who is asking: the host's user, or `null` when nobody is signed in. What it throws ends the request, and is told to the log only. */
export type Authenticate = (request: Request) => Promise<{ userId: string } | null>;
