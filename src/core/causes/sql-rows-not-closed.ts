// Query results that nobody closes, and goroutines that wait for their connection.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const sqlRowsNotClosed: Cause = {
  id: 'sql-rows-not-closed',
  name: 'Rows are not closed',
  looksLike:
    'Goroutines in `select` or `chan receive` under `database/sql.(*Rows).awaitDone`; and, once the pool is empty, own code in `select` under `database/sql.(*DB).conn`.',
  excerpt: `goroutine 42 [select]:
database/sql.(*Rows).awaitDone(…)
	database/sql/sql.go:3009
created by database/sql.(*Rows).initContextClose in goroutine 1
	database/sql/sql.go:2996
`,
  why: 'Rows hold a connection until they are read to the end or closed. A query with a context also has a goroutine that waits for either. A return in the middle of the loop leaves both. With `SetMaxOpenConns`, everyone else soon waits for a connection.',
  fix: '`defer rows.Close()` right behind the check of the error. For one row, `QueryRowContext(…).Scan` closes by itself.',
  example: {
    package: 'orders',
    imports: ['context', 'database/sql', 'database/sql/driver', 'io'],
    before: `// Exists says whether there is an order.
func Exists(ctx context.Context, db *sql.DB) (bool, error) {
	rows, err := db.QueryContext(ctx, "select id from orders")
	if err != nil {
		return false, err
	}
	return rows.Next(), nil // The rows stay open.
}
`,
    after: `// Exists says whether there is an order.
func Exists(ctx context.Context, db *sql.DB) (bool, error) {
	rows, err := db.QueryContext(ctx, "select id from orders")
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}
`,
    support: `var db = sql.OpenDB(memory{})

var life, end = context.WithCancel(context.Background())

type memory struct{ left int }

func (m memory) Connect(context.Context) (driver.Conn, error) { return &m, nil }
func (m memory) Driver() driver.Driver                        { return nil }
func (m *memory) Prepare(string) (driver.Stmt, error)         { return m, nil }
func (m *memory) Begin() (driver.Tx, error)                   { return m, nil }
func (m *memory) Commit() error                               { return nil }
func (m *memory) Rollback() error                             { return nil }
func (m *memory) Close() error                                { return nil }
func (m *memory) NumInput() int                               { return 0 }
func (m *memory) Exec([]driver.Value) (driver.Result, error)  { return nil, nil }
func (m *memory) Query([]driver.Value) (driver.Rows, error)   { return &memory{left: 3}, nil }
func (m *memory) Columns() []string                           { return []string{"id"} }
func (m *memory) Next(row []driver.Value) error {
	if m.left == 0 {
		return io.EOF
	}
	m.left--
	row[0] = int64(m.left)
	return nil
}
`,
    drive: `_, _ = Exists(life, db)
_ = end`,
    waitsIn: 'database/sql.(*Rows).awaitDone',
    proven: false,
  },
  prevention: [
    'The linters `sqlclosecheck` and `rowserrcheck` find most of them.',
    '`SetMaxOpenConns` turns a silent leak into a loud one; watch `DB.Stats().InUse` and `WaitCount`.',
    '`goleak.VerifyNone(t)` in a test that leaves the loop early, with a context that can be cancelled.',
  ],
  sharePercent: null,
  howCommon: 'No published figure; a classic of services with a database.',
  weigh: (clues) => {
    if (includesFunction(clues.names, 'database/sql.(*Rows).awaitDone')) return certain;
    return includesFunction(clues.library, 'database/sql.(*DB).conn') ? certain : null;
  },
};
