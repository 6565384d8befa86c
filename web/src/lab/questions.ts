// The lab's questions about the 10,000 test digits and the server's machine, one at a time and within its pace. In:
// networks to be evaluated, knobs to be swept. Out: messages to send; and, as answers come, intents to the lab.

import type { Network } from "../engine/network.ts";
import type { Received, Sent } from "../wire/messages.ts";
import type { Address } from "./addresses.ts";
import type { KnobRange, Send, Speed, State, Sweep } from "./state.ts";

/** What the questions need of the lab around them. */
export interface Around {
  state(): State;
  readonly send: Send;
  /** The way to the server. */
  say(message: Sent): void;
  /** What the server calls this network; it is sent there first where that must be. Null where it was refused. */
  addressOf(network: Network): Promise<Address | null>;
  /** The server has no network of that name any more. */
  forget(name: string): void;
  /** What the server refused, in words. */
  tell(code: string, detail: string): void;
  now(): number;
  after(milliseconds: number, then: () => void): void;
}

interface Question {
  readonly network: Network;
  /** What it was turned from, as it was loaded. */
  readonly loaded: Network | null;
  /** Of no interest once a newer one is asked; until somebody asks for it for good. */
  latest: boolean;
  readonly done: Promise<void>;
  readonly settle: () => void;
}

/** The question that is under way, and under which name the server knows its network. */
interface Asked {
  readonly id: number;
  readonly question: Question;
  readonly name: string;
  /** Whether it is asked a second time, since the server had forgotten the network. */
  readonly again: boolean;
}

/** The sweep that was asked for last. */
interface Sweeping {
  readonly id: number;
  readonly network: Network;
  readonly knobs: readonly KnobRange[];
  readonly name: string;
  readonly again: boolean;
}

/** The server takes 20 messages a second, and 40 at once after a rest; a little less is asked of it. */
const PER_SECOND = 18;
const BURST = 36;

export class Questions {
  readonly #around: Around;
  #waiting: readonly Question[] = [];
  #asked: Asked | null = null;
  #swept: Sweeping | null = null;
  /** The measurement that is under way. */
  #measured: number | null = null;
  #ids = 0;
  #left = BURST;
  #counted: number;

  constructor(around: Around) {
    this.#around = around;
    this.#counted = around.now();
  }

  evaluate(network: Network, latest: boolean): Promise<void> {
    if (this.#around.state().evaluations.some((one) => one.of === network)) return Promise.resolve();
    const known = [this.#asked?.question, ...this.#waiting].find((one) => one?.network === network);
    if (known) {
      known.latest &&= latest;
      return known.done;
    }
    const loaded = this.#around.state().bench?.source.network ?? null;
    const question = questionOf(network, loaded, latest);
    const outdated = latest ? this.#waiting.filter((one) => one.latest) : [];
    this.#waiting = [...this.#waiting.filter((one) => !outdated.includes(one)), question];
    for (const one of outdated) one.settle();
    this.#next();
    return question.done;
  }

  sweep(network: Network, knobs: readonly KnobRange[]): Promise<void> {
    return this.#sweep(network, knobs, false);
  }

  async #sweep(network: Network, knobs: readonly KnobRange[], again: boolean): Promise<void> {
    const id = ++this.#ids;
    this.#swept = { id, network, knobs, name: "", again };
    const lines = knobs.length === 2 ? knobs[0].count : 1;
    const address = await this.#around.addressOf(network);
    if (this.#swept?.id !== id) return;
    const empty = Array.from({ length: lines }, () => null);
    const shown: Sweep = {
      of: network,
      knobs,
      loss: "quadratic",
      costs: empty,
      correct: empty,
      cost: null,
      slopes: null,
      failed: !address,
    };
    this.#around.send({ type: "sweep", sweep: shown });
    if (!address) return;
    this.#swept = { ...this.#swept, name: address.name };
    this.#paced(() => {
      if (this.#swept?.id !== id) return;
      this.#around.say({ type: "sweep", id, network: address.name, changes: address.changes, knobs });
    });
  }

  /** Has the machine measured; nothing, while it is. */
  measure(): void {
    if (this.#measured !== null) return;
    const id = ++this.#ids;
    this.#measured = id;
    this.#around.send({ type: "speed", speed: { asked: true, failed: null } });
    this.#paced(() => {
      if (this.#measured === id) this.#around.say({ type: "measure", id });
    });
  }

  #measuredAs(speed: Partial<Speed>): void {
    this.#measured = null;
    this.#around.send({ type: "speed", speed: { ...speed, asked: false } });
  }

