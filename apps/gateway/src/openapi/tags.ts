const FAMILIES = [
  { name: "OpenAI-compatible", prefix: "/v1/", description: "What OpenAI's clients call" },
  {
    name: "Cache protocol",
    prefix: "/api/",
    description: "The cache back end of SteadyText's Python library; unknown fields are ignored here",
  },
  { name: "Administration", prefix: "/admin/", description: "Keys, models, caches and usage, for operators" },
] as const;

const OPEN = /^\/(?:$|health|docs|openapi)/;

/** Groups of operations, in their order on a page. */
export const TAGS = [
  { name: "Native", description: "The service's own routes" },
  ...FAMILIES.map(({ name, description }) => ({ name, description })),
  { name: "Service", description: "Health and documentation: no key is needed" },
];

/** The group of a path. */
export function tagOf(path: string): string {
  if (OPEN.test(path)) return "Service";
  return FAMILIES.find(({ prefix }) => path.startsWith(prefix))?.name ?? "Native";
}
