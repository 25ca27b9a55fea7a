import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { PAGES } from "./src/routes.ts";

const API = process.env["STYLIPP_API"] ?? "http://localhost:8000";

/** Has the font load beside the style sheet that asks for it, so that text is drawn in it at once. */
function preloadedFont(): Plugin {
  return {
    name: "preloaded-font",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((name) => name.endsWith(".woff2"))
          .map((name) => ({
            tag: "link",
            attrs: { rel: "preload", href: `/${name}`, as: "font", type: "font/woff2", crossorigin: "" },
          })),
    },
  };
}

/** Writes the list of pages for the server, and compressed copies of all text files. */
function forTheServer(): Plugin {
  return {
    name: "for-the-server",
    apply: "build",
    async writeBundle({ dir = "dist" }) {
      await writeFile(join(dir, "pages.json"), JSON.stringify(PAGES));
      for (const name of await readdir(dir, { recursive: true })) {
        if (!/\.(html|js|css|svg)$/.test(name)) continue;
        const path = join(dir, name);
        const content = await readFile(path);
        await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
        await writeFile(`${path}.br`, brotliCompressSync(content));
      }
    },
  };
}

export default defineConfig(({ command }) => ({
  plugins: [command === "serve" && react(), preloadedFont(), forTheServer()],
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ["/v1", "/docs", "/openapi.json", "/health", "/.well-known"].map((path) => [path, API]),
    ),
  },
  build: {
    target: "baseline-widely-available",
    assetsInlineLimit: 0, // the page policy allows no data: URLs
    modulePreload: { polyfill: false }, // it would be an inline script
    // In one file each, what every page needs, and what those behind the login do: small files compress worse.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "shared", tags: ["$initial"] },
            { name: "inside", test: /src.(texts.inside|ui.(Confirm|CopyButton|Device|Facts|FileLink|Parts|Section|Time)\b)/ },
          ],
        },
      },
    },
  },
}));
