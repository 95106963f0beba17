const ENTRIES: readonly (readonly [name: string, value: string, note: string])[] = [
  ["DATABASE_URL", "", "postgres://user:password@host:5432/name; empty: an embedded database in .model-3d/database"],
  ["MODEL_3D_STORAGE", "", "folder of photos and models; empty: .model-3d/files"],
  ["PUBLIC_URL", "", "https://shop.example: where services and phones reach this server"],
  ["MESHY_API_KEY", "", "makes models at Meshy.ai; empty: the local generator"],
  ["MESHY_WEBHOOK_SECRET", "", "of the webhook in Meshy's dashboard"],
  ["MODEL_3D_DEMO_USER", "6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10", "who asks while nobody signs in; never in production"],
];

/** `.env.example` with our variables at its end, those that it has already left as they are. */
export function addEnvironmentEntries(text: string | null): string {
  const lacking = ENTRIES.filter(([name]) => !new RegExp(`^\\s*#?\\s*(?:export\\s+)?${name}=`, "m").test(text ?? ""));
  if (lacking.length === 0) return text ?? "";
  const before = text === null || text.trim() === "" ? "" : `${text.replace(/\n*$/, "\n")}\n`;
  return `${before}# model-3d\n${lacking.map(([name, value, note]) => `# ${note}\n${name}=${value}\n`).join("")}`;
}
