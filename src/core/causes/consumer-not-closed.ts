// A subscription to a broker, a cache or the file system that nobody closes.
import { includesPackage } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

/** Client libraries whose own goroutines are there for consumers, producers, subscriptions and watches. */
const clients = [
  'github.com/IBM/sarama',
  'github.com/Shopify/sarama',
  'github.com/segmentio/kafka-go',
  'github.com/confluentinc/confluent-kafka-go',
  'github.com/twmb/franz-go',
  'github.com/nats-io/nats.go',
  'github.com/nats-io/stan.go',
  'github.com/redis/go-redis',
  'github.com/go-redis/redis',
  'github.com/gomodule/redigo',
  'github.com/redis/rueidis',
  'github.com/rabbitmq/amqp091-go',
  'github.com/streadway/amqp',
  'github.com/eclipse/paho.mqtt.golang',
  'github.com/nsqio/go-nsq',
  'github.com/apache/pulsar-client-go',
  'github.com/apache/rocketmq-client-go',
  'cloud.google.com/go/pubsub',
  'go.etcd.io/etcd/client',
  'github.com/fsnotify/fsnotify',
  'github.com/lib/pq',
  'github.com/gorilla/websocket',
  'github.com/hashicorp/consul/api',
];

export const consumerNotClosed: Cause = {
  id: 'consumer-not-closed',
  name: 'Subscriptions are not closed',
  looksLike:
    'Goroutines that lie wholly in a client library for Kafka, NATS, Redis, AMQP, MQTT, etcd or file events, in any state. As many as there are connections is healthy; one more for each request is not.',
  excerpt: `goroutine 42 [select]:
github.com/redis/go-redis/v9.(*channel).initHealthCheck.func1()
	github.com/redis/go-redis/v9@v9.23.0/pubsub.go:723
created by github.com/redis/go-redis/v9.(*channel).initHealthCheck in goroutine 1
	github.com/redis/go-redis/v9@v9.23.0/pubsub.go:717
`,
  why: 'A consumer, subscription or watcher has goroutines that read, dispatch and keep the connection alive until it is closed. Made for a request and dropped, they stay, and so does their load on the broker.',
  fix: '`defer subscription.Close()` (`Unsubscribe`, `Drain`, `Stop`) right where it is made, or subscribe once and share what arrives.',
  example: {
    package: 'ticker',
    imports: ['context', 'sync', 'github.com/alicebob/miniredis/v2', 'github.com/redis/go-redis/v9'],
    before: `// Follow waits for one price.
func Follow(ctx context.Context, client *redis.Client) {
	subscription := client.Subscribe(ctx, "prices") // Nobody closes it.
	select {
	case <-subscription.Channel():
	case <-ctx.Done():
	}
}
`,
    after: `// Follow waits for one price.
func Follow(ctx context.Context, client *redis.Client) {
	subscription := client.Subscribe(ctx, "prices")
	defer subscription.Close()
	select {
	case <-subscription.Channel():
	case <-ctx.Done():
	}
}
`,
    support: `var client = sync.OnceValue(func() *redis.Client {
	server, err := miniredis.Run()
	if err != nil {
		panic(err)
	}
	return redis.NewClient(&redis.Options{Addr: server.Addr()})
})
`,
    drive: `ctx, cancel := context.WithCancel(context.Background())
cancel()
Follow(ctx, client())`,
    cleanup: `_ = client().Close()`,
    waitsIn: 'github.com/redis/go-redis/v9.(*channel).initHealthCheck.func',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind a request that subscribes.',
    "Watch the number of consumers on the broker's side.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (!includesPackage(clues.names, ...clients)) return null;
    return clues.own === '' ? certain : 10;
  },
};
