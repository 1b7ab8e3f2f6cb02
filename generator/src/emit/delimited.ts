import type { DelimitedStyle, ParameterStyle } from "../ir/index.ts";

/** The style of a list that is told by what stands between its items; `undefined` for any other style. */
export function delimitedStyle(style: ParameterStyle | undefined): DelimitedStyle | undefined {
  switch (style) {
    case "spaceDelimited":
    case "pipeDelimited":
    case "tabDelimited":
      return style;
    default:
      return undefined;
  }
}
