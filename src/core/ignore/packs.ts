// All packs by id. A new one is a file of its own, its id and a line here.
import type { IgnorePack, IgnorePackId } from './model.ts';
import { databases } from './packs/databases.ts';
import { goleak } from './packs/goleak.ts';
import { grpc } from './packs/grpc.ts';
import { http } from './packs/http.ts';
import { kubernetes } from './packs/kubernetes.ts';
import { messaging } from './packs/messaging.ts';
import { standardLibrary } from './packs/standard-library.ts';
import { telemetry } from './packs/telemetry.ts';

export const ignorePacks: Readonly<Record<IgnorePackId, IgnorePack>> = {
  'standard-library': standardLibrary,
  http,
  grpc,
  databases,
  messaging,
  kubernetes,
  telemetry,
  goleak,
};
