import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { LiveElement } from "./live-element.ts";
import "./site.css";

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => void app.component("LiveElement", LiveElement),
} satisfies Theme;
