import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the app with the API of a gateway that runs beside it.
const gateway = process.env.OVERROUND_GATEWAY_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/v1": { target: gateway } } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // The content security policy allows fonts from our own origin only.
  },
});
