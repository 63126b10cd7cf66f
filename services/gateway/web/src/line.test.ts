import { expect, it } from "vitest";
import { lineText, spreadText } from "./line";

it.each([
  [-14, "-3.5", "-3.5"],
  [9, "2.25", "+2.25"],
  [160, "40", "+40"],
  [-3, "-0.75", "-0.75"],
  [0, "0", "PK"],
])("%i quarters are a line of %s and a spread of %s", (quarters, line, spread) => {
  expect(lineText(quarters)).toBe(line);
  expect(spreadText(quarters)).toBe(spread);
});
