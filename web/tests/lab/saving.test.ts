import { expect, test } from "vitest";
import { networkFileName } from "../../src/lab/saving.ts";

test.each([
  ["plain", false, "plain.safetensors"],
  ["plain", true, "plain-edited.safetensors"],
  ["my network.safetensors", true, "my-network-edited.safetensors"],
  ["größe 3", false, "größe-3.safetensors"],
  ["../../etc/passwd", false, "etc-passwd.safetensors"],
  ["C:\\x\u0000\u202e.exe", false, "C-x-exe.safetensors"],
  ["...", false, "network.safetensors"],
  ["", true, "network-edited.safetensors"],
  ["x".repeat(500), false, `${"x".repeat(60)}.safetensors`],
])("b37 %j is saved as a name that is no path", (title, changed, name) => {
  expect(networkFileName(title, changed)).toBe(name);
});
