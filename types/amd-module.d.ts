// The loader's description of the module it is loading.
declare module 'amd-module' {
  const amdModule: { readonly uri?: string } | undefined;
  export default amdModule;
}
