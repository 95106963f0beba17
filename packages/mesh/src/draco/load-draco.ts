/** Google's decoder of Draco from the package `draco3d`, for Node: loaded when it is called, and a new one each time, so that its memory goes with the file. */
export async function loadDraco(): Promise<object> {
  const { default: draco3d } = await import("draco3d");
  return draco3d.createDecoderModule();
}
