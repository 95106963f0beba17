import { mount } from "svelte";
import App from "./app.svelte";
import "./shop.css";

const target = document.getElementById("app");
if (target) mount(App, { target });
