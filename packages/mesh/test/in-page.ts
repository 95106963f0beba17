/**
 * Gives readers made for pages what they look for beside what Node and workers have, for as long as they read. Pictures are not looked at: that they are found is.
 * `more` is what one of them needs beside it. In a page there is all of it, and pictures are what they are.
 */
export async function inPage<Result>(read: () => Result | Promise<Result>, more: Readonly<Record<string, unknown>> = {}): Promise<Result> {
  class Picture extends EventTarget {
    set src(_url: string) {
      queueMicrotask(() => this.dispatchEvent(new Event("load")));
    }
  }
  const make = () => new Picture();
  const missing = { self: globalThis, window: globalThis, createImageBitmap: () => Promise.resolve({ width: 1, height: 1 }), Image: Picture, document: { createElementNS: make, createElement: make } };
  const page = { ...("document" in globalThis ? {} : missing), ...more };
  const before = Object.keys(page).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    return await read();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}
