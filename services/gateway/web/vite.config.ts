import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

// `npm run dev` serves the app with the API of a gateway that runs beside it.
const gateway = process.env.OVERROUND_GATEWAY_URL ?? "http://127.0.0.1:8080";

// The gateway sends `x.br` or `x.gz` where the browser takes it, and never compresses by itself.
function precompressed(): Plugin {
  return {
    name: "precompressed",
    writeBundle({ dir }) {
      for (const file of readdirSync(dir!, { recursive: true, encoding: "utf8" })) {
        const path = join(dir!, file);
        if (!/\.(js|css|html|svg)$/.test(file) || statSync(path).size < 1024) continue;
        const bytes = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(bytes));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), precompressed()],
  server: { proxy: { "/v1": { target: gateway } } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // The content security policy allows fonts from our own origin only.
  },
});
