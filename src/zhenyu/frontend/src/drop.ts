// Files dropped on a form or chosen in it, and how they go up: with progress in words and a bar.

/** Call `take` with the files dropped on the form or chosen in its input; the plain button that sends the form goes. */
export function onFiles(form: HTMLFormElement, take: (files: File[]) => void): void {
  const input = form.querySelector<HTMLInputElement>("[data-file]");
  if (!input) return;
  form.querySelector<HTMLElement>("[data-send]")?.setAttribute("hidden", "");
  input.addEventListener("change", () => take([...(input.files ?? [])]));
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** Send the form with one file under the name of its input; the request is told of progress (0–100) and resolves when answered. */
export function sendFile(
  form: HTMLFormElement,
  file: File,
  told: (percent: number) => void,
  headers: Record<string, string> = {},
): Promise<XMLHttpRequest> {
  const name = form.querySelector<HTMLInputElement>("[data-file]")?.name ?? "file";
  const body = new FormData(form);
  body.set(name, file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", form.action || location.href);
  for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
  request.upload.addEventListener("progress", ({ loaded, total }) =>
    told(Math.round((loaded / total) * 100)),
  );
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("没有传完，请检查网络后重新选择文件")));
    request.send(body);
  });
}
