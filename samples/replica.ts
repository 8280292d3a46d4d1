import type { Replica } from '../tavus/replicas.ts';

export const replica: Replica = {
  id: 'r90bbd427f71',
  replica_id: 'r90bbd427f71',
  replica_name: 'Anna',
  status: 'completed',
  is_stock: true,
  model_name: 'phoenix-4',
  thumbnail_video_url: 'https://cdn.replica.tavus.io/thumbnails/anna.mp4',
  created_at: '2026-03-02T10:15:00.000Z',
  updated_at: '2026-03-02T14:40:00.000Z',
};
