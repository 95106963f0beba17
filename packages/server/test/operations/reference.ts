import { CreditReference } from "../../src/credits/test/credit-reference.ts";
import type { News, Operation, OverdueAnswer, Part } from "./operation.ts";

export interface ReferenceModel {
  readonly user: number;
  readonly source: number;
  readonly version: number;
  status: "PENDING" | "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "EXPIRED";
  progress: number;
  isActive: boolean;
  /** When its service got it. */
  readonly openedAt: number;
  /** Until when no other sweeper takes it because of its deadline. */
  takenUntil: number;
  /** Whether its service has said that it succeeded after it had been given up. */
  isLate: boolean;
}

export const COST = 10;
export const DEADLINE_MS = 30 * 60_000;
/** Within these a run meets each of the four now and then. */
export const LIMITS = { user: { day: 30, month: 60 }, host: { day: 50, month: 100 } };
/** For how long a sweeper has a task to itself. */
const TAKEN_FOR_MS = 30_000;
export const isOpen = ({ status }: ReferenceModel) => status === "PENDING" || status === "IN_PROGRESS";

/** What is told of a part, and what is left to do after it. */
export interface Applied {
  told: string | null;
  more?: Part[];
}

/** Credits, versions and states in their plainest form: one thing after the other, everything in memory. */
export class Reference {
  time = 0;
  users: CreditReference[];
  /** By their place; one that was deleted is `null`. */
  models: (ReferenceModel | null)[] = [];
  /** Whose each model is or was, by its place. */
  owners: number[] = [];
  lastVersion = new Map<string, number>();
  seen: string[] = [];

  constructor(users: number) {
    this.users = Array.from({ length: users }, () => new CreditReference());
  }

  clone(): Reference {
    const copy = new Reference(0);
    copy.time = this.time;
    copy.users = this.users.map((user) => user.clone());
    copy.models = this.models.map((model) => model && { ...model });
    copy.owners = [...this.owners];
    copy.lastVersion = new Map(this.lastVersion);
    copy.seen = [...this.seen, ...this.users.flatMap(({ seen }) => seen)];
    return copy;
  }

  /** The transactions that an operation begins with. @param other what it may find locked. */
  partsOf(operation: Operation, other: Operation): Part[][] {
    if (operation.do === "renew") return [[...this.users.map((_, user): Part => ({ do: "reset", user })), ...this.users.map((_, user): Part => ({ do: "write off", user }))]];
    if (operation.do !== "sweep") return [[operation]];
    // A task that somebody else has just locked is left for the next time.
    const locked = "model" in other ? [null, other.model] : [null];
    return locked.map((except): Part[] => [{ do: "take overdue", says: operation.says, except }]);
  }

  /** @param place where a model that is started goes. @param born tells which transaction began first, for grants. */
  apply(part: Part, place: number, born: number): Applied {
    for (const user of this.users) Object.assign(user, { at: this.time, born });
    switch (part.do) {
      case "credits":
        return { told: this.try(part.user, (credits) => credits.apply(part.step, this.users), (told) => told !== "refused") };
      case "reset":
      case "write off":
        this.users[part.user]?.apply({ do: part.do === "reset" ? "reset" : "expire" });
        return { told: null };
      case "take overdue":
        return { told: null, more: this.takeOverdue(part.says, part.except) };
      case "give up":
        this.giveUp(part.model, part.says);
        return { told: null };
      case "start":
        return { told: this.start(part.user, part.source, place) };
      case "activate":
        return { told: this.activate(this.models[part.model] ?? null) };
      case "delete":
        return { told: this.remove(this.models[part.model] ?? null, part.model) };
      default:
        // A page has its service asked only for what goes on, but may hear the answer after an end that came meanwhile.
        if (part.via === "page") return { told: "heard", more: this.isUnderWay(part.model) ? [{ ...part, via: "sweeper" }] : [] };
        this.hear(part);
        return { told: "heard" };
    }
  }

  private isUnderWay(place: number): boolean {
    const model = this.models[place];
    return Boolean(model && isOpen(model));
  }

