// Goroutines that clients of message brokers and file watchers keep for each connection and subscription.
import type { IgnorePack } from '../model.ts';

export const messaging: IgnorePack = {
  id: 'messaging',
  version: 1,
  name: 'Message brokers and watchers',
  rules: [
    { any: 'github.com/nats-io/nats.go.*', foreign: true, what: 'a connection or subscription of NATS' },
    { any: 'github.com/IBM/sarama.*', foreign: true, what: 'a client of Kafka' },
    { any: 'github.com/Shopify/sarama.*', foreign: true, what: 'a client of Kafka' },
    { any: 'github.com/segmentio/kafka-go.*', foreign: true, what: 'a client of Kafka' },
    { any: 'github.com/twmb/franz-go/*', foreign: true, what: 'a client of Kafka' },
    { any: 'github.com/confluentinc/confluent-kafka-go/*', foreign: true, what: 'a client of Kafka' },
    { any: 'github.com/rabbitmq/amqp091-go.*', foreign: true, what: 'a client of RabbitMQ' },
    { any: 'github.com/streadway/amqp.*', foreign: true, what: 'a client of RabbitMQ' },
    { any: 'github.com/eclipse/paho.mqtt.golang.*', foreign: true, what: 'a client of MQTT' },
    { any: 'github.com/rcrowley/go-metrics.(*meterArbiter).tick', what: 'the meters of sarama' },
    { any: 'github.com/fsnotify/fsnotify.*', foreign: true, what: 'watches files' },
    { any: 'go.etcd.io/etcd/client/v3.*', foreign: true, what: 'a client of etcd' },
  ],
};
