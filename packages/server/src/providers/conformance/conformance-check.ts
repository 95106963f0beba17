import type { AsynchronousProvider, ProviderWebhook, SynchronousProvider } from "../provider.ts";
import type { ConformanceHook, ProviderUnderTest } from "./provider-under-test.ts";

/** `because`: why it says nothing about this provider, such as `needs the hook finish`. */
export type ConformanceOutcome = { kind: "passed" } | { kind: "not_applicable"; because: string };

export interface ConformanceCheck {
  /** What a provider must do, in words; unique. */
  readonly name: string;
  /** @throws AssertionError that says what is wrong with the provider. */
  run(): Promise<ConformanceOutcome>;
}

/** A check before it knows its provider. */
export interface CheckPlan<Subject extends ProviderUnderTest = ProviderUnderTest> {
  readonly name: string;
  /** Why it says nothing about a provider; `null` when it applies. */
  exempts(subject: ProviderUnderTest): string | null;
  check(subject: Subject): Promise<void>;
}

type Hooked<Hook extends ConformanceHook> = { [Name in Hook]-?: NonNullable<ProviderUnderTest[Name]> };
export type SynchronousSubject = ProviderUnderTest & { provider: SynchronousProvider };
export type AsynchronousSubject<Hook extends ConformanceHook = never> = ProviderUnderTest & Hooked<Hook> & { provider: AsynchronousProvider };
export type WebhookSubject = AsynchronousSubject<"webhook"> & { provider: { webhook: ProviderWebhook } };

const missing = (subject: ProviderUnderTest, hooks: readonly ConformanceHook[]): string | null => {
  const names = hooks.filter((name) => subject[name] === undefined);
  return names.length === 0 ? null : `needs the hook ${names.join(" and ")}`;
};

/** Of every provider. */
export function ofAll(name: string, check: (subject: ProviderUnderTest) => Promise<void>): CheckPlan {
  return { name, exempts: () => null, check };
}

export function ofSynchronous(name: string, check: (subject: SynchronousSubject) => Promise<void>): CheckPlan {
  return plan<SynchronousSubject>(name, ({ provider }) => (provider.mode === "synchronous" ? null : "the provider is asynchronous"), check);
}

export interface AsynchronousNeeds<Hook extends ConformanceHook> {
  hooks: readonly Hook[];
  /** What a provider may leave out; with `without` the reason. */
  unless?: (provider: AsynchronousProvider) => string | null;
}

/** Of those that take tasks, where the hooks are there. */
export function ofAsynchronous<Hook extends ConformanceHook = never>(
  name: string,
  { hooks, unless = () => null }: AsynchronousNeeds<Hook>,
  check: (subject: AsynchronousSubject<Hook>) => Promise<void>,
): CheckPlan {
  const exempts = (subject: ProviderUnderTest): string | null =>
    subject.provider.mode !== "asynchronous" ? "the provider is synchronous" : (unless(subject.provider) ?? missing(subject, hooks));
  return plan(name, exempts, check);
}

/** Of those that tell news by themselves. */
export function ofWebhook(name: string, check: (subject: WebhookSubject) => Promise<void>): CheckPlan {
  const exempts = (subject: ProviderUnderTest): string | null => {
    if (subject.provider.mode !== "asynchronous") return "the provider is synchronous";
    return subject.provider.webhook === null ? "the provider has no webhook" : missing(subject, ["webhook"]);
  };
  return plan(name, exempts, check);
}

/** `exempts` has seen to it that the subject is what the check takes. */
function plan<Subject extends ProviderUnderTest>(name: string, exempts: CheckPlan["exempts"], check: (subject: Subject) => Promise<void>): CheckPlan {
  return { name, exempts, check: (subject) => check(subject as Subject) };
}
