// Bytes as letters and back: base64 for files, base64url without padding for addresses (RFC 4648, sections 4 and 5).
// Only the one way of writing these bytes is read; anything else is Unreadable.

import { wrong } from "./unreadable.ts";

/** More arguments than that a call may not take. */
const PIECE = 2 ** 15;

export function base64(bytes: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < bytes.length; at += PIECE) letters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(letters);
}

export function fromBase64(text: string, what: string): Uint8Array<ArrayBuffer> {
  let letters = "";
  try {
    letters = atob(text);
  } catch {
    throw wrong(what, "base64", text);
  }
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
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
