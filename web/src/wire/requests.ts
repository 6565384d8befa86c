// The lab's questions over HTTP. Each gives what was asked for, or throws Refused or WireError.

import { fieldsOf, WireError } from "./fields.ts";
import {
  type Catalogue,
  catalogue,
  type PreparedPicture,
  preparedPicture,
  refusal,
  type Taken,
  taken,
} from "./messages.ts";

/** The server said no, or could not be reached (code OFFLINE). */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;
  /** In the server's own words. */
  readonly detail: string;

  constructor(code: string, detail = "") {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** A page of another origin cannot set this header without being asked for leave, which is never given. */
const OURS = { "X-Digitscope": "lab" };
const IDX_HEAD = { images: 16, labels: 8 };

export async function shippedNetworks(): Promise<Catalogue> {
  return catalogue(await json("/api/networks"));
}

/** The bytes of a network file, by its name. */
export async function networkFile(name: string): Promise<ArrayBuffer> {
  return content(`/api/networks/${encodeURIComponent(name)}`);
}

/** The one-file document with the network of that name. */
export async function documentWith(name: string): Promise<Blob> {
  return new Blob([await content(`/api/documents/${encodeURIComponent(name)}`)], { type: "text/html" });
}

export async function sendNetwork(file: Blob): Promise<Taken> {
  return taken(await json("/api/networks", file));
}

export async function sendPicture(file: Blob): Promise<PreparedPicture> {
  return preparedPicture(await json("/api/images", file));
}

/** MNIST's test digits: n x 784 levels and n labels. */
export async function testDigits(): Promise<{ levels: Uint8Array; labels: Uint8Array }> {
  const [images, labels] = await Promise.all((["images", "labels"] as const).map(idx));
  if (images.length !== labels.length * 784) throw new WireError("the test digits came incomplete");
  return { levels: images, labels };
}

/** The body of an IDX file, behind its head. */
async function idx(part: "images" | "labels"): Promise<Uint8Array> {
  return new Uint8Array(await content(`/api/digits/${part}`)).subarray(IDX_HEAD[part]);
}

async function json(path: string, body?: Blob): Promise<unknown> {
  return parsed(await content(path, body));
}

/** The body of an answer, to its last byte: a line can break midway too. */
async function content(path: string, body?: Blob): Promise<ArrayBuffer> {
  const asked = body ? { method: "POST", headers: { ...OURS, "Content-Type": "application/octet-stream" }, body } : {};
  let came: Response;
  let bytes: ArrayBuffer;
  try {
    came = await fetch(path, asked);
    bytes = await came.arrayBuffer();
  } catch {
    throw new Refused("OFFLINE");
  }
  if (came.ok) return bytes;
  throw refused(came.status, bytes);
}

function parsed(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new WireError("the answer must be JSON; got something else");
  }
}

function refused(status: number, bytes: ArrayBuffer): Refused {
  try {
    const { code, message, hint } = refusal(fieldsOf(fieldsOf(parsed(bytes), "an answer").error, "error"));
    return new Refused(code, `${message}: ${hint}`);
  } catch {
    return new Refused("OTHER", `HTTP ${status}`);
  }
}
