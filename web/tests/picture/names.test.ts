import fc from "fast-check";
import { expect, test } from "vitest";
import { fileName } from "../../src/picture/names.ts";

test("a picture is called by its network and its view", () => {
  expect(fileName(["plain", "network"], "svg")).toBe("digitscope-plain-network.svg");
  expect(fileName(["Größe 16 × 16", "answer"], "png")).toBe("digitscope-größe-16-16-answer.png");
  expect(fileName(["mine.safetensors", "answer"], "svg")).toBe("digitscope-mine-answer.svg");
  expect(fileName(["", "answer"], "png")).toBe("digitscope-answer.png");
});

test("g93 no name of a network leads out of the folder or to another kind of file", () => {
  expect(fileName(["../../etc/passwd", "x"], "svg")).toBe("digitscope-etc-passwd-x.svg");
  expect(fileName(["C:\\nul\u0000.exe\u202egpj", "<b>"], "svg")).toBe("digitscope-c-nul-exe-gpj-b.svg");
  expect(fileName(["..", "***"], "png")).toBe("digitscope.png");
  expect(fileName(["x".repeat(5000)], "svg").length).toBeLessThan(80);
});

test("g93 whatever a network is called, only letters, digits and hyphens are left", () => {
  const names = fc.array(fc.string({ unit: "binary", maxLength: 20 }), { maxLength: 3 });
  fc.assert(fc.property(names, (parts) => /^digitscope(-[\p{L}\p{N}]+)*\.svg$/u.test(fileName(parts, "svg"))));
});
