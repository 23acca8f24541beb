import { expect, test } from "vitest";
import { EMPTY, type Fields } from "./fields";
import { differences, merged } from "./merging";

const base: Fields = { ...EMPTY, title: "막차", summary: "막차를 알려요", skills: ["Kotlin"], content: "처음" };

test("what only one of two changed is taken from that one", () => {
  const mine = { ...base, title: "막차요정" };
  const theirs = { ...base, skills: ["Kotlin", "Spring"] };

  const found = differences(base, mine, theirs);

  expect(found).toEqual([
    { name: "title", isContested: false, side: "mine" },
    { name: "skills", isContested: false, side: "theirs" },
  ]);
  expect(merged(mine, theirs, found)).toEqual({ ...base, title: "막차요정", skills: ["Kotlin", "Spring"] });
});

test("what both changed is for the writer to choose, and begins with their own", () => {
  const mine = { ...base, content: "내 글" };
  const theirs = { ...base, content: "저쪽 글" };

  const [content] = differences(base, mine, theirs);

  expect(content).toEqual({ name: "content", isContested: true, side: "mine" });
  expect(merged(mine, theirs, [{ name: "content", isContested: true, side: "theirs" }]).content).toBe("저쪽 글");
});

test("what both changed alike is no difference", () => {
  const same = { ...base, content: "같은 글" };

  expect(differences(base, same, { ...same })).toEqual([]);
});
