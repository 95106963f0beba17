/** The library that reads and checks tokens; only hosts that need it install it. Throws one clear line if it is not there. */
export async function loadJose(): Promise<typeof import("jose")> {
  try {
    return await import("jose");
  } catch (error) {
    const isMissing = error instanceof Error && /Cannot find package 'jose'/.test(error.message);
    if (!isMissing) throw error;
    throw new Error("Signing in by Supabase needs one more package: npm install jose", { cause: error });
  }
}
