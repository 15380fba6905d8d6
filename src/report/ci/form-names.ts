// The names of the forms in which a build reports findings. They are apart from the writers, so that options need not
// load them.

export const ciForms = ['sarif', 'junit', 'github', 'gitlab'] as const;
export type CiForm = (typeof ciForms)[number];
