import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    // A browser to draw in only where something is drawn: it costs seconds for each file.
    environment: "node",
    environmentMatchGlobs: [["src/**/*.test.tsx", "jsdom"]],
    setupFiles: ["tests/support/browser_globals.ts"],
    include: ["src/**/*.test.{ts,tsx}", "tests/support/**/*.test.ts"],
  },
});
