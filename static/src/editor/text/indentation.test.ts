import { describe, expect, test } from "vitest";
import { indented, isInList, outdented } from "./indentation";
import { after, passage } from "./marked";

describe("where Tab indents", () => {
  test.each(["- |", "- 하나|", "1. 하나|", "- [ ] 할 일|", "- 하나\n  이어서|", "  * 안쪽|"])("in a list: %j", (text) =>
    expect(isInList(passage(text))).toBe(true),
  );

  test.each(["|", "문단|", "문단\n|", "- 하나\n\n|", "> 말|", "---|", "-하나|", "- 하나\n느슨한 줄|"])("nowhere else: %j", (text) =>
    expect(isInList(passage(text))).toBe(false),
  );
});

describe("indenting", () => {
  test.each([
    ["- 하나\n- 둘|", "- 하나\n  - 둘|"],
    ["1. 하나\n2. 둘|", "1. 하나\n   2. 둘|"],
    ["10. 하나\n11. 둘|", "10. 하나\n    11. 둘|"],
    ["- 하나\n  - 둘\n- 셋|", "- 하나\n  - 둘\n  - 셋|"],
    ["- 하나\n- 둘|\n  - 셋\n- 넷", "- 하나\n  - 둘|\n    - 셋\n- 넷"],
    ["- 하나\n- ‹둘\n- 셋›", "- 하나\n  - ‹둘\n  - 셋›"],
    ["- 하나|", "- 하나|"],
    ["- 하나\n  - 둘|", "- 하나\n  - 둘|"],
  ])("%j becomes %j", (before, expected) => expect(after(indented, before)).toBe(expected));
});

describe("outdenting", () => {
  test.each([
    ["- 하나\n  - 둘|", "- 하나\n- 둘|"],
    ["1. 하나\n   2. 둘|", "1. 하나\n2. 둘|"],
    ["- 하나\n  - 둘|\n    - 셋", "- 하나\n- 둘|\n  - 셋"],
    ["  - 하나|", "- 하나|"],
    ["- 하나|", undefined],
  ])("%j becomes %j", (before, expected) => expect(after(outdented, before)).toBe(expected));
});
