import type { CheckContext } from "./check-context.ts";
import type { ResolvedCheckOptions } from "./check-options.ts";
import { INVARIANTS, type Found } from "./findings.ts";

/** Rows and files side by side; nothing where the storage is not known. */
export async function compareFiles({ files }: CheckContext, { signal, limit, onProgress }: Pick<ResolvedCheckOptions, "signal" | "limit" | "onProgress">): Promise<Found[]> {
  const missing: Found = { finding: "file_missing", broken: 0, rows: [] };
  const unnamed: Found = { finding: "file_unnamed", broken: 0, rows: [] };
  const add = (found: Found, row: object) => {
    found.broken += 1;
    if (found.rows.length < limit) found.rows.push({ finding: found.finding, ...row });
  };
  const done = INVARIANTS.findIndex(({ invariant }) => invariant === 7);
  const title = INVARIANTS[done]?.title ?? "";
  await files?.compare({
    ...(signal && { signal }),
    onMissing: ({ key, modelId, userId, name }) => add(missing, { key, modelId, userId, name }),
    onUnnamed: (key) => add(unnamed, { key }),
    onProgress: (seen) => onProgress({ invariant: 7, title, done, of: INVARIANTS.length, ...seen }),
  });
  return [missing, unnamed];
}
