// For a look at the app without a stack: `npx vite-node tests/support/serve.ts`.
import { FixtureServer } from "./fixture_server";

const server = await FixtureServer.start({
  loggedIn: process.argv.includes("--logged-in"),
  empty: process.argv.includes("--empty"),
});
console.log(server.url);
