// <zy-target-sum> keeps the sum check of a split target while one types, and carries locked parts into a new proposal.
// Amounts are added as whole numbers of the smallest decimal in sight: no floating point in a check of sums.

class TargetSum extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", () => this.check());
    this.closest("form")
      ?.querySelector("[data-with-locks]")
      ?.addEventListener("click", () => this.carryLocks());
    this.check();
  }

  private check(): void {
    const told = this.querySelector<HTMLElement>(".sum-check");
    if (!told || this.dataset["addsUp"] === undefined) return;
    const texts = this.fields.map((field) => field.value.trim());
    const bad = texts.find((text) => text !== "" && !NUMBER.test(text));
    const parts = [this.dataset["total"] ?? "0", ...texts.map((text) => (NUMBER.test(text) ? text : "0"))];
    const places = Math.max(...parts.map(decimals));
    const [total = 0n, ...amounts] = parts.map((text) => scaled(text, places));
    const gap = total - amounts.reduce((sum, amount) => sum + amount, 0n);
    told.classList.toggle("off", gap !== 0n || bad !== undefined);
    told.textContent = bad !== undefined ? `“${bad}”不是一个数` : this.sentence(gap, places);
  }

  private sentence(gap: bigint, places: number): string {
    const whose = this.dataset["whose"] ?? "";
    if (gap === 0n) return `${whose}合计等于总目标`;
    const size = gap < 0n ? -gap : gap;
    return `${whose}合计${gap > 0n ? "差" : "超"} ${unscaled(size, places)} ${this.dataset["unit"] ?? ""}`.trim();
  }

  /** The proposal is a form of its own: copy into it the locked parts and what stands in them. */
  private carryLocks(): void {
    const propose = document.querySelector<HTMLFormElement>("#propose");
    if (!propose) return;
    for (const old of propose.querySelectorAll("[data-carried]")) old.remove();
    for (const lock of this.querySelectorAll<HTMLInputElement>("input[name=lock]:checked")) {
      const field = this.fields.find((each) => each.name === `part.${lock.value}`);
      for (const [name, value] of [
        ["lock", lock.value],
        [`part.${lock.value}`, field?.value ?? ""],
      ] as const) {
        const carried = document.createElement("input");
        carried.type = "hidden";
        carried.name = name;
        carried.value = value;
        carried.dataset["carried"] = "";
        propose.append(carried);
      }
    }
  }

  private get fields(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[name^='part.']")];
  }
}

const NUMBER = /^-?\d+(\.\d*)?$/;
const decimals = (text: string): number => (text.split(".")[1] ?? "").length;

function scaled(text: string, places: number): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}

function unscaled(amount: bigint, places: number): string {
  const digits = amount.toString().padStart(places + 1, "0");
  const fraction = places ? digits.slice(-places).replace(/0+$/, "") : "";
  return (places ? digits.slice(0, -places) : digits) + (fraction ? `.${fraction}` : "");
}

customElements.define("zy-target-sum", TargetSum);
