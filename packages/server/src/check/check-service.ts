import { compareFiles } from "./compare-files.ts";
import { resolveCheckOptions, type CheckOptions, type ResolvedCheckOptions } from "./check-options.ts";
import type { CheckContext } from "./check-context.ts";
import { FINDINGS, FINDING_NAMES, INVARIANTS, type CheckReport, type Found, type Invariant, type InvariantReport, type QueriedFinding } from "./findings.ts";
import { countSubjects, expectManyRows, findBroken } from "./findings-repository.ts";
import { repairFindings } from "./repair-findings.ts";

/**
 * Verifies every invariant on a database at work: each on a snapshot of its own that keeps no writer waiting, the storage file by file beside
 * its rows. What is in the making is no finding. With `repair`, what needs nobody's decision is repaired first, under the locks of the program
 * itself, and what is left is reported.
 *
 * @throws RangeError for options that can't work, the signal's reason, and what a database or a storage that is away throws.
 */
export async function checkInvariants(context: CheckContext, given: CheckOptions = {}): Promise<CheckReport> {
  const options = resolveCheckOptions(given);
  const repaired = options.repair ? await repairFindings(context, options) : [];
  const invariants: InvariantReport[] = [];
  for (const one of INVARIANTS) {
    options.onProgress({ ...one, done: invariants.length, of: INVARIANTS.length });
    invariants.push(await checkInvariant(context, one, options));
  }
  return { holds: invariants.every(({ broken }) => broken === 0), invariants, repaired };
}

async function checkInvariant(context: CheckContext, one: Invariant, options: ResolvedCheckOptions): Promise<InvariantReport> {
  const { signal, limit } = options;
  const found = await context.database.readSnapshot(async (trx) => {
    const results: Found[] = [];
    await expectManyRows(trx);
    for (const finding of queriedFindings(one)) {
      signal?.throwIfAborted();
      const { broken, rows } = await findBroken(trx, finding, { at: context.clock.now(), limit });
      results.push({ finding, broken, rows: rows.map((row) => ({ finding, ...row })) });
    }
    return { results, checked: await countSubjects(trx, one.invariant) };
  });
  if (one.invariant === 7 && context.files === null) return { ...reportOf(one, found.results), checked: null };
  const compared = one.invariant === 7 ? await compareFiles(context, options) : [];
  return { ...reportOf(one, [...found.results, ...compared]), checked: found.checked };
}

function queriedFindings({ invariant }: Invariant): QueriedFinding[] {
  return FINDING_NAMES.filter((name): name is QueriedFinding => FINDINGS[name].invariant === invariant && name !== "file_missing" && name !== "file_unnamed");
}

function reportOf(one: Invariant, results: readonly Found[]): Omit<InvariantReport, "checked"> {
  const broken = results.filter((result) => result.broken > 0);
  return {
    ...one,
    broken: broken.reduce((sum, result) => sum + result.broken, 0),
    rows: broken.flatMap(({ rows }) => rows),
    whatToDo: broken.map(({ finding }) => `${finding}: ${FINDINGS[finding].whatToDo}`).join("\n"),
  };
}
