import type { Random } from "../random.ts";
import type { CreateRequest } from "../tasks/create-request.ts";
import { createOccasions } from "./occasions.ts";
import { FAULT_NAMES, FAULTS, type FaultName, type FaultScope } from "./faults.ts";

/** What a predicate may look at to choose a task. */
export interface FaultCandidate {
  id: string;
  /** 1 for the first task that was accepted. */
  number: number;
  request: CreateRequest;
  /** The same, for the same seed, for the first, second … task with these options and photos, whatever else arrives before it. */
  occasion: string;
}

export interface FaultOptions {
  /** Tasks (or requests, for the scopes `request` and `create`) that it hits before it is used up. Default 1, with `when` without end. */
  times?: number;
  /** Only new tasks for which this holds. Not for the scopes `request` and `create`. */
  when?: (task: FaultCandidate) => boolean;
  /** Deliveries of the task, downloads of each file, requests in a row. Default: as the table says. */
  repeats?: number;
}

/** What was chosen for one task, and how often it still happens. */
export interface TaskFaults {
  has(name: FaultName): boolean;
  /** Names that were switched on for this task. */
  readonly names: readonly FaultName[];
  /** True once for each repeat; `part` (a file's name) is counted on its own. Draws the random ones of the scope `webhook` too. */
  take(name: FaultName, part?: string): boolean;
  add(name: FaultName, repeats?: number): void;
}

export interface FaultBook {
  set(name: FaultName, options?: FaultOptions): void;
  /** Forgets every fault that was set and not used, and the random ones. */
  clear(): void;
  forTask(candidate: FaultCandidate): TaskFaults;
  takeForRequest(): FaultName | null;
  /** `fingerprint`: of the request, so that the dice are thrown for it and not for its place in the line. */
  takeForCreate(fingerprint: string): FaultName | null;
}

export interface FaultBookOptions {
  /** 0 to 1 for each fault that happens at random. */
  probabilities: Partial<Record<FaultName, number>>;
  random: Random;
}

interface Setting {
  name: FaultName;
  left: number;
  repeats: number;
  when?: FaultOptions["when"];
}

/** Which of these a task can have once only; the first that is drawn stands. */
const ENDINGS: readonly FaultName[] = FAULT_NAMES.filter((name) => /^(failed-|canceled$|expired$|stall)/.test(name));

const MAX_SPOILED_DOWNLOADS = 4;

const scopeOf = (name: FaultName): FaultScope => FAULTS[name].scope;

/** Keeps what was switched on and draws the rest from the seed. */
export function createFaultBook({ probabilities: given, random }: FaultBookOptions): FaultBook {
  const probabilities = { ...given };
  const settings: Setting[] = [];
  const bursts = new Map<FaultName, number>();
  const requestRandom = random.fork("requests");
  const occasions = createOccasions();

  /** Uses one up. */
  function spend(setting: Setting): void {
    setting.left--;
    if (setting.left <= 0) settings.splice(settings.indexOf(setting), 1);
  }

  function takeForRequest(): FaultName | null {
    for (const [name, left] of bursts) {
      if (left > 1) bursts.set(name, left - 1);
      else bursts.delete(name);
      return name;
    }
    const chosen = choose("request", requestRandom);
    if (!chosen) return null;
    if (chosen.repeats > 1) bursts.set(chosen.name, chosen.repeats - 1);
    return chosen.name;
  }

  function choose(scope: FaultScope, dice: Random): { name: FaultName; repeats: number } | null {
    const setting = settings.find(({ name }) => scopeOf(name) === scope);
    if (setting) {
      spend(setting);
      return setting;
    }
    // Every one is thrown for, so that the switch of one does not change the luck of the others.
    const drawn = FAULT_NAMES.filter((name) => scopeOf(name) === scope && dice.chance(probabilities[name] ?? 0));
    const [name] = drawn;
    return name ? { name, repeats: FAULTS[name].repeats } : null;
  }

  function forTask(candidate: FaultCandidate): TaskFaults {
    const dice = random.fork(`task ${candidate.occasion}`);
    const chosen = new Map<FaultName, number>();
    for (const setting of [...settings]) {
      if (["request", "create"].includes(scopeOf(setting.name)) || setting.when?.(candidate) === false) continue;
      chosen.set(setting.name, setting.repeats);
      spend(setting);
    }
    for (const name of FAULT_NAMES) {
      const isOfTask = ["task", "file", "stream"].includes(scopeOf(name));
      if (!isOfTask || !dice.chance(probabilities[name] ?? 0) || chosen.has(name)) continue;
      if (ENDINGS.includes(name) && ENDINGS.some((ending) => chosen.has(ending))) continue;
      chosen.set(name, scopeOf(name) === "file" ? drawDownloads(name, dice) : FAULTS[name].repeats);
    }
    return keepTaskFaults(chosen, probabilities, dice.fork("deliveries"));
  }

  return {
    set(name, { times, when, repeats } = {}) {
      settings.push({ name, when, left: times ?? (when ? Infinity : 1), repeats: repeats ?? FAULTS[name].repeats });
    },
    clear() {
      settings.length = 0;
      bursts.clear();
      for (const name of FAULT_NAMES) delete probabilities[name];
    },
    forTask,
    takeForRequest,
    takeForCreate: (fingerprint) => choose("create", random.fork(`create ${occasions(fingerprint)}`))?.name ?? null,
  };
}

/** How many downloads of each file a fault that came at random spoils. */
function drawDownloads(name: FaultName, dice: Random): number {
  const count = 1 + Math.floor(dice.next() * MAX_SPOILED_DOWNLOADS);
  return Number.isFinite(FAULTS[name].repeats) ? count : FAULTS[name].repeats;
}

function keepTaskFaults(chosen: Map<FaultName, number>, probabilities: Partial<Record<FaultName, number>>, dice: Random): TaskFaults {
  const taken = new Map<string, number>();
  return {
    has: (name) => chosen.has(name),
    get names() {
      return [...chosen.keys()];
    },
    take(name, part = "") {
      const count = taken.get(`${name} ${part}`) ?? 0;
      const isDrawn = scopeOf(name) === "webhook" && dice.chance(probabilities[name] ?? 0);
      if (count >= (chosen.get(name) ?? 0)) return isDrawn;
      taken.set(`${name} ${part}`, count + 1);
      return true;
    },
    add: (name, repeats = FAULTS[name].repeats) => void chosen.set(name, repeats),
  };
}
