import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/browser/**/*.spec.ts"],
    // One browser and one server serve all the specs of a file; two files at a time fill two cores.
    poolOptions: { forks: { maxForks: 2 } },
    testTimeout: 120_000, // A machine that builds beside the tests may be ten times slower.
    hookTimeout: 120_000,
    retry: 1, // A Chromium that dies under a test is not the app's fault; a fault of the app fails twice.
  },
});
