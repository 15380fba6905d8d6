/** The words by which a form knows that a dump was refused for its pause. */
export const pauseRefusal = 'a dump would stop it for about';
