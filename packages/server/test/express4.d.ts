/** Express 4 under another name; for what we use of it, the types of 5 are right. */
declare module "express4" {
  export { default } from "express";
}
