/** Google's Draco, as far as tests use it. */
declare module "draco3d" {
  const draco3d: { createDecoderModule(): Promise<unknown>; createEncoderModule(): Promise<unknown> };
  export default draco3d;
}
