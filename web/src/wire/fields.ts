// Values of a type from JSON of unknown shape. In: an object and a field's name. Out: its value, or a WireError.

import { bytesIn } from "./base64.ts";

/** What came from the server is not what was agreed on. */
export class WireError extends Error {
  override readonly name = "WireError";
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(what, "an object", value);
  return value as Fields;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw wrong(name, "a text", value);
  return value;
}

export function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(name, "a number", value);
  return value;
}

export function boolean(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== "boolean") throw wrong(name, "true or false", value);
  return value;
}

export function numbers(fields: Fields, name: string, count?: number): number[] {
  const value = fields[name];
  const fits = Array.isArray(value) && value.every(Number.isFinite) && (count === undefined || value.length === count);
  if (!fits) throw wrong(name, count === undefined ? "numbers" : `${count} numbers`, value);
  return value;
}

export function texts(fields: Fields, name: string): string[] {
  const value = fields[name];
  if (!Array.isArray(value) || !value.every((part) => typeof part === "string")) throw wrong(name, "texts", value);
  return value;
}

export function list(fields: Fields, name: string): unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw wrong(name, "a list", value);
  return value;
}

/** Bytes that came as base64. */
export function bytes(fields: Fields, name: string, count?: number): Uint8Array {
  const letters = text(fields, name);
  let found: Uint8Array;
  try {
    found = bytesIn(letters);
  } catch {
    throw wrong(name, "base64", letters.slice(0, 20));
  }
  if (count !== undefined && found.length !== count) throw wrong(name, `${count} bytes`, `${found.length} bytes`);
  return found;
}

function wrong(name: string, asked: string, came: unknown): WireError {
  return new WireError(`${name} must be ${asked}; got ${JSON.stringify(came)?.slice(0, 80)}`);
}
