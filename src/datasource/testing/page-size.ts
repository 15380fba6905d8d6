// Gives elements a size. Lists only draw what fits, and jsdom has no layout.

/** Every element becomes 400 by 400 pixels, until mocks are restored. */
export function givePageASize(): void {
  const size = { width: 400, height: 400, top: 0, left: 0, bottom: 400, right: 400, x: 0, y: 0, toJSON: () => ({}) };
  jest.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(size);
  jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
}
