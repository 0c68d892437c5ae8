import { LEDGER_LIMITS, type LedgerService, type Result, type ServiceError } from "@steadytext/core";
import { z } from "zod";
import type { RequestContext } from "../../context.ts";
import { callService } from "../../services/call-service.ts";

const DEADLINE_MS = 10_000;

/** Rows that a page of a listing holds, as a query writes it. */
export const pageSize = z.coerce.number().int().min(1).max(LEDGER_LIMITS.pageRows).optional();

/** Asks the ledger for an operator. */
export function askLedger<T>(
  { ledger, requestId }: RequestContext,
  call: (ledger: LedgerService) => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  return callService({ service: "cache", requestId, deadlineMs: DEADLINE_MS }, () => call(ledger));
}
