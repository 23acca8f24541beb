import { expect, test } from "vitest";
import { descriptionOf, picture, table } from "./insertions";
import { after } from "./marked";

const empty = "| ‹열 1› | 열 2 |\n| --- | --- |\n|  |  |\n|  |  |";

test.each([
  ["|", empty],
  ["문단|", `문단\n\n${empty}`],
  ["문단\n|", `문단\n\n${empty}`],
  ["문단|\n다음", `문단\n\n${empty}\n\n다음`],
  ["앞\n\n|\n\n뒤", `앞\n\n${empty}\n\n뒤`],
])("a table below the line of the cursor: %j", (before, expected) =>
  expect(after((passage) => table(passage, ["열 1", "열 2"]), before)).toBe(expected),
);

test.each([
  ["|", "![밤](u)|"],
  ["문|단", "문단\n\n![밤](u)|"],
  ["앞\n\n|\n뒤", "앞\n\n![밤](u)|\n\n뒤"],
])("a picture on a line of its own: %j", (before, expected) =>
  expect(after((passage) => picture(passage, "u", "밤"), before)).toBe(expected),
);

test.each([
  ["막차 지도.png", "막차 지도"],
  ["image.png", ""],
  ["IMG_2041.HEIC", ""],
  ["image (3).png", ""],
  ["스크린샷 2026-11-22.png", "스크린샷 2026-11-22"],
  ["\u1107\u1161\u11b7.webp", "밤"],
  ["v1.2 release.png", "v1.2 release"],
])("a file called %j is described as %j", (name, expected) => expect(descriptionOf(name)).toBe(expected));
