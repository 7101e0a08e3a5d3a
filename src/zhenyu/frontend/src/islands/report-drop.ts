/**
 * `<zy-report-drop>`: reports dropped on the library go up one after another, each with its progress; what the server
 * answers (a form, a reading that goes on, a reason why not) takes the place of the progress.
 */

import { onFiles, sendFile } from "../drop";
import { htmx } from "../htmx";

const LARGEST = 200 * 2 ** 20;

class ReportDrop extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector<HTMLFormElement>("form[data-drop]");
    if (form) onFiles(form, (files) => void this.takeAll(form, files));
  }

  private async takeAll(form: HTMLFormElement, files: File[]): Promise<void> {
    const announced = files.map((file) => ({ file, item: this.announced(file) }));
    for (const { file, item } of announced) await take(form, file, item);
    const input = form.querySelector<HTMLInputElement>("[data-file]");
    if (input) input.value = "";
  }

  private announced(file: File): HTMLElement {
    const item = document.createElement("section");
    item.className = "rr-came";
    item.innerHTML = '<h3 class="rr-came-name"></h3><p class="muted small" role="status">等待上传</p>';
    item.querySelector("h3")?.append(file.name);
    this.querySelector("[data-items]")?.append(item);
    return item;
  }
}

async function take(form: HTMLFormElement, file: File, item: HTMLElement): Promise<void> {
  const words = item.querySelector("p") as HTMLParagraphElement;
  if (file.size > LARGEST) {
    words.textContent = `“${file.name}”有 ${Math.round(file.size / 2 ** 20)} MB，超过 200 MB，请把它分成几份`;
    return;
  }
  try {
    const request = await sendFile(
      form,
      file,
      (percent) => {
        words.textContent = percent < 100 ? `正在上传：${percent}%` : "已上传，正在读……";
      },
      { "HX-Request": "true" },
    );
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const came = [...answer.querySelectorAll<HTMLElement>(".rr-came")].map((one) =>
      document.importNode(one, true),
    );
    if (!came.length) {
      words.textContent =
        answer.querySelector(".notice.error, h1")?.textContent.trim() ?? "服务器没有接受这个文件，请重试";
      return;
    }
    item.replaceWith(...came);
    for (const one of came) htmx.process(one);
  } catch (problem) {
    words.textContent = `“${file.name}”${(problem as Error).message}`;
  }
}

customElements.define("zy-report-drop", ReportDrop);
