// Transactions that are neither committed nor rolled back.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const sqlTxNotFinished: Cause = {
  id: 'sql-tx-not-finished',
  name: 'Transactions are not finished',
  looksLike: 'Goroutines in `chan receive` under `database/sql.(*Tx).awaitDone`.',
  excerpt: `goroutine 42 [chan receive]:
database/sql.(*Tx).awaitDone(…)
	database/sql/sql.go:2212
created by database/sql.(*DB).beginDC in goroutine 1
	database/sql/sql.go:1925
`,
  why: '`BeginTx` starts a goroutine that rolls back when the context ends. A transaction that is neither committed nor rolled back keeps it, its connection, and its locks in the database.',
  fix: '`defer tx.Rollback()` right behind `BeginTx`: after a `Commit` it does nothing.',
  example: {
    package: 'ledger',
    imports: ['context', 'database/sql', 'database/sql/driver', 'errors'],
    before: `// Transfer moves money.
func Transfer(ctx context.Context, db *sql.DB, cents int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if cents <= 0 {
		return errors.New("nothing to move") // The transaction stays open.
	}
	return tx.Commit()
}
`,
    after: `// Transfer moves money.
func Transfer(ctx context.Context, db *sql.DB, cents int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if cents <= 0 {
		return errors.New("nothing to move")
	}
	return tx.Commit()
}
`,
    support: `var db = sql.OpenDB(memory{})

var life, end = context.WithCancel(context.Background())

type memory struct{}

func (memory) Connect(context.Context) (driver.Conn, error) { return memory{}, nil }
func (memory) Driver() driver.Driver                        { return nil }
func (memory) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("no statements") }
func (memory) Begin() (driver.Tx, error)                    { return memory{}, nil }
func (memory) Commit() error                                { return nil }
func (memory) Rollback() error                              { return nil }
func (memory) Close() error                                 { return nil }
`,
    drive: `_ = Transfer(life, db, 0)
_ = end`,
    waitsIn: 'database/sql.(*Tx).awaitDone',
    proven: false,
  },
  prevention: [
    'The linter `sqlclosecheck`, and in review: `BeginTx` is followed by `defer tx.Rollback()`.',
    'A limit in the database on transactions that are idle (`idle_in_transaction_session_timeout`).',
    '`goleak.VerifyNone(t)` in a test of the way that fails.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (includesFunction(clues.names, 'database/sql.(*Tx).awaitDone')) return certain;
    return includesFunction(clues.library, 'database/sql.(*DB).conn') ? certain * 0.4 : null;
  },
};