  /** An answer came. */
  received(message: Received): void {
    if (message.type === "evaluation" && message.id === this.#asked?.id) {
      const { type: _, id: __, ...evaluation } = message;
      const { network: of, loaded } = this.#asked.question;
      this.#around.send({ type: "evaluation", evaluation: { ...evaluation, of, loaded } });
      this.#answered();
    } else if (message.type === "sweep" && message.id === this.#swept?.id) {
      this.#line(message);
    } else if (message.type === "measurement" && message.id === this.#measured) {
      const { type: _, id: __, ...found } = message;
      this.#measuredAs({ found });
    } else if (message.type === "error") {
      this.#failed(message);
    }
  }

  /** The line closed: nothing that was asked will be answered. */
  lost(): void {
    const { sweep } = this.#around.state();
    // What is left of it would never come: whoever shows it asks anew.
    if (sweep?.costs.includes(null)) this.#around.send({ type: "sweep", sweep: null });
    this.#swept = null;
    if (this.#measured !== null) this.#measuredAs({ failed: "OFFLINE" });
    const open = [...this.#waiting, ...(this.#asked ? [this.#asked.question] : [])];
    this.#waiting = [];
    this.#asked = null;
    for (const question of open) question.settle();
  }

  #failed({ id, code, message, hint }: Received & { type: "error" }): void {
    const asked = this.#asked;
    if (id !== null && id === asked?.id) {
      if (code === "NOT_FOUND" && !asked.again) {
        this.#around.forget(asked.name);
        this.#ask(asked.question, true);
        return;
      }
      this.#answered();
    } else if (id !== null && id === this.#swept?.id) {
      const { network, knobs, name, again } = this.#swept;
      this.#swept = null;
      if (code === "NOT_FOUND" && !again) {
        this.#around.forget(name);
        this.#sweep(network, knobs, true);
        return;
      }
      const { sweep } = this.#around.state();
      if (sweep) this.#around.send({ type: "sweep", sweep: { ...sweep, failed: true } });
    } else if (id !== null && id === this.#measured) {
      this.#measuredAs({ failed: code });
      return; // said where it was asked
    } else if (id !== null) {
      return; // the answer to a question long forgotten
    }
    if (code !== "SUPERSEDED") this.#around.tell(code, `${message}: ${hint}`);
  }

  #line({ line, costs, correct, cost, slopes, loss }: Received & { type: "sweep" }): void {
    const { sweep } = this.#around.state();
    if (!sweep) return;
    const next = {
      ...sweep,
      loss,
      cost,
      slopes,
      costs: sweep.costs.with(line, costs),
      correct: sweep.correct.with(line, correct),
    };
    this.#around.send({ type: "sweep", sweep: next });
  }

  #answered(): void {
    this.#asked?.question.settle();
    this.#asked = null;
    this.#next();
  }

  #next(): void {
    const [question, ...rest] = this.#waiting;
    if (this.#asked || !question) return;
    this.#waiting = rest;
    this.#ask(question, false);
  }

  #ask(question: Question, again: boolean): void {
    const id = ++this.#ids;
    this.#asked = { id, question, name: "", again };
    this.#paced(async () => {
      if (this.#asked?.id !== id) return;
      this.#refresh();
      const { question } = this.#asked;
      const address = await this.#around.addressOf(question.network);
      if (this.#asked?.id !== id) return;
      if (!address) return this.#answered();
      this.#asked = { ...this.#asked, name: address.name };
      this.#around.say({ type: "evaluate", id, network: address.name, changes: address.changes });
    });
  }

  /** While a question waited for its turn, the knob may have been turned on. */
  #refresh(): void {
    const asked = this.#asked;
    const newer = asked?.question.latest && this.#waiting.find((one) => one.latest);
    if (!asked || !newer) return;
    this.#waiting = this.#waiting.filter((one) => one !== newer);
    asked.question.settle();
    this.#asked = { ...asked, question: newer };
  }

  /** As soon as the server's pace allows it. */
  #paced(act: () => void): void {
    const now = this.#around.now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#counted) * PER_SECOND) / 1000);
    this.#counted = now;
    this.#left -= 1;
    if (this.#left >= 0) act();
    else this.#around.after((-this.#left * 1000) / PER_SECOND, act);
  }
}

function questionOf(network: Network, loaded: Network | null, latest: boolean): Question {
  let settle = () => {};
  const done = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { network, loaded, latest, done, settle };
}
