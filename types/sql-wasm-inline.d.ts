// The build of sql.js that holds its WebAssembly. @types/sql.js describes the other builds.
declare module 'sql.js/dist/sql-wasm-inline.js' {
  import initSqlJs from 'sql.js';
  export default initSqlJs;
}
