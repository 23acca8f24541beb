/** A project that is being written: what it says, what is wrong with it, and how it is kept and sent. */

import type { Schemas } from "../../lib/api";
import { ApiProblem } from "../../lib/problem";
import { same } from "../../lib/same";
import { session } from "../../lib/session.svelte";
import { type Draft } from "./drafts";
import { faultOf, missingOf } from "./faults";
import { addressOf, EMPTY, type Fields, fieldsOf, NAMES } from "./fields";

type Project = Schemas["ProjectView"];

/** What a draft in the browser holds. */
export interface Kept {
  readonly fields: Fields;
  /** The project as it was when writing began. */
  readonly base: Fields;
  readonly version?: number;
  /** A request that may have arrived although its reply was lost: the same again makes no second project. */
  readonly attempt?: { readonly key: string; readonly body: string };
}

type Name = keyof Fields;
const BY_PATH: Record<string, Name> = { repository_url: "repository" };
const PAUSE = 400;

export class Writing {
  fields = $state<Fields>({ ...EMPTY });
  /** What the server, or the look before sending, said of a field; gone as soon as the field changes. */
  #said = $state<Partial<Record<Name, string>>>({});
  /** Whether the browser keeps what is written now; undefined while there is nothing to keep. */
  isKept = $state<boolean>();
  isSending = $state(false);
  /** Pictures that are still on their way. */
  travelling = $state({ story: 0, thumbnail: 0 });
  /** The project as somebody else left it meanwhile. */
  current = $state.raw<Project>();
  base: Fields;
  #version: number | undefined;
  #attempt: Kept["attempt"];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDone = $state(false);

  constructor(
    readonly project: Project | undefined,
    private readonly draft: Draft<Kept>,
  ) {
    const kept = draft.read()?.content;
    this.base = kept?.base ?? fieldsOf(project);
    this.fields = kept?.fields ?? fieldsOf(project);
    this.#version = kept?.version ?? project?.version;
    this.#attempt = kept?.attempt;
    this.isRestored = kept !== undefined && !same(this.fields, this.base);
    this.isKept = this.isRestored || undefined;
    if (project && this.isRestored && this.#version !== project.version) this.current = project;
    else if (!this.isRestored) this.#begin(project);
  }

  readonly isRestored: boolean;

  get isChanged(): boolean {
    return !this.#isDone && !same(this.fields, this.base);
  }

  get travellingCount(): number {
    return this.travelling.story + this.travelling.thumbnail;
  }

  /** What is wrong with a field, if anything. */
  fault(name: Name): string | undefined {
    return faultOf(name, this.fields) ?? this.#said[name];
  }

  get faults(): Name[] {
    return NAMES.filter((name) => this.fault(name));
  }

  change<N extends Name>(name: N, value: Fields[N]): void {
    if (same(this.fields[name], value)) return;
    this.fields[name] = value;
    this.#said[name] = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), PAUSE);
  }

  /** Keep a draft now. */
  keep(): void {
    clearTimeout(this.#timer);
    if (this.#isDone) return;
    if (!this.isChanged) {
      this.draft.remove();
      this.isKept = undefined;
      return;
    }
    const { base } = this;
    this.isKept = this.draft.write({
      fields: $state.snapshot(this.fields), base, version: this.#version, attempt: this.#attempt,
    });
  }

  /** Look for what is missing, and send it; false when something is to be mended first. */
  async send(): Promise<Project | undefined> {
    this.#said = missingOf(this.fields);
    if (this.faults.length) return undefined;
    this.isSending = true;
    try {
      const project = await (this.project ? this.#save(this.project.id) : this.#publish());
      this.finish();
      return project;
    } catch (error) {
      this.#take(error);
      return undefined;
    } finally {
      this.isSending = false;
    }
  }

  /** Go on with fields that were chosen from two versions, on top of the newer one. */
  goOn(fields: Fields, from: Project): void {
    this.fields = fields;
    this.#begin(from);
    this.current = undefined;
    this.keep();
  }

  /** Forget the draft: it was sent or thrown away. */
  finish(): void {
    clearTimeout(this.#timer);
    this.#isDone = true;
    this.draft.remove();
  }

  close(): void {
    this.keep();
    this.draft.close();
  }

  #begin(project: Project | undefined): void {
    this.base = fieldsOf(project);
    this.#version = project?.version;
  }

  async #publish(): Promise<Project> {
    const body = this.#written();
    const text = JSON.stringify(body);
    if (this.#attempt?.body !== text) this.#attempt = { key: crypto.randomUUID(), body: text };
    this.keep();
    return await session.ask("post", "/projects", { body, idempotencyKey: this.#attempt?.key });
  }

  async #save(projectId: string): Promise<Project> {
    const all = this.#written();
    const changed = Object.fromEntries(
      Object.entries(all).filter(([path]) => !same(this.fields[nameOf(path)], this.base[nameOf(path)])),
    );
    return await session.ask("patch", "/projects/{project_id}", {
      path: { project_id: projectId },
      body: { version: this.#version ?? 1, ...changed },
    });
  }

  #written(): Schemas["ProjectDraft"] {
    const { title, summary, skills, repository, thumbnail, content } = this.fields;
    return {
      title: title.normalize("NFC").trim(),
      summary: summary.normalize("NFC").trim(),
      skills: [...skills],
      repository_url: addressOf(repository),
      thumbnail: thumbnail?.key ?? null,
      content: content.normalize("NFC"),
    };
  }

  /** Take in why it was not accepted; what belongs to no field is thrown on. */
  #take(error: unknown): void {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 409 && error.extra.current) {
      this.current = error.extra.current as Project;
      return;
    }
    const said = Object.entries(error.fields).map(([path, detail]) => [nameOf(path), detail]);
    if (!said.length) throw error;
    this.#said = Object.fromEntries(said);
  }
}

function nameOf(path: string): Name {
  const [first = ""] = path.split(".");
  return BY_PATH[first] ?? (first as Name);
}
