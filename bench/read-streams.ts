import { connect } from "node:net";

/** What a process of readers is told first: where the streams are, and who reads each of them. */
export interface StreamsOrder {
  port: number;
  users: string[];
}

/** What it says: that all streams are open, and from then on, whenever all of them have got so many events, how many. */
export type StreamsNews = { kind: "open" } | { kind: "events"; each: number };

/** Streams that are opened at once. */
const OPENING = 100;
const END_OF_DATA = "}".charCodeAt(0);

/**
 * Opens event streams over plain sockets, in a process of its own, since one has only so many, and since what is measured is the server.
 * The data of each event here has one brace that closes: so many have come as there were braces, however the bytes are cut up.
 */
async function readStreams({ port, users }: StreamsOrder): Promise<void> {
  const got = new Uint32Array(users.length);
  let each = 0;
  let complete = 0;
  let opened = () => {};
  let unopened = 0;
  const count = (index: number, bytes: Buffer) => {
    for (let at = bytes.indexOf(END_OF_DATA); at >= 0; at = bytes.indexOf(END_OF_DATA, at + 1)) {
      got[index] = (got[index] ?? 0) + 1;
      if (got[index] !== each + 1) continue;
      complete += 1;
      if (each === 0 && --unopened === 0) opened();
      if (complete < users.length) continue;
      each += 1;
      complete = got.filter((number) => number > each).length;
      // The first is that the stream is open.
      process.send?.((each === 1 ? { kind: "open" } : { kind: "events", each: each - 1 }) satisfies StreamsNews);
    }
  };
  for (let start = 0; start < users.length; start += OPENING) {
    const some = users.slice(start, start + OPENING);
    unopened = some.length;
    const open = new Promise<void>((resolve) => (opened = resolve));
    some.forEach((user, index) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(`GET /api/model-events HTTP/1.1\r\nHost: localhost\r\nX-User: ${user}\r\n\r\n`));
      socket.on("data", (bytes) => count(start + index, bytes));
      socket.on("close", () => {
        throw new Error("A stream was closed.");
      });
    });
    await open;
  }
}

process.once("message", (order: StreamsOrder) => void readStreams(order));
process.on("disconnect", () => process.exit(0));
