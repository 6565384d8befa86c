// The socket to the server as a small state machine: closed -> opening -> open -> waiting -> opening ...
// In: messages to send. Out: messages received, and whether the line is open. It comes back by itself.

import { WireError } from "./fields.ts";
import { type Received, received, type Sent, written } from "./messages.ts";

export interface Listener {
  message(message: Received): void;
  /** The line opened; or it closed, or could not be opened. */
  line(open: boolean): void;
}

/** What a connection needs of the page; tests give their own. */
export interface Surroundings {
  socket(): WebSocket;
  after(milliseconds: number, then: () => void): void;
}

type Line = "closed" | "opening" | "open" | "waiting";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 4000;

export class Connection {
  #line: Line = "closed";
  #socket: WebSocket | null = null;
  #wait = FIRST_WAIT;
  readonly #pending: Sent[] = [];
  readonly #listener: Listener;
  readonly #around: Surroundings;

  constructor(listener: Listener, around: Surroundings) {
    this.#listener = listener;
    this.#around = around;
  }

  open(): void {
    if (this.#line === "opening" || this.#line === "open") return;
    this.#line = "opening";
    const socket = this.#around.socket();
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = () => this.#closed();
  }

  /** Sent at once, or as soon as the line is open. */
  send(message: Sent): void {
    if (this.#line === "open") this.#socket?.send(written(message));
    else this.#pending.push(message);
  }

  #opened(): void {
    this.#line = "open";
    for (const message of this.#pending.splice(0)) this.send(message);
    this.#listener.line(true);
  }

  #received(data: unknown): void {
    try {
      const message = received(JSON.parse(String(data)));
      this.#wait = FIRST_WAIT; // an open line alone says little: a server may close it again at once
      this.#listener.message(message);
    } catch (error) {
      if (!(error instanceof WireError || error instanceof SyntaxError)) throw error;
      this.#socket?.close(); // a server that speaks another language; the next try may meet ours
    }
  }

  #closed(): void {
    this.#line = "waiting";
    this.#listener.line(false);
    this.#around.after(this.#wait, () => this.open());
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }
}

export const PAGE: Surroundings = {
  socket: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`),
  after: (milliseconds, then) => void setTimeout(then, milliseconds),
};
