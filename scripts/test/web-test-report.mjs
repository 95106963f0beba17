import { writeFileSync } from "node:fs";
import { relative } from "node:path";

const testsOf = ({ name, suites = [], tests = [] }, names = []) => {
  const path = name ? [...names, name] : names;
  return [...tests.map((test) => ({ ...test, name: [...path, test.name].join(" ") })), ...suites.flatMap((suite) => testsOf(suite, path))];
};

/** A reporter of Web Test Runner's that writes what each file came to, for those that count. */
export function webTestReport(path, rootDir) {
  return {
    onTestRunFinished({ sessions }) {
      const files = sessions.map(({ testFile, testResults, errors, passed }) => {
        const tests = testResults ? testsOf(testResults) : [];
        const failures = tests.filter((test) => !test.passed && !test.skipped).map(({ name, error }) => ({ name, message: error?.message ?? "" }));
        if (!passed && failures.length === 0) failures.push({ name: "", message: errors[0]?.message ?? "did not end" });
        return { file: relative(rootDir, testFile), passed: tests.filter((test) => test.passed).length, failures };
      });
      writeFileSync(path, JSON.stringify(files));
    },
  };
}
