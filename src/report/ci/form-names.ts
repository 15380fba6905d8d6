// The names of the forms in which a build reports findings. Options need them without what writes the forms.

export const ciForms = ['sarif', 'junit', 'github', 'gitlab'] as const;
export type CiForm = (typeof ciForms)[number];
