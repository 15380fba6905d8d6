// Goroutines that pools of databases and caches keep: openers, cleaners, health checks, monitors.
import type { IgnorePack } from '../model.ts';

export const databases: IgnorePack = {
  id: 'databases',
  version: 1,
  name: 'Database pools and caches',
  rules: [
    { entry: 'database/sql.(*DB).connectionOpener', what: 'opens the connections of a pool' },
    { entry: 'database/sql.(*DB).connectionCleaner', what: 'closes the old connections of a pool' },
    { entry: 'database/sql.(*DB).connectionResetter', what: 'resets the connections of a pool (Go 1.10 to 1.14)' },
    { any: 'github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1', what: 'watches for cancelled queries' },
    { any: 'github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck', what: 'checks the connections of a pool' },
    { any: 'github.com/jackc/pgx/v4/pgxpool.(*Pool).backgroundHealthCheck', what: 'checks the connections of a pool' },
    { any: 'go.mongodb.org/mongo-driver/*', foreign: true, what: 'monitors and pools of MongoDB' },
    { any: 'github.com/redis/go-redis/v9/*', foreign: true, what: 'pools of Redis' },
    { any: 'github.com/go-redis/redis/v8/*', foreign: true, what: 'pools of Redis' },
    { any: 'github.com/gocql/gocql.*', foreign: true, what: 'connections to Cassandra' },
    { any: 'github.com/patrickmn/go-cache.(*janitor).Run', what: 'cleans a cache' },
    { any: 'github.com/dgraph-io/ristretto.*', foreign: true, what: 'a cache at work' },
    { any: 'github.com/dgraph-io/ristretto/v2.*', foreign: true, what: 'a cache at work' },
    { any: 'github.com/allegro/bigcache/v3.newBigCache.func1', what: 'cleans a cache' },
    { any: 'github.com/jellydator/ttlcache/v3.*', foreign: true, what: 'cleans a cache' },
  ],
};
