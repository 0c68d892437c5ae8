/** What the command tells the shell; documented, so never renumbered. */
export const EXIT = {
  ok: 0,
  other: 1,
  /** The command or the request is at fault: the same one will fail again. */
  usage: 2,
  authentication: 3,
  notFound: 4,
  rateLimited: 5,
  network: 6,
  /** Bytes are not what they should be. */
  integrity: 7,
  /** As shells number the end by SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
