import { describe, expect, it } from "vitest";
import { lengthOf, pieces, sayable } from "./text";

describe("what may be said", () => {
  it("is composed, and has no controls and nothing empty around it", () => {
    expect(sayable("\u1112\u1161\u11ab글\r\n둘\u202e\u0007 \n")).toBe("한글\n둘");
    expect(sayable(" \n\t ")).toBe("");
  });

  it("is counted by syllables, not by bytes or UTF-16 units", () => {
    expect(lengthOf("한글 🦉")).toBe(4);
  });
});

describe("addresses in a text", () => {
  const urls = (text: string) => pieces(text).flatMap(({ url }) => url ?? []);

  it("are found without the punctuation of the sentence", () => {
    expect(urls("여기(https://a.example/b?c=1)예요.")).toEqual(["https://a.example/b?c=1"]);
    expect(urls("https://ko.example/위키_(동음), 그리고 http://b.example.")).toEqual([
      "https://ko.example/위키_(동음)",
      "http://b.example",
    ]);
    expect(urls("https://a.example/bus에서 봤어요")).toEqual(["https://a.example/bus"]);
  });

  it("are never anything but web addresses", () => {
    expect(urls("javascript:alert(1) data:text/html,x https:// http://[")).toEqual([]);
  });

  it("leave the text as it was", () => {
    for (const text of ["", "a", "https://a.example", "x https://a.example/(b). y\nz https://c.example"]) {
      expect(pieces(text).map((piece) => piece.text).join("")).toBe(text);
    }
  });
});
