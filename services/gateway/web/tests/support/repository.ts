import { fileURLToPath } from "node:url";

export const PROTO_FOLDER = fileURLToPath(new URL("../../../../../proto", import.meta.url));
export const DIST_FOLDER = fileURLToPath(new URL("../../dist", import.meta.url));
export const GOLDEN_FOLDER = fileURLToPath(new URL("../../../../../tests/golden", import.meta.url));
