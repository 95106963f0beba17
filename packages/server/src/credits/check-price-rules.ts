import { generationOptionsSchema, SOURCE_TYPES } from "@model-3d/contract";
import { MAX_CREDITS } from "./check-amount.ts";
import { PRICED_KINDS, type PriceRule } from "./price-generation.ts";
import { refuseUnknownNames } from "./refuse-unknown-names.ts";

const RULE_NAMES = ["kind", "provider", "sourceType", "options", "credits"] as const satisfies readonly (keyof PriceRule)[];
const OPTION_NAMES = Object.keys(generationOptionsSchema.shape);

/**
 * A name that no rule knows would be no condition at all, and its price that of everything.
 * @throws TypeError with one sentence that names the rule.
 */
export function checkPriceRules(rules: readonly unknown[]): void {
  rules.forEach((rule, index) => checkRule(rule, `credits.price[${index}]`));
}

function checkRule(rule: unknown, option: string): void {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule)) throw new TypeError(`model-3d: \`${option}\` must be an object with \`credits\`.`);
  refuseUnknownNames(option, rule, RULE_NAMES);
  const { kind, provider, sourceType, options, credits } = rule as Record<keyof PriceRule, unknown>;
  if (!(Number.isInteger(credits) && Number(credits) >= 0 && Number(credits) <= MAX_CREDITS)) throw new TypeError(`model-3d: \`${option}.credits\` must be a whole number from 0 to ${MAX_CREDITS}.`);
  mustBeOneOf(kind, PRICED_KINDS, `${option}.kind`);
  mustBeOneOf(sourceType, SOURCE_TYPES, `${option}.sourceType`);
  if (provider !== undefined && (typeof provider !== "string" || provider === "")) throw new TypeError(`model-3d: \`${option}.provider\` must be the name of a provider.`);
  if (options === undefined) return;
  if (typeof options !== "object" || options === null) throw new TypeError(`model-3d: \`${option}.options\` must be an object.`);
  refuseUnknownNames(`${option}.options`, options, OPTION_NAMES);
  const issue = generationOptionsSchema.safeParse(options).error?.issues[0];
  if (issue) throw new TypeError(`model-3d: \`${option}.options.${issue.path.join(".")}\` can never be asked for, so the rule would never fit: ${issue.message}.`);
}

function mustBeOneOf(value: unknown, known: readonly string[], option: string): void {
  if (value !== undefined && !known.includes(String(value))) throw new TypeError(`model-3d: \`${option}\` must be ${known.map((word) => `"${word}"`).join(" or ")}.`);
}
