import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { D1Database } from "@cloudflare/workers-types";

const MIGRATIONS = join(import.meta.dirname, "../../../migrations");
const MAX_PARAMETERS = 100;

/** Called before each round trip to the database; may throw. */
type BeforeCall = (kind: "read" | "write") => void;

/** SQLite in memory in the shape of D1, migrated, with D1's limit of parameters: the part of it that the query builder uses. */
export class SqliteD1 {
  readonly sqlite = new DatabaseSync(":memory:");
  beforeCall: BeforeCall = () => {};
  /** Statements run so far. */
  readonly statements: string[] = [];

  constructor() {
    for (const file of readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"))) {
      this.sqlite.exec(readFileSync(join(MIGRATIONS, file), "utf8"));
    }
  }

  get d1(): D1Database {
    return this as unknown as D1Database;
  }

  prepare(query: string): SqliteStatement {
    return new SqliteStatement(this, query, []);
  }

  async batch(statements: readonly SqliteStatement[]) {
    this.beforeCall(statements.every((statement) => statement.reads) ? "read" : "write");
    this.sqlite.exec("BEGIN");
    try {
      const results = statements.map((statement) => statement.runNow());
      this.sqlite.exec("COMMIT");
      return results;
    } catch (cause) {
      this.sqlite.exec("ROLLBACK");
      throw cause;
    }
  }
}

class SqliteStatement {
  readonly #database: SqliteD1;
  readonly #query: string;
  readonly #parameters: readonly SQLInputValue[];

  constructor(database: SqliteD1, query: string, parameters: readonly SQLInputValue[]) {
    this.#database = database;
    this.#query = query;
    this.#parameters = parameters;
  }

  get reads(): boolean {
    return /^\s*select/i.test(this.#query);
  }

  bind(...parameters: SQLInputValue[]): SqliteStatement {
    if (parameters.length > MAX_PARAMETERS) throw new Error("D1_ERROR: too many SQL variables");
    return new SqliteStatement(this.#database, this.#query, parameters);
  }

  async all() {
    return this.#call(() => this.runNow());
  }

  async run() {
    return this.#call(() => this.runNow());
  }

  async raw() {
    return this.#call(() => this.runNow().results.map((row) => Object.values(row)));
  }

  runNow() {
    this.#database.statements.push(this.#query);
    const results = this.#database.sqlite.prepare(this.#query).all(...this.#parameters);
    return { success: true, results, meta: {} };
  }

  async #call<T>(run: () => T): Promise<T> {
    this.#database.beforeCall(this.reads ? "read" : "write");
    return run();
  }
}
