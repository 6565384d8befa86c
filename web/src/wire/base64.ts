// Bytes as letters and back: base64 (RFC 4648, section 4).

/** More arguments than that a call may not take. */
const PIECE = 2 ** 15;

export function base64(bytes: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < bytes.length; at += PIECE) letters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(letters);
}

/** Throws DOMException for what is no base64. */
export function bytesIn(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length); // a loop, since an evaluation has 50,000 bytes
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
