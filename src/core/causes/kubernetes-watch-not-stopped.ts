// Watches, informers and work queues of Kubernetes clients that nobody stops.
import { includesPackage } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const kubernetesWatchNotStopped: Cause = {
  id: 'kubernetes-watch-not-stopped',
  name: 'Kubernetes watches are not stopped',
  looksLike:
    'Goroutines of `k8s.io/client-go` and `k8s.io/apimachinery` alone: reflectors, `watch.(*StreamWatcher).receive`, `cache.(*processorListener)`, `workqueue` loops, `wait.Until`.',
  excerpt: `goroutine 42 [select]:
k8s.io/client-go/util/workqueue.(*delayingType[...]).waitingLoop(…)
	k8s.io/client-go@v0.37.2/util/workqueue/delaying_queue.go:320
created by k8s.io/client-go/util/workqueue.newDelayingQueue[...] in goroutine 1
	k8s.io/client-go@v0.37.2/util/workqueue/delaying_queue.go:157
`,
  why: 'A watch runs until `Stop`, an informer until its stop channel is closed, a work queue until `ShutDown`. Made for each reconciliation, request or leader election and left alone, they pile up.',
  fix: 'Start informers once, with a stop channel or context that ends; `defer watcher.Stop()`; `defer queue.ShutDown()`.',
  example: {
    package: 'fleet',
    imports: ['k8s.io/client-go/util/workqueue'],
    before: `// Reconcile works off a list of vans.
func Reconcile(vans []string) {
	queue := workqueue.NewTypedDelayingQueue[string]() // Nobody shuts it down.
	for _, van := range vans {
		queue.Add(van)
	}
	for range vans {
		van, _ := queue.Get()
		queue.Done(van)
	}
}
`,
    after: `// Reconcile works off a list of vans.
func Reconcile(vans []string) {
	queue := workqueue.NewTypedDelayingQueue[string]()
	defer queue.ShutDown()
	for _, van := range vans {
		queue.Add(van)
	}
	for range vans {
		van, _ := queue.Get()
		queue.Done(van)
	}
}
`,
    drive: `Reconcile([]string{"a", "b"})`,
    waitsIn: 'k8s.io/client-go/util/workqueue.(*delayingType).waitingLoop',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind a reconciliation.',
    'In review: no `wait.NeverStop` and no `context.Background()` outside of `main`.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    const kubernetes = ['k8s.io/client-go', 'k8s.io/apimachinery', 'sigs.k8s.io/controller-runtime'];
    if (!includesPackage(clues.names, ...kubernetes)) return null;
    return clues.own === '' ? certain : 8;
  },
};
