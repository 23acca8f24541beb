import { describe, expect, it } from "vitest";
import { githubName, wrongEmail, wrongPassword, wrongUsername } from "./rules";

const NOBODY = { email: "", username: "" };
const BAMDORI = { email: "bamdori@example.com", username: "밤도리" };

describe("an e-mail address", () => {
  it("is right when the server would take it", () => {
    for (const right of ["bamdori@example.com", "밤도리@example.co.kr", "a.b+c@x-y.dev"]) {
      expect(wrongEmail(right)).toBeNull();
    }
  });

  it("is told what it lacks", () => {
    const codes = ["", "bamdori", "bamdori@", "bamdori@example", "bamdori@example.", "a b@example.com", "a@b@c.de"];
    expect(codes.map((typed) => wrongEmail(typed)?.code)).toEqual([
      "email-empty",
      "email-without-at",
      "email-without-place",
      "email-without-place",
      "email-without-place",
      "email-form",
      "email-form",
    ]);
  });
});

describe("a username", () => {
  it("counts a syllable once, however it was typed", () => {
    expect(wrongUsername("부엉이개발자")).toBeNull();
    expect(wrongUsername("부엉이개발자".normalize("NFD"))).toBeNull();
    expect(wrongUsername("ＯＷＬ")).toBeNull();
    expect(wrongUsername("가".repeat(21))).toEqual({ code: "username-long", values: { most: 20, length: 21 } });
  });

  it("is told which letters it may have", () => {
    expect(["", "부", "밤 도리", "ㅇㅇ", "owl!"].map((typed) => wrongUsername(typed)?.code)).toEqual([
      "username-empty",
      "username-short",
      "username-letters",
      "username-letters",
      "username-letters",
    ]);
  });
});

describe("a password", () => {
  it("needs eight characters and nothing else", () => {
    expect(wrongPassword("막차는 열한 시", BAMDORI)).toBeNull();
    expect(wrongPassword("owl123", BAMDORI)).toEqual({ code: "password-short", values: { least: 8, length: 6 } });
    expect(wrongPassword("🦉".repeat(129), NOBODY)?.code).toBe("password-long");
  });

  it("is not the account's own name or address, also with digits around it", () => {
    for (const like of ["bamdori@example.com", "BAMDORI2026!", "1234밤도리5678"]) {
      expect(wrongPassword(like, BAMDORI)?.code).toBe("password-like-account");
    }
    expect(wrongPassword("12345678!", NOBODY)).toBeNull();
  });

  it("is not a few characters over and over", () => {
    expect(wrongPassword("abcabcab", NOBODY)?.code).toBe("password-repeats");
    expect(wrongPassword("aaaaaaaa", NOBODY)?.code).toBe("password-repeats");
    expect(wrongPassword("abcabdab", NOBODY)).toBeNull();
  });
});

describe("a GitHub address", () => {
  it("is understood as people paste it", () => {
    for (const typed of ["https://github.com/bamdori", "github.com/bamdori/", "@bamdori", " bamdori "]) {
      expect(githubName(typed)).toBe("bamdori");
    }
    expect(githubName("")).toBe("");
  });

  it("is not that of a repository or of another place", () => {
    expect(githubName("https://github.com/bamdori/owl")).toBeNull();
    expect(githubName("https://gitlab.com/bamdori")).toBeNull();
  });
});
