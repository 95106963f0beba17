import { createRandom } from "@model-3d/test-utils";
import type { StreamEvent } from "@model-3d/contract";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "./event-repository.ts";
import { UserFeed, type FeedMember } from "./user-feed.ts";

const event = (balance: number): StreamEvent => ({ type: "credits.changed", balance, held: 0, available: balance, low: false });

/** A user's stored events, and a feed of them; what is asked for waits until it is answered. */
function openFeed() {
  const stored: StoredEvent[] = [];
  const waiting: (() => void)[] = [];
  const places: number[] = [];
  const feed = new UserFeed((afterId, limit) => {
    places.push(afterId);
    return new Promise((resolve) => waiting.push(() => resolve(stored.filter(({ id }) => id > afterId).slice(0, limit))));
  });
  const append = (count = 1) => {
    for (let i = 0; i < count; i += 1) {
      const id = (stored.at(-1)?.id ?? 0) + 1;
      stored.push({ id, event: event(id) });
    }
  };
  /** Answers the read that waits longest, and lets what follows from it be done. */
  const answer = async () => {
    waiting.shift()?.();
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };
  const settle = async () => {
    while (waiting.length > 0) await answer();
  };
  return { feed, stored, places, append, answer, settle, isWaiting: () => waiting.length > 0 };
}

interface Reader {
  ids: number[];
  member: FeedMember;
  takesNoMoreAfter: number;
}

function addReader(feed: UserFeed): Reader {
  const reader: Reader = {
    ids: [],
    takesNoMoreAfter: Number.POSITIVE_INFINITY,
    member: feed.add({
      take(text) {
        for (const [, id] of text.matchAll(/^id: (\d+)$/gm)) reader.ids.push(Number(id));
        return reader.ids.length < reader.takesNoMoreAfter;
      },
      fail: (error) => {
        throw error;
      },
    }),
  };
  return reader;
}

const series = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

describe("the readers of one user's events", () => {
  it("are given what is new by one read for all of them", async () => {
    const { feed, places, append, settle } = openFeed();
    const readers = Array.from({ length: 1_200 }, () => addReader(feed));
    for (const { member } of readers) feed.start(member, 0);
    append(3);
    feed.wake();
    await settle();
    expect(places).toEqual([0]);
    expect(readers.every(({ ids }) => ids.join() === "1,2,3")).toBe(true);
  });

  it("are brought up together where they are behind, and wait with what is new for no one who is", async () => {
    const { feed, places, append, answer, settle } = openFeed();
    append(1_000);
    const [current, ...behind] = [addReader(feed), addReader(feed), addReader(feed)];
    feed.start(current.member, 1_000);
    for (const { member } of behind) feed.start(member, 0);
    await answer();
    append();
    feed.wake();
    await answer();
    await answer();
    expect(current.ids).toEqual([1_001]);
    expect(behind[0]?.ids.length).toBeLessThan(1_000);
    await settle();
    for (const { ids } of behind) expect(ids).toEqual(series(1, 1_001));
    expect(places.length).toBeLessThanOrEqual(8);
  });

  it("are given no more than one read's worth that they do not take, which keeps nobody else waiting", async () => {
    const { feed, append, settle } = openFeed();
    const [slow, quick] = [addReader(feed), addReader(feed)];
    slow.takesNoMoreAfter = 1;
    for (const { member } of [slow, quick]) feed.start(member, 0);
    for (let round = 0; round < 10; round += 1) {
      append(100);
      feed.wake();
      await settle();
    }
    expect(slow.ids).toEqual(series(1, 100));
    expect(quick.ids).toEqual(series(1, 1_000));
    slow.takesNoMoreAfter = Number.POSITIVE_INFINITY;
    feed.goOn(slow.member);
    await settle();
    expect(slow.ids).toEqual(series(1, 1_000));
  });

  it("miss nothing that comes while they look for their place, and are not read for before they have it", async () => {
    const { feed, places, append, settle } = openFeed();
    const reader = addReader(feed);
    append(2);
    feed.wake();
    await settle();
    expect(places).toEqual([]);
    feed.start(reader.member, 1);
    await settle();
    expect(reader.ids).toEqual([2]);
  });

  it("do not wait for events that are not kept any more", async () => {
    const { feed, stored, append, settle } = openFeed();
    append(10);
    const [current, behind] = [addReader(feed), addReader(feed)];
    stored.length = 0;
    feed.start(current.member, 10);
    feed.start(behind.member, 4);
    await settle();
    expect(behind.ids).toEqual([]);
    stored.push({ id: 11, event: event(11) });
    feed.wake();
    await settle();
    expect([current.ids, behind.ids]).toEqual([[11], [11]]);
  });

  it.each(series(1, 40))("get each event once and in order, however they come, stop, go on and leave (seed %i)", async (seed) => {
    const random = createRandom(seed);
    const { feed, stored, append, answer, settle } = openFeed();
    const readers: (Reader & { from: number })[] = [];
    const anyone = () => readers[Math.floor(random() * readers.length)];
    const open = (reader: Reader) => {
      reader.takesNoMoreAfter = Number.POSITIVE_INFINITY;
      feed.goOn(reader.member);
    };
    const acts: (() => unknown)[] = [
      () => {
        append(Math.ceil(random() * 150));
        feed.wake();
      },
      () => {
        const from = Math.floor(random() * (stored.length + 1));
        const reader = Object.assign(addReader(feed), { from });
        readers.push(reader);
        feed.start(reader.member, from);
      },
      () => Object.assign(anyone() ?? {}, { takesNoMoreAfter: 0 }),
      () => {
        const reader = anyone();
        if (reader) open(reader);
      },
      () => {
        const reader = anyone();
        if (reader && random() < 0.2) feed.remove(reader.member);
      },
      answer,
      answer,
    ];
    for (let step = 0; step < 400; step += 1) await Promise.resolve(acts[Math.floor(random() * acts.length)]?.());
    const gone = readers.filter(({ member }) => !feed.has(member));
    for (const reader of readers) open(reader);
    await settle();
    expect(readers.length).toBeGreaterThan(20);
    for (const { ids, from } of readers.filter((reader) => !gone.includes(reader))) expect(ids).toEqual(series(from + 1, stored.length));
    for (const { ids, from } of gone) expect(ids).toEqual(series(from + 1, from + ids.length));
  });
});
