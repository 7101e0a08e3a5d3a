/**
 * `<zy-import-wizard>`: what makes the import's plain forms comfortable: a file dropped anywhere on the card goes up with
 * progress, and the matching table says at once which required field has no column and which has two.
 */

import { onFiles, sendFile } from "../drop";

const MEBIBYTE = 2 ** 20;
const LARGEST = 50 * MEBIBYTE;

class ImportWizard extends HTMLElement {
  connectedCallback(): void {
    const drop = this.querySelector<HTMLFormElement>("form[data-drop]");
    if (drop) mountDrop(drop);
    const matches = [...this.querySelectorAll<HTMLSelectElement>("select[data-match]")];
    if (matches.length) mountMatches(this, matches);
  }
}

function mountDrop(form: HTMLFormElement): void {
  onFiles(form, ([file]) => {
    if (file) void send(form, file);
  });
}

/** Upload with progress, then show the page the server answers with. */
async function send(form: HTMLFormElement, file: File): Promise<void> {
  const line = form.querySelector<HTMLElement>("[data-progress]");
  const words = form.querySelector<HTMLElement>("[data-words]");
  const bar = line?.querySelector<HTMLElement>("i");
  if (!line || !words || !bar) return;
  line.hidden = false;
  if (file.size > LARGEST) {
    words.textContent = `“${file.name}”有 ${Math.round(file.size / MEBIBYTE)} MB，超过 50 MB，请拆成几个文件分别导入`;
    return;
  }
  try {
    const request = await sendFile(form, file, (percent) => {
      bar.style.width = `${percent}%`;
      words.textContent = percent < 100 ? `正在上传“${file.name}”：${percent}%` : "已上传，正在读表头…";
    });
    if (request.status < 400) location.href = request.responseURL;
    else showAnswer(request.responseText, form, words);
  } catch (problem) {
    words.textContent = (problem as Error).message;
  }
}

/** A refusal comes as a page: take its notice and leave the rest. */
function showAnswer(html: string, form: HTMLFormElement, words: HTMLElement): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const notice = answer.querySelector(".notice.error");
  form.querySelector(".notice.error")?.remove();
  if (notice) form.prepend(document.importNode(notice, true));
  words.textContent = notice ? "" : "服务器没有接受这个文件，请重试";
  form.querySelector<HTMLElement>("[data-progress]")?.toggleAttribute("hidden", notice !== null);
  const input = form.querySelector<HTMLInputElement>("[data-file]");
  if (input) input.value = "";
}

function mountMatches(root: HTMLElement, matches: HTMLSelectElement[]): void {
  const check = (): void => {
    const chosen = matches.map(({ value }) => value).filter(Boolean);
    const doubled = new Set(chosen.filter((name, place) => chosen.indexOf(name) !== place));
    const options = [...(matches[0]?.options ?? [])];
    const titles = (names: (name: string) => boolean): string[] =>
      options
        .filter(({ value }) => value && names(value))
        .map(({ dataset, text }) => dataset["title"] ?? text);
    const required = new Set(
      options.filter(({ dataset }) => "required" in dataset).map(({ value }) => value),
    );
    show(
      root,
      "lacking",
      titles((name) => required.has(name) && !chosen.includes(name)),
    );
    show(
      root,
      "doubled",
      titles((name) => doubled.has(name)),
    );
    for (const select of matches) {
      select.classList.toggle("is-invalid", doubled.has(select.value));
      select.closest("tr")?.classList.toggle("lg-skipped", !select.value);
    }
    root
      .querySelector<HTMLButtonElement>("button.btn-primary")
      ?.toggleAttribute("disabled", doubled.size > 0 || !chosen.length);
  };
  for (const select of matches) select.addEventListener("change", check);
  check();
}

function show(root: HTMLElement, name: string, titles: string[]): void {
  root.querySelector(`[data-${name}]`)?.toggleAttribute("hidden", !titles.length);
  root.querySelector(`[data-${name}-names]`)?.replaceChildren(titles.join("、"));
}

customElements.define("zy-import-wizard", ImportWizard);
