// Goroutines of Kubernetes clients and controllers: informers, queues and their workers, events, leader election.
import type { IgnorePack } from '../model.ts';

export const kubernetes: IgnorePack = {
  id: 'kubernetes',
  version: 1,
  name: 'Kubernetes clients',
  rules: [
    { any: 'k8s.io/client-go/tools/cache.*', foreign: true, what: 'an informer' },
    { any: 'k8s.io/client-go/informers.*', foreign: true, what: 'an informer' },
    { any: 'k8s.io/apimachinery/pkg/watch.*', foreign: true, what: 'a watch' },
    { any: 'k8s.io/client-go/tools/record.*', foreign: true, what: 'records events' },
    { any: 'k8s.io/client-go/tools/watch.*', foreign: true, what: 'a watch' },
    { any: 'k8s.io/client-go/tools/leaderelection.*', foreign: true, what: 'leader election' },
    // Workers wait here for work; own code calls Get in its loop.
    { any: 'k8s.io/client-go/util/workqueue.(*Typed).Get', state: 'sync.Cond.Wait', what: 'an idle worker of a queue' },
    { any: 'k8s.io/client-go/util/workqueue.(*Type).Get', state: 'sync.Cond.Wait', what: 'an idle worker of a queue' },
    { any: 'k8s.io/client-go/util/workqueue.*', foreign: true, what: 'a work queue' },
    { any: 'k8s.io/client-go/rest.*', foreign: true, what: 'a client' },
    { any: 'k8s.io/client-go/transport.*', foreign: true, what: 'renews certificates and tokens' },
    { any: 'k8s.io/apimachinery/pkg/util/wait.*', foreign: true, what: 'repeats something' },
    { any: 'sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue.*', foreign: true, what: 'a work queue' },
    { any: 'sigs.k8s.io/controller-runtime/pkg/internal/source.*', foreign: true, what: 'a source of a controller' },
    { any: 'sigs.k8s.io/controller-runtime/pkg/manager.*', foreign: true, what: 'a manager of controllers' },
  ],
};
