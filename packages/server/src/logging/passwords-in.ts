/** The password of an address, as it stands there and as it is meant. One that is the name of its user protects nothing, and would be found everywhere. */
export function passwordsIn(address: string): string[] {
  const url = URL.parse(address);
  if (!url || url.password === "" || url.password === url.username) return [];
  return [url.password, decode(url.password)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
