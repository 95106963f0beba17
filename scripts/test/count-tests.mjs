/** More failures than these in a step are no accident of the moment: they are not tried again. */
const TRIED_AGAIN_AT_MOST = 4;

const failuresOf = (files) => files.flatMap(({ file, failures }) => failures.map(({ name, message }) => ({ test: [file, name].filter(Boolean).join(" > "), message })));

/**
 * Runs a step and counts. The few files in which a test failed run a second time, alone; the tests that pass then are counted as passed and
 * told as unsteady, with what they said at first, since a test that depends on the moment is a fault of its own.
 * A runner that breaks without naming a test counts as one failure.
 */
export async function countTests(run, { quiet = false, twice = true, say = console.log } = {}) {
  let { code, files } = await run(quiet);
  const failed = failuresOf(files);
  const unsteady = [];
  if (code !== 0 && failed.length > 0 && failed.length <= TRIED_AGAIN_AT_MOST && twice) {
    const broken = files.filter(({ failures }) => failures.length > 0).map(({ file }) => file);
    say(`\nA second time, alone: ${broken.join(", ")}`);
    const second = await run(quiet, broken);
    const again = new Map(second.files.map((entry) => [entry.file, entry]));
    files = files.map((entry) => (entry.failures.length > 0 ? (again.get(entry.file) ?? entry) : entry));
    code = second.code;
    const still = new Set(failuresOf(files).map(({ test }) => test));
    unsteady.push(...failed.filter(({ test }) => !still.has(test)));
  }
  const failures = failuresOf(files);
  if (code !== 0 && failures.length === 0) failures.push({ test: "the runner itself", message: `ended with ${code}, see above` });
  const passed = files.reduce((sum, entry) => sum + entry.passed, 0);
  if (passed + failures.length === 0) failures.push({ test: "the runner itself", message: "found no test" });
  return { passed, failures, unsteady };
}
