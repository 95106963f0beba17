import type { TestDatabase } from "@model-3d/test-utils/database";
import { executeCommand, type CommandSurroundings } from "../execute-command.ts";

/** Runs `model-3d` with these words on a test's database. @returns its exit code, and what it has printed and complained of. */
export async function runWords({ connection }: Pick<TestDatabase, "connection">, words: readonly string[], surroundings: Partial<CommandSurroundings> = {}): Promise<{ code: number; printed: string; complained: string }> {
  const [printed, complained]: [string[], string[]] = [[], []];
  const code = await executeCommand([...words], { environment: { DATABASE_URL: String(connection) }, print: (line) => printed.push(line), complain: (line) => complained.push(line), ...surroundings });
  return { code, printed: printed.join("\n"), complained: complained.join("\n") };
}
