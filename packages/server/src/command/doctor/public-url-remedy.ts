import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listCodeFiles } from "../init/list-code-files.ts";

const ADDRESS = "https://shop.example";

/** The variable where the host's code asks for it, as what `init` makes does, else the option. */
export function publicUrlRemedy(folder: string, environmentFile: string, note: string): string[] {
  const asks = listCodeFiles(folder, { withOurs: true }).some((file) => readFileSync(join(folder, file), "utf8").includes("process.env.PUBLIC_URL"));
  return asks ? [`echo 'PUBLIC_URL=${ADDRESS}' >> ${environmentFile} # then start it anew; ${note}`] : [`publicUrl: "${ADDRESS}", // an option of createModel3D: ${note}`];
}
