package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/dgraph-io/ristretto"
	_ "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib"
	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// databases has pools whose servers are away: their keepers run all the same.
func databases() {
	for driver, address := range map[string]string{
		"mysql": "u:p@tcp(127.0.0.1:1)/d",
		"pgx":   "postgres://u:p@127.0.0.1:1/d",
	} {
		db, err := sql.Open(driver, address)
		check(err)
		db.SetConnMaxLifetime(time.Minute)
		keep = append(keep, db)
	}
	pool, err := pgxpool.New(context.Background(), "postgres://u:p@127.0.0.1:1/d")
	check(err)
	client, err := mongo.Connect(options.Client().ApplyURI("mongodb://127.0.0.1:1"))
	check(err)
	keep = append(keep, pool, client)
}

func caches() {
	server, err := miniredis.Run()
	check(err)
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), MinIdleConns: 2})
	check(client.Ping(context.Background()).Err())
	subscription := client.Subscribe(context.Background(), "prices")
	keep = append(keep, server, client, subscription, subscription.Channel())
	keep = append(keep, gocache.New(time.Minute, time.Minute))
	cache, err := ristretto.NewCache(&ristretto.Config{NumCounters: 100, MaxCost: 100, BufferItems: 64})
	check(err)
	keep = append(keep, cache)
}
