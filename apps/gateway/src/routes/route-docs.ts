import type { z } from "zod";

/** A body that a handler reads itself. */
interface RawBody {
  readonly type: string;
  readonly description: string;
}

/** What the API's description says of a route beyond its schemas. */
export interface RouteDocs {
  /** Status of a success; 200 where it is left out. */
  readonly status?: 201;
  readonly rawBody?: RawBody;
  /** Header fields that the handler reads. */
  readonly headers?: z.ZodObject;
  /** Media types that a success has beside JSON, or instead of it where there is no schema of an answer, with what they hold. */
  readonly mediaTypes?: Readonly<Record<string, string>>;
}
