import { beforeEach, expect, test } from "vitest";
import { Connection } from "../../src/wire/connection.ts";

/** A socket that does what the test says. */
class Line {
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = () => {};
  readonly sent: string[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
    this.onclose();
  }
}

let lines: Line[];
let waits: number[];
let later: (() => void)[];
let heard: string[];
let connection: Connection;

beforeEach(() => {
  [lines, waits, later, heard] = [[], [], [], []];
  const listener = {
    message: (message: { type: string }) => heard.push(message.type),
    line: (open: boolean) => heard.push(open ? "open" : "closed"),
  };
  connection = new Connection(listener, {
    socket: () => {
      lines.push(new Line());
      return lines[lines.length - 1] as unknown as WebSocket;
    },
    after: (milliseconds, then) => {
      waits.push(milliseconds);
      later.push(then);
    },
  });
});

const question = (id: number) => ({ type: "evaluate", id, network: "plain" }) as const;

test("what is sent before the line is open goes out when it opens, in order", () => {
  connection.send(question(1));
  connection.open();
  connection.send(question(2));
  expect(lines[0].sent).toEqual([]);
  lines[0].onopen();
  connection.send(question(3));
  expect(lines[0].sent.map((text) => JSON.parse(text).id)).toEqual([1, 2, 3]);
});

test("opening twice opens one line", () => {
  connection.open();
  connection.open();
  lines[0].onopen();
  connection.open();
  expect(lines).toHaveLength(1);
});

test("f83: a line that breaks is tried again, sooner at first, then every four seconds", () => {
  connection.open();
  for (let i = 0; i < 6; i++) {
    lines[i].onclose();
    later[i]();
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
  lines[6].onopen();
  lines[6].onclose();
  expect(waits.at(-1)).toBe(4000); // it opened, and said nothing
  later[6]();
  lines[7].onopen();
  lines[7].onmessage({ data: '{"type":"hello","version":"0.1.0"}' });
  lines[7].onclose();
  expect(waits.at(-1)).toBe(500);
});

test("the lab hears when the line opens and closes, and of tries that failed", () => {
  connection.open();
  lines[0].onclose();
  later[0]();
  lines[1].onopen();
  lines[1].onclose();
  expect(heard).toEqual(["closed", "open", "closed"]);
});

test("messages come through, and one that is not understood closes the line", () => {
  connection.open();
  lines[0].onopen();
  lines[0].onmessage({ data: '{"type":"hello","version":"0.1.0"}' });
  expect(heard).toEqual(["open", "hello"]);
  for (const data of ["{", '{"type":"surprise"}']) {
    lines[0].closed = false;
    lines[0].onmessage({ data });
    expect(lines[0].closed).toBe(true);
  }
});
