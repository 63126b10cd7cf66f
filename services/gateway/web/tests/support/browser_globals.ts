import { webcrypto } from "node:crypto";

// What every browser has and Debian 12's Node 18 keeps to itself.
globalThis.crypto ??= webcrypto as Crypto;
