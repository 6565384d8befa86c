import { expect, test } from "vitest";
import { brightness } from "../../src/draw/colours.ts";
import { shade } from "../../src/draw/greys.ts";

test("each level gets the colour of that brightness, and is opaque", () => {
  const levels = Uint8Array.from({ length: 256 }, (_, level) => level);
  const colours = new Uint8ClampedArray(4 * 256);
  shade(colours, levels);
  for (const level of levels) {
    expect([...colours.slice(4 * level, 4 * level + 4)]).toEqual([...brightness(level / 255), 255]);
  }
});
