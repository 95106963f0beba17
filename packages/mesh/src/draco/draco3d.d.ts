/** Google's Draco, as far as it is used here. */
declare module "draco3d" {
  const draco3d: { createDecoderModule(): Promise<object>; createEncoderModule(): Promise<object> };
  export default draco3d;
}
