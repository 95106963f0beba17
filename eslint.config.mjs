import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import checkFile from "eslint-plugin-check-file";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The quick round leaves out the rules that need the types of the whole program. */
const isFast = process.env.MODEL_3D_TEST_FAST === "1";
const TYPED = isFast ? "off" : "error";

const SOURCES = ["packages/*/src/**/*.ts", "demo/**/*.ts", "examples/**/*.ts", "migrations/**/*.ts", "scripts/**/*.ts", "e2e/**/*.ts", "bench/**/*.ts", "packages/*/bench/**/*.ts", "packages/*/test/**/*.ts", "site/*.ts", "site/live/**/*.ts"];
const TESTS = ["**/*.test.ts", "**/test/**/*.ts", "e2e/**/*.ts", "packages/test-utils/**/*.ts", "**/bench/**/*.ts"];
const EMPTY_NAMES = "{util,utils,helper,helpers,common,misc,manager,lib}";

/** Which package may not import which: everything that is not an arrow of the layout. */
const packages = ["contract", "client", "elements", "generator", "mesh", "meshy-simulator", "server", "test-utils"];
const ARROWS = {
  contract: [],
  client: ["contract"],
  elements: ["client", "contract", "generator", "mesh"],
  generator: [],
  mesh: [],
  "meshy-simulator": ["generator"],
  server: ["contract", "generator", "mesh"],
};
const packageZones = Object.entries(ARROWS).map(([target, allowed]) => ({
  target: `./packages/${target}/src`,
  from: packages.filter((name) => name !== target && !allowed.includes(name)).map((name) => `./packages/${name}`),
  message: `${target} may import ${allowed.length > 0 ? allowed.join(" and ") : "nothing of ours"} only.`,
}));

const server = (path) => `./packages/server/src/${path}`;
const FEATURES = ["generations", "models"];
const featureZones = ["credits", "files", "events", "host-events"].map((base) => ({
  target: server(base),
  from: FEATURES.map(server),
  message: `${base} calls no feature: what it does must not depend on who asks.`,
}));

const OWN_REPOSITORY = { group: ["../*/*-repository.ts", "../../*/*-repository.ts"], message: "Call the other feature's service; its SQL is its own." };
const ROUTE_IMPORTS = [
  { group: ["**/*-repository.ts", "knex", "**/db/**"], message: "A route calls a service; it knows of no database." },
  { group: ["**/providers/**"], message: "A route calls a service; it knows of no provider." },
];
const OUTGOING = [
  { name: "undici", message: "Outgoing connections are opened in files/ and providers/ only." },
  { name: "node:http", message: "Outgoing connections are opened in files/ and providers/ only." },
  { name: "node:https", message: "Outgoing connections are opened in files/ and providers/ only." },
];

const ANY_SIGNAL = { selector: "MemberExpression[object.name='AbortSignal'][property.name='any']", message: "It leaves something with each signal that lives on: use joinSignals." };
const SQL = {
  selector: "CallExpression[callee.name=/^(trx|knex)$/], CallExpression[callee.object.name=/^(trx|knex)$/][callee.property.name='raw'], CallExpression[callee.object.property.name='knex'][callee.property.name='raw']",
  message: "SQL is written in a *-repository.ts or in db/.",
};
const SWITCHED_OFF = { selector: "CallExpression[callee.object.name=/^(describe|it|test|suite)$/][callee.property.name=/^(only|skip|todo)$/]", message: "No test is left alone or switched off." };
const SLEEP = { selector: "CallExpression[callee.name='setTimeout'] ArrowFunctionExpression, NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']", message: "A test waits for a condition with a deadline, never for a time." };

export default tseslint.config(
  { ignores: ["**/node_modules/**", "**/dist/**", "**/.cache/**", "**/.data/**", "demo/public/bundle/**", "coverage/**", "examples/{angular,next,react,svelte,vue}/**"] },
  {
    files: SOURCES,
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: !isFast, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@typescript-eslint": tseslint.plugin, "import-x": importX, "check-file": checkFile },
    settings: { "import-x/extensions": [".ts"], "import-x/parsers": { "@typescript-eslint/parser": [".ts"] }, "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json", conditionNames: ["model-3d-source", "types", "import", "default"] })] },
    rules: {
      "max-lines": ["error", { max: 300 }],
      "no-restricted-syntax": ["error", SWITCHED_OFF],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": TYPED,
      "@typescript-eslint/no-misused-promises": [TYPED, { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": TYPED,
      "@typescript-eslint/ban-ts-comment": "error",
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones: [...packageZones, ...featureZones], basePath: import.meta.dirname }],
      "check-file/filename-naming-convention": ["error", { "!(migrations)/**/*.ts": "KEBAB_CASE", "migrations/*.ts": "*([0-9])?(-)+([a-z-])" }, { ignoreMiddleExtensions: true }],
      "check-file/folder-naming-convention": ["error", { "{packages,demo,e2e,examples,bench,scripts}/**": "KEBAB_CASE" }],
      "check-file/filename-blocklist": ["error", { [`**/${EMPTY_NAMES}.ts`]: "*-*.ts", [`**/${EMPTY_NAMES}/**`]: "*-*.ts" }],
    },
  },
  {
    files: ["packages/server/src/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", SWITCHED_OFF, SQL, ANY_SIGNAL],
      "no-restricted-globals": ["error", { name: "fetch", message: "Outgoing connections are opened in files/ and providers/ only." }],
      "no-restricted-imports": ["error", { paths: OUTGOING, patterns: [OWN_REPOSITORY] }],
    },
  },
  { files: ["packages/server/src/{files,providers}/**/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [OWN_REPOSITORY] }], "no-restricted-globals": "off" } },
  // The doctor asks the host's own addresses, as a visitor would, and passes nothing on.
  { files: ["packages/server/src/command/doctor/ask-address.ts"], rules: { "no-restricted-globals": "off" } },
  // They speak HTTP with what mounts us; to a network nothing goes from there.
  { files: ["packages/server/src/hosts/**/*.ts"], rules: { "no-restricted-imports": ["error", { paths: OUTGOING.filter(({ name }) => name !== "node:http"), patterns: [OWN_REPOSITORY] }] } },
  { files: ["packages/server/src/generations/**/*.ts"], rules: { "no-restricted-imports": ["error", { paths: OUTGOING, patterns: [{ ...OWN_REPOSITORY, group: [...OWN_REPOSITORY.group, "!../models/model-repository.ts", "!../../models/model-repository.ts"] }] }] } },
  { files: ["packages/server/src/*/routes/**/*.ts", "packages/server/src/health/**/*.ts"], rules: { "no-restricted-imports": ["error", { paths: OUTGOING, patterns: ROUTE_IMPORTS }] } },
  { files: ["packages/server/src/**/*-repository.ts", "packages/server/src/db/**/*.ts"], rules: { "no-restricted-syntax": ["error", SWITCHED_OFF] } },
  {
    files: TESTS,
    rules: {
      "no-restricted-syntax": ["error", SWITCHED_OFF],
      "no-restricted-imports": "off",
      "no-restricted-globals": "off",
      "import-x/no-restricted-paths": "off",
    },
  },
  // Chai's assertions have the type of a promise and are none.
  { files: ["packages/elements/**/*.test.ts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
  { files: ["**/*.test.ts"], rules: { "no-restricted-syntax": ["error", SWITCHED_OFF, SLEEP] } },
);
