/** Whether a path stays inside its folder and means the same on every platform: plain segments, `/` between them. */
export function isSafePath(path: string): boolean {
  return path.length <= 400 && path.split("/").every(isSafeSegment);
}

/** Device names of Windows, which are no files with any extension either. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function isSafeSegment(segment: string): boolean {
  return (
    /^[\w$-][\w$.-]*$/.test(segment) &&
    segment.length <= 200 &&
    !segment.endsWith(".") &&
    !device.test(segment)
  );
}
