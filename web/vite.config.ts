// Builds the lab into the Python package: one page, its script, its style and its letters, nothing from elsewhere.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: "../src/digitscope/_static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the page's policy takes fonts and pictures from files only
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
