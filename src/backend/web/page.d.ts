// The page of the workbench as the build leaves it (build/page/page.js); package.json gives it its name.
declare module '#page' {
  export interface PageFile {
    readonly type: string;
    /** Names its contents: the same text means the same bytes. */
    readonly hash: string;
    /** Base64 of the gzipped bytes. */
    readonly gzip: string;
  }
  /** By path: `/`, `/main.js`, … */
  export const files: Readonly<Record<string, PageFile>>;
}
