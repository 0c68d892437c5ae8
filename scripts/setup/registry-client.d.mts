/** A model's manifest, and where its files lie. */
export interface PublishableModel<M> {
  readonly manifest: M;
  pathOf(file: { readonly sha256: string }): string;
}
export interface RegistryClient {
  /** Lets a model answer as the default of its kind, published first unless it is. Returns whether anything was changed. */
  publishAndActivate(model: PublishableModel<object>): Promise<boolean>;
}
/** The admin routes of a running service, as one who publishes needs them. */
export function registryClient(url: string | URL, adminKey: string): RegistryClient;
