import { rewordAnswer } from './ask.ts';

test('problems and notices speak of options, not of the settings of a data source', () => {
  const text = "Check that Grafana's machine can reach it. Grafana's machine asked twice.";
  const { frames, problem } = rewordAnswer({
    frames: [{ fields: [], meta: { notices: [{ severity: 'warning', text }] } }],
    problem: { code: 'refused', message: 'Correct them in the settings.' },
  });
  expect(frames[0]?.meta?.notices).toMatchObject([
    { text: 'Check that this machine can reach it. this machine asked twice.' },
  ]);
  expect(problem?.message).toBe('Correct --user, --bearer-file or --header.');
});
