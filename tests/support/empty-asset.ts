// Stands in for style sheets and pictures in component tests, where nothing is painted.
export default 'asset';
