import { describe, expect, test } from "vitest";
import { bold, code, italic, link } from "./inline";
import { after } from "./marked";

describe("bold and italic", () => {
  test.each([
    ["막차를 ‹세 번› 놓쳤어요", "막차를 **‹세 번›** 놓쳤어요"],
    ["막차를 **‹세 번›** 놓쳤어요", "막차를 ‹세 번› 놓쳤어요"],
    ["막차를 ‹**세 번**› 놓쳤어요", "막차를 ‹세 번› 놓쳤어요"],
    ["막차를‹ 세 번 ›놓쳤어요", "막차를 **‹세 번›** 놓쳤어요"],
    ["막차를 |놓쳤어요", "막차를 **|**놓쳤어요"],
    ["막차를 **|**놓쳤어요", "막차를 |놓쳤어요"],
    ["*‹비›*", "***‹비›***"],
    ["***‹비›***", "*‹비›*"],
    ["- ‹하나\n- 둘›", "- **‹하나**\n- **둘›**"],
    ["- **‹하나**\n- **둘›**", "- ‹하나\n- 둘›"],
    ["‹## 제목›", "## **‹제목›**"],
    ["‹첫 문단\n\n둘째 문단›", "**‹첫 문단**\n\n**둘째 문단›**"],
    ["‹   ›", "‹   ›"],
  ])("bold makes %j into %j", (before, expected) => expect(after(bold, before)).toBe(expected));

  test.each([
    ["‹비›가 와요", "*‹비›*가 와요"],
    ["*‹비›*가 와요", "‹비›가 와요"],
    ["**‹비›**가 와요", "***‹비›***가 와요"],
    ["***‹비›***가 와요", "**‹비›**가 와요"],
    ["**|**", "***|***"],
  ])("italic makes %j into %j", (before, expected) => expect(after(italic, before)).toBe(expected));

  test.each(["막차를 ‹세 번› 놓쳤어요", "‹- 하나\n  - 둘\n\n셋›", "x‹😀›y"])("twice is as before: %j", (before) => {
    const text = before.replace(/[‹›]/g, "");
    for (const mark of [bold, italic]) {
      const marked = after(mark, before) ?? "";
      expect(marked).not.toBe(before);
      expect(after(mark, marked)?.replace(/[‹›]/g, "")).toBe(text);
    }
  });
});

describe("code", () => {
  test.each([
    ["‹npm run dev›을 눌러요", "`‹npm run dev›`을 눌러요"],
    ["`‹npm run dev›`을 눌러요", "‹npm run dev›을 눌러요"],
    ["앞 ‹a`b› 뒤", "앞 ``‹a`b›`` 뒤"],
    ["앞 ‹`a`› 뒤", "앞 `` ‹`a`› `` 뒤"],
    ["|", "```\n|\n```"],
    ["앞\n‹let a;\nlet b;›\n뒤", "앞\n```\n‹let a;\nlet b;›\n```\n뒤"],
    ["‹```\na\n```›", "````\n‹```\na\n```›\n````"],
  ])("makes %j into %j", (before, expected) => expect(after(code, before)).toBe(expected));
});

describe("link", () => {
  test.each([
    ["‹부엉이›를 봐요", "[부엉이](‹https://›)를 봐요"],
    ["‹https://a.example/b›", "[|](https://a.example/b)"],
    ["‹www.a.example›", "[|](https://www.a.example)"],
    ["|", "[|](https://)"],
    ["‹a [b]›", "[a \\[b\\]](‹https://›)"],
    ["‹두\n줄›", "[두 줄](‹https://›)"],
  ])("makes %j into %j", (before, expected) => expect(after(link, before)).toBe(expected));
});
