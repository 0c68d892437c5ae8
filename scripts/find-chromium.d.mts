/** The installed Chromium. @throws Error that says how to install one */
export function findChromium(path?: string, exists?: (file: string) => boolean): string;
