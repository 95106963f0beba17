import type { Response } from "express";

/** Asks nginx to pass an answer on as it is taken. It would put a large one on its own disk else, so that a slow reader slows nobody down. */
export function letThrough(response: Response): void {
  response.setHeader("X-Accel-Buffering", "no");
}
