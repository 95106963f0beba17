import type { Response } from "express";

/** Until the last byte of an answer is on its way, or its caller has gone. */
export function untilAnswered(response: Response): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed) resolve();
    else response.once("finish", resolve).once("close", resolve);
  });
}
