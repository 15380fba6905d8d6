package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	k8s "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
)

// rpc has a server and a client with one open stream.
func rpc() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute}))
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	go server.Serve(listener)
	connection, err := grpc.NewClient(listener.Addr().String(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: time.Minute}))
	check(err)
	client := grpc_health_v1.NewHealthClient(connection)
	_, err = client.Check(context.Background(), &grpc_health_v1.HealthCheckRequest{})
	check(err)
	stream, err := client.Watch(context.Background(), &grpc_health_v1.HealthCheckRequest{})
	check(err)
	go func() {
		for {
			if _, err := stream.Recv(); err != nil {
				return
			}
		}
	}()
	keep = append(keep, connection)
}

// kubernetesAPI is a cluster in which there is nothing.
func kubernetesAPI() *rest.Config {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("watch") != "" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"1","annotations":{"k8s.io/initial-events-end":"true"}}}}`+"\n")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}`))
	}))
	keep = append(keep, server)
	return &rest.Config{Host: server.URL}
}

// kubernetes has informers, a work queue and its worker, and events.
func kubernetes() {
	client, err := k8s.NewForConfig(kubernetesAPI())
	check(err)
	factory := informers.NewSharedInformerFactory(client, time.Minute)
	pods := factory.Core().V1().Pods().Informer()
	_, err = pods.AddEventHandler(cache.ResourceEventHandlerFuncs{})
	check(err)
	factory.Start(wait.NeverStop)
	factory.WaitForCacheSync(wait.NeverStop)
	queue := workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]())
	go wait.Until(func() {
		for {
			item, shutdown := queue.Get()
			if shutdown {
				return
			}
			queue.Done(item)
		}
	}, time.Second, wait.NeverStop)
	broadcaster := record.NewBroadcaster()
	broadcaster.StartStructuredLogging(0)
	keep = append(keep, broadcaster)
}
