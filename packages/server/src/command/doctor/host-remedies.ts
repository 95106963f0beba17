/** What is to be done in a host's own code, in the words of its framework. */
export interface HostRemedies {
  /** By which a host starts. */
  readonly start: string;
  /** Nothing of ours answers at this path. */
  mount(url: URL): string[];
  /** How many proxies stand before the server, in place of all. */
  trustOne(): string[];
  /** The router before what reads bodies. */
  readLast(mountPath: string): string[];
  /** @param note what the address is for, or what it may be. */
  publicUrl(note: string): string[];
  /** Where requests are to be answered from now on; what follows for pages and services is the same everywhere. */
  move(mountPath: string, path: string): string[];
}
