/** Talk with the server: rows in, edits out, refusals as values. */

import { withQuestion } from "./address";
import type { Change, Edit, Question } from "./requests";
import type { Conflict, Counts, GridConfig, Page, Problem, Refused, Row, Saved, Verdict } from "./shapes";

/** A refusal the user can act on; `problems` name cells, `theirs` are rows somebody changed meanwhile. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly hint: string,
    readonly problems: Problem[],
    readonly theirs: Row[],
  ) {
    super(message);
  }
}

/** An answer that is not the one asked for; other refusals than these two say less. */
type RefusalBody = Partial<Refused & Conflict>;

function token(): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function answer<T>(request: Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "连不上服务器，刚才的改动没有保存", "请检查网络后重试", [], []);
  }
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  const body: unknown = json ? await response.json() : null;
  if (response.ok && json) return body as T;
  const refusal = (body ?? {}) as RefusalBody;
  const fallback =
    response.redirected || response.status === 403
      ? "登录已过期，或没有这项权限"
      : `服务器没有接受（${response.status}）`;
  throw new Refusal(
    response.status,
    refusal.message ?? fallback,
    refusal.hint ?? "",
    refusal.problems ?? [],
    refusal.theirs ?? [],
  );
}

export function post<T>(url: string, body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  return answer<T>(fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

export class Server {
  private readonly config: GridConfig;
  private asking: AbortController | null = null;

  constructor(config: GridConfig) {
    this.config = config;
  }

  /**
   * A page of a question; a newer question cancels an older one, pages of one question (`after`, `before`) do not.
   *
   * `place` is empty for the first page, else one of `after`, `before` (a cursor), `at` (a value of the sort column),
   * `last=1`.
   */
  page(question: Question, place: Record<string, string>): Promise<Page> {
    if (!place["after"] && !place["before"]) {
      this.asking?.abort();
      this.asking = new AbortController();
    }
    return this.ask<Page>(question, place);
  }

  /** The counts of a question, further than its first page told them or of all its rows; a newer question cancels it. */
  counts(question: Question, extent: "further" | "all"): Promise<Counts> {
    this.asking ??= new AbortController();
    return this.ask<Counts>(question, { count: extent });
  }

  private ask<T>(question: Question, more: Record<string, string>): Promise<T> {
    const parameters = withQuestion(location.search, question);
    for (const [name, value] of Object.entries(more)) parameters.set(name, value);
    const init: RequestInit = { headers: { Accept: "application/json" } };
    if (this.asking) init.signal = this.asking.signal;
    return answer<T>(fetch(`${this.config.urls.rows}?${parameters}`, init));
  }

  async sums(question: Question): Promise<Record<string, string>> {
    const parameters = withQuestion(location.search, question);
    parameters.set("sums", "1");
    const page = await answer<Page>(
      fetch(`${this.config.urls.rows}?${parameters}`, { headers: { Accept: "application/json" } }),
    );
    return page.sums;
  }

  save(edits: Edit[], why = ""): Promise<Verdict> {
    return post<Verdict>(this.config.urls.rows, { edits, why });
  }

  /** What saving would do, row by row; nothing is written. */
  check(edits: Edit[]): Promise<Verdict> {
    return post<Verdict>(this.config.urls.rows, { edits, dry_run: true });
  }

  saveGood(edits: Edit[], why: string): Promise<Verdict> {
    return post<Verdict>(this.config.urls.rows, { edits, why, accept_good: true });
  }

  /** One change to many rows: to those given, or to all that a question finds. */
  batch(
    rows: Row[] | Question,
    change: Change,
    how: { dry_run?: true; accept_good?: true; expected?: number },
  ): Promise<Verdict> {
    if (Array.isArray(rows)) {
      const refs = rows.map(({ id, version }) => ({ id, version }));
      return post<Verdict>(this.config.urls.batch + this.place(), { refs, ...change, ...how });
    }
    return post<Verdict>(`${this.config.urls.batch}?${withQuestion(location.search, rows)}`, {
      all: true,
      ...change,
      ...how,
    });
  }

  private place(): string {
    const area = new URLSearchParams(location.search).get("area");
    return area ? `?area=${area}` : "";
  }

  remove(rows: Row[], why: string): Promise<Saved> {
    const refs = rows.map(({ id, version }) => ({ id, version }));
    return post<Saved>(this.config.urls.delete, { refs, why });
  }
}
