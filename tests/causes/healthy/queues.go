package main

import (
	"context"
	"io"
	"log"
	"os"
	"time"

	"github.com/IBM/sarama"
	"github.com/fsnotify/fsnotify"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/segmentio/kafka-go"
)

func queues() {
	broker, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true})
	check(err)
	go broker.Start()
	broker.ReadyForConnections(5 * time.Second)
	connection, err := nats.Connect(broker.ClientURL())
	check(err)
	subscription, err := connection.Subscribe("prices", func(*nats.Msg) {})
	check(err)
	keep = append(keep, broker, connection, subscription)

	watcher, err := fsnotify.NewWatcher()
	check(err)
	check(watcher.Add(os.TempDir()))
	keep = append(keep, watcher)

	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{"127.0.0.1:1"}, Topic: "orders", GroupID: "shop"})
	go func() { _, _ = reader.ReadMessage(context.Background()) }()
	writer := &kafka.Writer{Addr: kafka.TCP("127.0.0.1:1"), Topic: "orders", Async: true}
	_ = writer.WriteMessages(context.Background(), kafka.Message{Value: []byte("order")})
	keep = append(keep, reader, writer)

	sarama.Logger = log.New(io.Discard, "", 0)
	kafkaBroker := sarama.NewMockBroker(quiet{}, 1)
	kafkaBroker.SetHandlerByMap(map[string]sarama.MockResponse{
		"MetadataRequest": sarama.NewMockMetadataResponse(quiet{}).
			SetBroker(kafkaBroker.Addr(), kafkaBroker.BrokerID()).
			SetLeader("orders", 0, kafkaBroker.BrokerID()),
		"OffsetRequest": sarama.NewMockOffsetResponse(quiet{}).
			SetOffset("orders", 0, sarama.OffsetOldest, 0).SetOffset("orders", 0, sarama.OffsetNewest, 0),
		"FetchRequest": sarama.NewMockFetchResponse(quiet{}, 1),
	})
	config := sarama.NewConfig()
	config.Version = sarama.V0_10_0_0
	config.ApiVersionsRequest = false
	config.Metadata.Retry.Max = 0
	config.Net.ReadTimeout = time.Second
	consumer, err := sarama.NewConsumer([]string{kafkaBroker.Addr()}, config)
	check(err)
	partition, err := consumer.ConsumePartition("orders", 0, sarama.OffsetOldest)
	check(err)
	producer, err := sarama.NewAsyncProducer([]string{kafkaBroker.Addr()}, config)
	check(err)
	keep = append(keep, kafkaBroker, consumer, partition, producer)
}

type quiet struct{}

func (quiet) Error(...any)          {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatal(...any)          {}
func (quiet) Fatalf(string, ...any) {}
func (quiet) Helper()               {}
