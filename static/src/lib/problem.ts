/** What the API says when something goes wrong (RFC 9457), as an error. */

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    readonly detail: string,
    /** What is wrong with each field, by its path with dots: `profile.bio`. */
    readonly fields: Readonly<Record<string, string>> = {},
    readonly retryAfter?: number,
    /** Further members of the problem, such as `current` of a conflict. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "ApiProblem";
  }
}

interface Written {
  type?: string;
  detail?: string;
  errors?: { pointer: string; detail: string }[];
}

/** Reads a problem from a reply. */
export async function problemOf(reply: Response): Promise<ApiProblem> {
  const written = (await reply.json().catch(() => ({}))) as Written;
  const fields: Record<string, string> = {};
  for (const error of written.errors ?? []) {
    fields[error.pointer.replace(/^#\//, "").replaceAll("/", ".")] ??= error.detail;
  }
  return new ApiProblem(
    reply.status,
    written.type?.split("/").at(-1) ?? "unexpected",
    written.detail ?? "",
    fields,
    Number(reply.headers.get("Retry-After")) || undefined,
    { ...written },
  );
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}