  /** What is refused is as if it had never been. */
  private try(user: number, move: (credits: CreditReference) => string, isDone: (told: string) => boolean): string {
    const credits = this.users[user];
    if (!credits) throw new Error(`There is no user ${user}.`);
    const before = credits.clone();
    const told = move(credits);
    if (!isDone(told)) this.users[user] = before;
    return told;
  }

  private start(user: number, source: number, place: number): string {
    if (this.models.some((model) => model?.user === user && model.source === source && isOpen(model))) return "generation_in_progress";
    const told = this.try(user, (credits) => credits.apply({ do: "hold", model: place, amount: COST, allowShort: false, limits: LIMITS }, this.users), (held) => held === "held");
    if (told === "insufficient") return "insufficient_credits";
    if (told !== "held") return told;
    const version = (this.lastVersion.get(`${user} ${source}`) ?? 0) + 1;
    this.lastVersion.set(`${user} ${source}`, version);
    this.owners[place] = user;
    this.models[place] = { user, source, version, status: "PENDING", progress: 0, isActive: false, openedAt: this.time, takenUntil: 0, isLate: false };
    return `started ${version}`;
  }

  private hear(news: News): void {
    const model = this.models[news.model];
    if (!model) return;
    if (!isOpen(model)) {
      if (news.do !== "succeed" || model.status === "SUCCEEDED" || model.isLate) return;
      model.isLate = true;
      this.seen.push("a success that came too late");
    } else if (news.do === "progress") {
      model.status = "IN_PROGRESS";
      model.progress = Math.max(model.progress, news.progress);
    } else this.end(model, news.model, news.do === "succeed" ? "SUCCEEDED" : "FAILED");
  }

  private end(model: ReferenceModel, place: number, status: "SUCCEEDED" | "FAILED" | "EXPIRED"): void {
    const credits = this.users[model.user];
    model.status = status;
    if (status !== "SUCCEEDED") {
      credits?.apply({ do: "release", model: place, as: status === "EXPIRED" ? "expired" : "released" });
      return;
    }
    model.progress = 100;
    credits?.apply({ do: "capture", model: place });
    this.show(model);
  }

  private takeOverdue(says: OverdueAnswer, except: number | null): Part[] {
    return this.models.flatMap((model, place): Part[] => {
      if (!model || place === except || !isOpen(model) || model.openedAt >= this.time - DEADLINE_MS || model.takenUntil > this.time) return [];
      model.takenUntil = this.time + TAKEN_FOR_MS;
      return [{ do: "give up", says, model: place }];
    });
  }

  private giveUp(place: number, says: OverdueAnswer): void {
    const model = this.models[place];
    if (says === "succeeded" || says === "failed") {
      if (model && isOpen(model)) this.seen.push(`a task past its deadline that had ${says}`);
      this.hear({ do: says === "succeeded" ? "succeed" : "fail", model: place, via: "sweeper" });
    } else if (model && isOpen(model)) {
      const isWaitedFor = says === "away" && this.time - model.openedAt < 2 * DEADLINE_MS;
      this.seen.push(isWaitedFor ? "a task past its deadline whose service is away" : "a task that expired");
      if (!isWaitedFor) this.end(model, place, "EXPIRED");
    }
  }

  private activate(model: ReferenceModel | null): string {
    if (!model) return "not_found";
    if (model.status !== "SUCCEEDED") return "not_succeeded";
    this.show(model);
    return "activated";
  }

  private remove(model: ReferenceModel | null, place: number): string {
    if (!model) return "not_found";
    const others = this.siblings(model).filter((other) => other !== model && other.status === "SUCCEEDED");
    const newest = others.sort((a, b) => b.version - a.version)[0];
    if (model.isActive && !newest) return "only_version";
    // Its service has been asked for it by then.
    if (isOpen(model)) this.users[model.user]?.apply({ do: "release", model: place, isSpent: true });
    this.models[place] = null;
    if (model.isActive && newest) newest.isActive = true;
    return "deleted";
  }

  private show(model: ReferenceModel): void {
    for (const other of this.siblings(model)) other.isActive = other === model;
  }

  private siblings({ user, source }: ReferenceModel): ReferenceModel[] {
    return this.models.filter((other): other is ReferenceModel => other?.user === user && other.source === source);
  }
}
