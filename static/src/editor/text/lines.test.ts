import { describe, expect, test } from "vitest";
import { heading, list, quote, tasks } from "./lines";
import { after } from "./marked";

describe("a heading", () => {
  test.each([
    ["어떻게| 움직이나요", "## 어떻게| 움직이나요"],
    ["## 어떻게| 움직이나요", "### 어떻게| 움직이나요"],
    ["### 어떻게| 움직이나요", "어떻게| 움직이나요"],
    ["# 큰 제목|", "## 큰 제목|"],
    ["- 항목|", "## 항목|"],
    ["|", "## |"],
    ["앞\n가|운데\n뒤", "앞\n## 가|운데\n뒤"],
  ])("%j becomes %j", (before, expected) => expect(after(heading, before)).toBe(expected));
});

describe("lists", () => {
  test.each([
    ["하나|", "- 하나|"],
    ["- 하나|", "하나|"],
    ["|", "- |"],
    ["‹하나\n둘›", "- ‹하나\n- 둘›"],
    ["‹하나\n\n둘›", "- ‹하나\n\n- 둘›"],
    ["- ‹하나\n- 둘›", "‹하나\n둘›"],
    ["- 하나‹\n둘›", "- 하나‹\n- 둘›"],
    ["- [ ] 할 일|", "- 할 일|"],
    ["1. 하나|", "1. 하나|".replace("1. ", "")],
    ["  - 안쪽|", "  안쪽|"],
  ])("the list button makes %j into %j", (before, expected) => expect(after(list, before)).toBe(expected));

  test.each([
    ["할 일|", "- [ ] 할 일|"],
    ["- [ ] 할 일|", "할 일|"],
    ["- [x] 한 일|", "한 일|"],
    ["- 항목|", "- [ ] 항목|"],
    ["2. 항목|", "- [ ] 항목|"],
  ])("the task button makes %j into %j", (before, expected) => expect(after(tasks, before)).toBe(expected));
});

describe("a quote", () => {
  test.each([
    ["말|", "> 말|"],
    ["> 말|", "말|"],
    ["‹말\n\n또 말›", "> ‹말\n> \n> 또 말›"],
    ["> ‹말\n> \n> 또 말›", "‹말\n\n또 말›"],
    ["- 항목|", "> - 항목|"],
  ])("%j becomes %j", (before, expected) => expect(after(quote, before)).toBe(expected));
});
