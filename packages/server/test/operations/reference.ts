/** What one user does, or what is heard of one of their models. Users, sources and models are told by their place in the reference. */
export type Operation =
  | { do: "grant"; user: number; amount: number }
  | { do: "start"; user: number; source: number }
  | { do: "progress"; model: number; progress: number }
  | { do: "succeed"; model: number }
  | { do: "fail"; model: number }
  | { do: "activate"; model: number }
  | { do: "delete"; model: number };

export interface ReferenceModel {
  readonly user: number;
  readonly source: number;
  readonly version: number;
  status: "PENDING" | "IN_PROGRESS" | "SUCCEEDED" | "FAILED";
  progress: number;
  isActive: boolean;
}

export const COST = 10;
const isOpen = ({ status }: ReferenceModel) => status === "PENDING" || status === "IN_PROGRESS";

/** Credits, versions and states in their plainest form: one thing after the other, everything in memory. */
export class Reference {
  balance: number[];
  /** By their place; one that was deleted is `null`. */
  models: (ReferenceModel | null)[] = [];
  /** Whose each model is or was, by its place. */
  owners: number[] = [];
  lastVersion = new Map<string, number>();

  constructor(users: number) {
    this.balance = Array.from({ length: users }, () => 0);
  }

  clone(): Reference {
    const copy = new Reference(0);
    copy.balance = [...this.balance];
    copy.models = this.models.map((model) => model && { ...model });
    copy.owners = [...this.owners];
    copy.lastVersion = new Map(this.lastVersion);
    return copy;
  }

  held(user: number): number {
    return this.models.filter((model) => model?.user === user && isOpen(model)).length * COST;
  }

  /** @param place where a model that is started goes. @returns what the caller is told. */
  apply(step: Operation, place: number): string {
    if (step.do === "grant") {
      this.balance[step.user] = (this.balance[step.user] ?? 0) + step.amount;
      return "granted";
    }
    if (step.do === "start") return this.start(step.user, step.source, place);
    const model = this.models[step.model] ?? null;
    if (step.do === "activate") return this.activate(model);
    if (step.do === "delete") return this.remove(model, step.model);
    if (model && isOpen(model)) this.hear(model, step);
    return "heard";
  }

  private start(user: number, source: number, place: number): string {
    if (this.models.some((model) => model?.user === user && model.source === source && isOpen(model))) return "generation_in_progress";
    if ((this.balance[user] ?? 0) - this.held(user) < COST) return "insufficient_credits";
    const version = (this.lastVersion.get(`${user} ${source}`) ?? 0) + 1;
    this.lastVersion.set(`${user} ${source}`, version);
    this.owners[place] = user;
    this.models[place] = { user, source, version, status: "PENDING", progress: 0, isActive: false };
    return `started ${version}`;
  }

  private hear(model: ReferenceModel, news: Extract<Operation, { do: "progress" | "succeed" | "fail" }>): void {
    if (news.do === "fail") {
      model.status = "FAILED";
    } else if (news.do === "progress") {
      model.status = "IN_PROGRESS";
      model.progress = Math.max(model.progress, news.progress);
    } else {
      Object.assign(model, { status: "SUCCEEDED", progress: 100 });
      this.balance[model.user] = (this.balance[model.user] ?? 0) - COST;
      this.show(model);
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
