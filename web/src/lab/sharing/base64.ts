// Bytes that are shared, read back from letters: base64 for files, base64url without padding for addresses (RFC 4648,
// sections 4 and 5). Only the one way of writing these bytes is read; anything else is Unreadable.

import { base64, bytesIn } from "../../wire/base64.ts";
import { wrong } from "./unreadable.ts";

export function fromBase64(text: string, what: string): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = bytesIn(text);
  } catch {
    throw wrong(what, "base64", text);
  }
  if (base64(bytes) !== text) throw wrong(what, "base64 as it is written", text);
  return bytes;
}

export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64url(text: string, what: string): Uint8Array<ArrayBuffer> {
  if (/[+/=]/.test(text)) throw wrong(what, "base64url", text);
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, "="), what);
}
