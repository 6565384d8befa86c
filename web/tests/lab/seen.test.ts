import { afterEach, describe, expect, it, vi } from "vitest";
import { rememberSeen, seenBefore } from "../../src/lab/seen.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

function keeping(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  return kept;
}

describe("the first visit", () => {
  it("is the first until it is remembered", () => {
    keeping();
    expect(seenBefore()).toBe(false);
    rememberSeen();
    expect(seenBefore()).toBe(true);
  });

  it("is never the first where the browser keeps nothing, and nothing breaks", () => {
    const forbidden = () => {
      throw new DOMException("no", "SecurityError");
    };
    vi.stubGlobal("localStorage", { getItem: forbidden, setItem: forbidden });
    expect(seenBefore()).toBe(true);
    expect(rememberSeen).not.toThrow();
  });
});
