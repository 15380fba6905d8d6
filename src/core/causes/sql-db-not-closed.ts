// A pool of connections for every call.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const sqlDbNotClosed: Cause = {
  id: 'sql-db-not-closed',
  name: 'A database pool is opened again and again',
  looksLike:
    'Goroutines in `select` under `database/sql.(*DB).connectionOpener` (and `connectionCleaner`): one for each `sql.Open`. One is healthy; a growing number is not.',
  excerpt: `goroutine 42 [select]:
database/sql.(*DB).connectionOpener(…)
	database/sql/sql.go:1261
created by database/sql.OpenDB in goroutine 1
	database/sql/sql.go:841
`,
  why: '`sql.Open` makes a pool, not a connection, and starts a goroutine for it. Called for every request, and without `Close`, it leaves a pool each time.',
  fix: 'Open the pool once, at the start of the program, and pass it on.',
  example: {
    package: 'customers',
    imports: ['context', 'database/sql', 'database/sql/driver', 'errors', 'sync'],
    given: `var opened = sync.OnceValue(func() *sql.DB { return sql.OpenDB(store{}) })
`,
    before: `// Count asks the database.
func Count(ctx context.Context) error {
	db := sql.OpenDB(store{}) // A pool for one question.
	return db.PingContext(ctx)
}
`,
    after: `// Count asks the database.
func Count(ctx context.Context) error {
	return opened().PingContext(ctx)
}
`,
    support: `type store struct{}

func (store) Connect(context.Context) (driver.Conn, error) { return store{}, nil }
func (store) Driver() driver.Driver                        { return nil }
func (store) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("no statements") }
func (store) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }
func (store) Close() error                                 { return nil }
`,
    drive: `_ = Count(context.Background())`,
    cleanup: `_ = opened().Close()`,
    waitsIn: 'database/sql.(*DB).connectionOpener',
    proven: true,
  },
  prevention: [
    'In review: no `sql.Open` in a function that serves a request.',
    '`goleak.VerifyNone(t)` behind two requests.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) =>
    includesFunction(clues.names, 'database/sql.(*DB).connectionOpener', 'database/sql.(*DB).connectionCleaner')
      ? certain
      : null,
};
