import type { Request } from "express";
import type { FetchedResponse, FetchRequest } from "./guarded-fetch.ts";

/** What of a caller's conditions is sent on. */
export type Conditions = { -readonly [Name in keyof NonNullable<FetchRequest["headers"]>]: string };

export type RemoteVerdict =
  /** May be passed on, as the whole file, a part of it, or nothing new. `isStart` where the bytes begin with those of the file, enough of them to judge it by. */
  | { kind: "pass"; status: 200 | 206 | 304; headers: Readonly<Record<string, string>>; isStart: boolean }
  | { kind: "no_such_part"; size: number | null }
  /** Not what was asked for; `reason` is for the log. */
  | { kind: "bad"; reason: string };

/** One range of bytes; what else there is (several, other units) is answered with the whole file, as the standard allows (RFC 9110, 14.2). */
const ONE_RANGE = /^bytes=(?:(\d{1,15})-\d{0,15}|-\d{1,15})$/;
const CONTENT_RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/;
const UNSATISFIED_RANGE = /^bytes \*\/(\d{1,15})$/;
const LENGTH = /^\d{1,15}$/;
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/;
const MAX_CONDITION_CHARACTERS = 1000;

/** Ranges belong to GET alone (RFC 9110, 14.2). */
export function readConditions(request: Request): Conditions {
  const conditions: Conditions = {};
  for (const name of ["if-none-match", "if-modified-since"] as const) {
    const value = request.get(name);
    if (value !== undefined && value.length <= MAX_CONDITION_CHARACTERS) conditions[name] = value;
  }
  const range = request.get("range");
  if (request.method !== "GET" || range === undefined || !ONE_RANGE.test(range)) return conditions;
  conditions.range = range;
  const ifRange = request.get("if-range");
  if (ifRange !== undefined && ifRange.length <= MAX_CONDITION_CHARACTERS) conditions["if-range"] = ifRange;
  return conditions;
}

/** Decides what an answer from outside is worth, and which of its headers pass: those that say what the bytes are, if they are well-formed. */
export function judgeRemoteAnswer({ status, headers }: FetchedResponse, conditions: Conditions, headBytes: number): RemoteVerdict {
  const described = describingHeaders(headers);
  const length = headers["content-length"];
  if (length !== undefined && !LENGTH.test(length)) return { kind: "bad", reason: "its length is no number" };
  const sized = length === undefined ? described : { ...described, "content-length": length };
  if (status === 200) return { kind: "pass", status, headers: sized, isStart: true };
  if (status === 304 && (conditions["if-none-match"] !== undefined || conditions["if-modified-since"] !== undefined)) return { kind: "pass", status, headers: described, isStart: false };
  if (conditions.range === undefined) return { kind: "bad", reason: `status ${status}` };
  if (status === 416) return { kind: "no_such_part", size: toNumber(UNSATISFIED_RANGE.exec(headers["content-range"] ?? "")?.[1]) };
  if (status !== 206) return { kind: "bad", reason: `status ${status}` };
  const part = CONTENT_RANGE.exec(headers["content-range"] ?? "");
  if (part === null) return { kind: "bad", reason: "it does not say which part it is" };
  const [contentRange, start, end] = [part[0], Number(part[1]), Number(part[2])];
  const askedStart = ONE_RANGE.exec(conditions.range)?.[1];
  const isAsked = askedStart === undefined || Number(askedStart) === start;
  if (!isAsked || end < start || (length !== undefined && Number(length) !== end - start + 1)) return { kind: "bad", reason: "it is another part" };
  const isStart = start === 0 && (end + 1 >= headBytes || part[3] === String(end + 1));
  return { kind: "pass", status, headers: { ...sized, "content-range": contentRange }, isStart };
}

function describingHeaders({ etag, "last-modified": lastModified, "accept-ranges": acceptRanges }: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...(etag !== undefined && ENTITY_TAG.test(etag) ? { etag } : {}),
    ...(lastModified !== undefined && !Number.isNaN(Date.parse(lastModified)) ? { "last-modified": new Date(lastModified).toUTCString() } : {}),
    ...(acceptRanges === "bytes" ? { "accept-ranges": acceptRanges } : {}),
  };
}

function toNumber(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
