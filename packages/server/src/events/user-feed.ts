import { setImmediate as nextTurn } from "node:timers/promises";
import { isDatabaseAway } from "../db/is-database-away.ts";
import type { StoredEvent } from "./event-repository.ts";
import { EventTexts } from "./event-texts.ts";

/** One reader of a user's stream, such as an open page. */
export interface EventReader {
  /** Gets the next events as text of the stream, each once and in order. @returns false when it wants no more until it has said to go on. */
  take(text: string): boolean;
  /** The events could not be read: it gets no more. */
  fail(error: unknown): void;
}

export interface FeedMember {
  readonly reader: EventReader;
  /** `new` until it has said from where it wants events, `full` until it has taken what it was given. */
  state: "new" | "taking" | "full";
  /** The number of the last event that it was given. */
  last: number;
}

/** Events of one read: also the most that a reader who takes nothing is given at once. */
const READ_LIMIT = 200;
/** So many readers get theirs before anything else of this process has its turn. */
const READERS_A_TURN = 500;

/**
 * The readers of one user's events in this process. What is new is read once for all of them. Those who are behind, since they have come
 * back or were slow, are brought up by reads of their own, in turn with those of what is new, so that nobody waits for them.
 */
export class UserFeed {
  readonly #read: (afterId: number, limit: number) => Promise<StoredEvent[]>;
  readonly #members = new Set<FeedMember>();
  /** The largest number of an event that a reader has. */
  #newest = 0;
  #mayHaveNews = false;
  #isNewsNext = true;
  #isWorking = false;
  #isInterrupted = false;

  constructor(read: (afterId: number, limit: number) => Promise<StoredEvent[]>) {
    this.#read = read;
  }

  get size(): number {
    return this.#members.size;
  }

  get newest(): number {
    return this.#newest;
  }

  /** The database went away under it: it goes on when it is woken. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  has(member: FeedMember): boolean {
    return this.#members.has(member);
  }

  /** From now on whatever is new is remembered for this reader; it is given nothing before it goes on. */
  add(reader: EventReader): FeedMember {
    const member: FeedMember = { reader, state: "new", last: 0 };
    this.#members.add(member);
    return member;
  }

  remove(member: FeedMember): void {
    this.#members.delete(member);
  }

  /** There may be events that nobody here has. */
  wake(): void {
    this.#mayHaveNews = true;
    void this.#work();
  }

  /** Gives a new member what comes after an event. */
  start(member: FeedMember, afterId: number): void {
    member.last = afterId;
    member.state = "taking";
    this.#newest = Math.max(this.#newest, afterId);
    void this.#work();
  }

  /** Gives a member that was full the rest. */
  goOn(member: FeedMember): void {
    if (member.state !== "full") return;
    member.state = "taking";
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#isInterrupted = false;
    try {
      for (let from = this.#nextPlace(); from !== null; from = this.#nextPlace()) await this.#readFrom(from);
    } catch (error) {
      // The readers stay: they are told everything once the database is back, and a browser does not come back after an answer of 503.
      if (isDatabaseAway(error)) this.#isInterrupted = true;
      else this.#fail(error);
    } finally {
      this.#isWorking = false;
    }
    if (!this.#isInterrupted) return;
    const wasWoken = this.#mayHaveNews;
    this.#mayHaveNews = true;
    if (wasWoken) void this.#work();
  }

  /** After which event to read next; null when there is nothing to be had, or nobody to take it. */
  #nextPlace(): number | null {
    let behind = Number.POSITIVE_INFINITY;
    let hasCurrent = false;
    for (const { state, last } of this.#members) {
      if (state !== "taking") continue;
      if (last >= this.#newest) hasCurrent = true;
      else behind = Math.min(behind, last);
    }
    const hasNews = hasCurrent && this.#mayHaveNews;
    if (behind === Number.POSITIVE_INFINITY) return hasNews ? this.#newest : null;
    const isNewsNext = hasNews && this.#isNewsNext;
    this.#isNewsNext = !isNewsNext;
    return isNewsNext ? this.#newest : behind;
  }

  async #readFrom(from: number): Promise<void> {
    const hadNews = this.#mayHaveNews;
    const newest = this.#newest;
    this.#mayHaveNews = false;
    const events = await this.#read(from, READ_LIMIT);
    const lastRead = events.at(-1)?.id ?? from;
    const isAll = events.length < READ_LIMIT;
    // When all was read, an event that a reader lacks and did not get now is not kept any more.
    const end = isAll ? Math.max(newest, lastRead) : lastRead;
    if (!isAll && (hadNews || end >= newest)) this.#mayHaveNews = true;
    this.#newest = Math.max(this.#newest, end);
    await this.#give(from, end, new EventTexts(events));
  }

  /** To everybody who lacks nothing before these. */
  async #give(from: number, end: number, texts: EventTexts): Promise<void> {
    let given = 0;
    for (const member of this.#members) {
      if (member.state !== "taking" || member.last < from || member.last >= end) continue;
      const text = texts.after(member.last);
      member.last = end;
      if (text !== "" && !member.reader.take(text)) member.state = "full";
      given += 1;
      if (given % READERS_A_TURN === 0) await nextTurn();
    }
  }

  #fail(error: unknown): void {
    // Whoever is new has not read anything that could go on: it will ask for what there is.
    this.#mayHaveNews = true;
    for (const member of [...this.#members]) {
      if (member.state === "new") continue;
      this.#members.delete(member);
      member.reader.fail(error);
    }
  }
}
