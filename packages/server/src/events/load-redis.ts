/** The client of Redis; only hosts that need it install it. Throws one clear line if it is not there. */
export async function loadRedis(): Promise<typeof import("redis")> {
  try {
    return await import("redis");
  } catch (error) {
    const isMissing = error instanceof Error && /Cannot find package 'redis'/.test(error.message);
    if (!isMissing) throw error;
    throw new Error("Events over Redis need one more package: npm install redis", { cause: error });
  }
}
