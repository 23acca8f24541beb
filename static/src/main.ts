import "./styles/tokens.css";
import "./styles/app.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { loadFonts } from "./lib/fonts";
import { i18n } from "./lib/i18n/i18n.svelte";
import { router } from "./lib/router.svelte";
import { session } from "./lib/session.svelte";

const place = document.getElementById("app");
if (!place) throw new Error("The page has no place for the application.");

loadFonts();
session.begin();
await i18n.begin();
router.begin();
place.replaceChildren();
mount(App, { target: place });
