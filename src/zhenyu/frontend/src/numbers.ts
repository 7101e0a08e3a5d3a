/** A number with thin gaps between thousands, as tables write it; charts have no room for more. */
export const grouped = (value: number): string => value.toLocaleString("zh-CN").replace(/,/g, "\u2009");
