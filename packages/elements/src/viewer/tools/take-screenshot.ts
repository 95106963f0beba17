const MAX_NAME_LENGTH = 60;

/** A file name out of what the model is called: letters and digits of any script, the rest hyphens. */
export function nameScreenshot(alt: string): string {
  const name = alt
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, MAX_NAME_LENGTH)
    .replace(/^-+|-+$/g, "");
  return `${name || "model"}.png`;
}

/** Hands a file to the reader as a download. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has its own hold on the file once the click is through.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
