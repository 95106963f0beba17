/** The part of the Basis Universal transcoder (Binomial) that is used, by its own names. */
export interface BasisTranscoder {
  KTX2File: new (bytes: Uint8Array) => BasisFile;
}

export interface BasisFile {
  isValid(): boolean;
  isHDR?(): boolean;
  getWidth(): number;
  getHeight(): number;
  startTranscoding(): boolean | number;
  getImageTranscodedSizeInBytes(level: number, layer: number, face: number, format: number): number;
  transcodeImage(target: Uint8Array, level: number, layer: number, face: number, format: number, getAlphaForOpaque: number, channel0: number, channel1: number): boolean | number;
  close(): void;
  delete(): void;
}
