import { isUuid, MAX_USER_ID_CHARACTERS, PLAN_TYPES } from "@model-3d/contract";
import { errorCode } from "../db/database-error.ts";
import { CreditOperationError } from "./credit-operation-error.ts";

const MAX_PAGE = 1_000;

const isTime = (value: unknown) => value === null || (value instanceof Date && !Number.isNaN(value.getTime()));

/** What is wrong with a value of this name, as an ending of a sentence; null where nothing is. */
const FAULTS: Readonly<Record<string, (value: unknown) => string | null>> = {
  userId: (value) => (typeof value === "string" && value.trim() !== "" && value.length <= MAX_USER_ID_CHARACTERS ? null : `is a text of 1 to ${MAX_USER_ID_CHARACTERS} characters, the one that \`authenticate\` gives for the user`),
  modelId: (value) => (typeof value === "string" && isUuid(value) ? null : "is a UUID, the `id` of a model"),
  planType: (value) => ((PLAN_TYPES as readonly unknown[]).includes(value) ? null : `is one of ${PLAN_TYPES.join(", ")}`),
  startsAt: (value) => (isTime(value) ? null : "is a Date"),
  expiresAt: (value) => (isTime(value) ? null : "is a Date"),
  from: (value) => (isTime(value) ? null : "is a Date"),
  to: (value) => (isTime(value) ? null : "is a Date"),
  limit: (value) => (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_PAGE ? null : `is a whole number from 1 to ${MAX_PAGE}`),
};

/**
 * Looks at what a host passes in before the database does, and says in words what the database refuses.
 *
 * @param needed the names that must not be left out, whatever the types say
 * @throws CreditOperationError that names the value, and what it has to be.
 */
export async function refuseBadInput<Input extends object, Result>(input: Input, needed: readonly (keyof Input & string)[], work: () => Promise<Result>): Promise<Result> {
  const given = new Map<string, unknown>(Object.entries(input));
  for (const name of new Set([...needed, ...given.keys()])) {
    const value = given.get(name);
    if (value === undefined && !needed.some((one) => one === name)) continue;
    const fault = FAULTS[name]?.(value) ?? (typeof value === "string" && value.includes("\0") ? "is a text without the character NUL" : null);
    if (fault !== null) throw new CreditOperationError(`\`${name}\` ${fault}, not ${show(value)}.`);
  }
  try {
    return await work();
  } catch (error) {
    const reason = REFUSALS[errorCode(error) ?? ""]?.(show(given.get("userId")));
    throw reason ? new CreditOperationError(reason, { cause: error }) : error;
  }
}

/** By SQLSTATE. Whether user ids are UUIDs is the database's to know: a command is not told. */
const REFUSALS: Readonly<Record<string, (user: string) => string>> = {
  "22P02": (user) => `${user} is no user id: the ids of this installation's users are UUIDs. Where yours are not, the tables have to be made with \`userIdType: "text"\`.`,
  "23503": (user) => `There is no user ${user} in your table of users. Nothing was changed.`,
};

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, MAX_USER_ID_CHARACTERS);
}
