import { createHash } from "node:crypto";
import { errorCode } from "./database-error.ts";
import { inlineLiterals, toLiteral } from "./inline-literals.ts";

/** Most statements that a connection keeps prepared: each takes memory of the server. */
const MAX_PER_CONNECTION = 100;
/** So often may a connection lose track of what it has prepared. */
const MAX_GENERATIONS = 20;

/** The session is another one than before, as behind a pooler that gives each transaction the next best (PostgreSQL, appendix A). */
const OTHER_SESSION: ReadonlySet<unknown> = new Set(["26000", "42P05"]);
/** A table has another form than when the statement was prepared: "cached plan must not change result type". */
const STALE_PLAN = "0A000";
/** The types of its parameters can't be told from a statement alone. */
const UNTYPED: ReadonlySet<unknown> = new Set(["42P18", "42P08"]);

export interface ReadStatement {
  /** With `$1`, `$2` … */
  sql: string;
  values: readonly unknown[];
}

interface Session {
  generation: number;
  readonly known: Set<string>;
}

/**
 * Keeps reads prepared on their connections, in SQL's own words, since the simple protocol has no other: planning takes most of the time of a
 * small read, and a prepared one is planned a few times only. Where that can't be, reads go on as plain statements: a read harms nothing when
 * it is sent again.
 */
export class PreparedReads {
  readonly #sessions = new WeakMap<object, Session>();
  readonly #hashes = new Map<string, string>();
  readonly #untyped = new Set<string>();
  #isOff = false;

  /**
   * Sends reads over a connection, prepared where they can be.
   * @param send gets one text for each statement, to be sent in this order in one message, and gives what Postgres answered.
   * @returns the answer, and which of its results belong to the statements.
   */
  async run<Answer>(connection: object, statements: readonly ReadStatement[], send: (texts: string[]) => Promise<Answer>): Promise<{ answer: Answer; isPreparing: boolean[] }> {
    const plain = () => statements.map(({ sql, values }) => inlineLiterals(sql, values));
    const session = this.#sessionOf(connection);
    if (this.#isOff || session.generation >= MAX_GENERATIONS) return { answer: await send(plain()), isPreparing: statements.map(() => false) };
    const fresh = new Set<string>();
    const parts = statements.map((statement) => this.#prepare(session, statement, fresh));
    try {
      const answer = await send(parts.map(({ text }) => text));
      for (const name of fresh) session.known.add(name);
      return { answer, isPreparing: parts.map(({ isPreparing }) => isPreparing) };
    } catch (error) {
      // What was prepared before the message failed stays prepared, which is not known here: other names are taken from now on.
      if (fresh.size > 0 || errorCode(error) === STALE_PLAN) this.#forget(session);
      if (!this.#isOurs(error, parts, statements)) throw error;
      return { answer: await send(plain()), isPreparing: statements.map(() => false) };
    }
  }

  #prepare(session: Session, { sql, values }: ReadStatement, fresh: Set<string>): { text: string; isPreparing: boolean; isPrepared: boolean } {
    const name = `m3d_${this.#hashOf(sql)}_${session.generation}`;
    const isKnown = session.known.has(name) || fresh.has(name);
    if (!isKnown && (this.#untyped.has(sql) || session.known.size + fresh.size >= MAX_PER_CONNECTION)) return { text: inlineLiterals(sql, values), isPreparing: false, isPrepared: false };
    const run = `execute ${name}${values.length > 0 ? `(${values.map(toLiteral).join(", ")})` : ""}`;
    if (isKnown) return { text: run, isPreparing: false, isPrepared: true };
    fresh.add(name);
    return { text: `prepare ${name} as\n${sql}\n;\n${run}`, isPreparing: true, isPrepared: true };
  }

  /** Whether it failed for being prepared, and not for what it asks. */
  #isOurs(error: unknown, parts: readonly { isPreparing: boolean; isPrepared: boolean }[], statements: readonly ReadStatement[]): boolean {
    const code = errorCode(error);
    if (!parts.some(({ isPrepared }) => isPrepared)) return false;
    if (OTHER_SESSION.has(code)) return (this.#isOff = true);
    if (UNTYPED.has(code)) parts.forEach(({ isPreparing }, index) => isPreparing && this.#untyped.add(statements[index]?.sql ?? ""));
    return code === STALE_PLAN || UNTYPED.has(code);
  }

  #forget(session: Session): void {
    session.generation += 1;
    session.known.clear();
  }

  #sessionOf(connection: object): Session {
    const session = this.#sessions.get(connection) ?? { generation: 0, known: new Set() };
    this.#sessions.set(connection, session);
    return session;
  }

  #hashOf(sql: string): string {
    const known = this.#hashes.get(sql);
    if (known !== undefined) return known;
    const hash = createHash("sha256").update(sql).digest("hex").slice(0, 24);
    if (this.#hashes.size < 10 * MAX_PER_CONNECTION) this.#hashes.set(sql, hash);
    return hash;
  }
}
