/** The part of playwright-core's interface that the peer uses; the package is installed on demand, so its own types are not there. */
export interface Playwright {
  readonly chromium: {
    launch(options: { executablePath: string; headless: true; args: readonly string[] }): Promise<Browser>;
  };
}

export interface Browser {
  version(): string;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Page {
  goto(url: string): Promise<unknown>;
  /** Runs the function in the page: it may use nothing from outside but its argument. */
  evaluateHandle<Argument, Result>(run: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Handle<Result>>;
}

/** A value that stays in the page. */
export interface Handle<Value> {
  evaluate<Argument, Result>(run: (value: Value, argument: Argument) => Promise<Result> | Result, argument: Argument): Promise<Result>;
}
