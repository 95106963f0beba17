/** Runs a script of this host in the page. */
export async function loadScript(address: URL): Promise<void> {
  const script = document.createElement("script");
  script.src = address.href;
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new TypeError(`Failed to fetch ${address.href}`)));
    document.head.append(script);
  });
  script.remove();
}
