import { defineConfig } from "vite";

/**
 * Every page has an entry of its own; the server finds its hashed files in the manifest. dist is laid out
 * as the addresses are: /assets/… never changes, what comes from public/ may.
 */
export default defineConfig({
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    // A data: address would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Swagger UI is one script of its own.
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: { docs: "src/docs/main.js" },
    },
  },
});
