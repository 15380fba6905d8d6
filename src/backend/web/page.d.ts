// The workbench's page as built (build/page/page.js). package.json defines the name.
declare module '#page' {
  export interface PageFile {
    readonly type: string;
    /** Hash of the content. */
    readonly hash: string;
    /** Base64 of the gzipped content. */
    readonly gzip: string;
  }
  /** Keyed by path: `/`, `/main.js`, … */
  export const files: Readonly<Record<string, PageFile>>;
}
