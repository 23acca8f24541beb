import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

import { compressed } from "./build/compressed.js";
import { shell } from "./build/shell.js";

const SERVER = process.env.SIDEPRO_SERVER ?? "http://localhost:8000";

const SHARED = /\/static\/src\/(?:App\.svelte|(?:components|lib)\/[^/]+\.(?:svelte|ts)$)/;

/**
 * Every page has an entry of its own; the server finds its hashed files in the manifest. dist is laid out
 * as the addresses are: /assets/… never changes, what comes from public/ may.
 */
export default defineConfig({
  plugins: [svelte(), compressed(), shell(SERVER)],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    // A data: address would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Swagger UI is one script of its own.
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { app: "src/main.ts", theme: "src/theme.ts", docs: "src/docs/main.js" },
      // What most pages share is one file: forty small ones keep a phone waiting longer than their bytes do.
      output: { codeSplitting: { groups: [{ name: "core", test: SHARED }] } },
    },
  },
  server: {
    port: 5173,
    proxy: {
      "/api": { target: SERVER, changeOrigin: true, headers: { Origin: SERVER } },
      "/ws": { target: SERVER, ws: true, changeOrigin: true, headers: { Origin: SERVER } },
    },
  },
});
