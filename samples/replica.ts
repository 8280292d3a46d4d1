import type { Replica } from '../tavus/replicas.ts';

export const replica: Replica = {
  id: 'r90bbd427f71',
  replica_id: 'r90bbd427f71',
  replica_name: 'Anna',
  status: 'completed',
  is_stock: true,
  finetune_status: null,
  is_preview: false,
  error_message: null,
  model_name: 'phoenix-4',
  thumbnail_image_url: 'https://cdn.replica.tavus.io/thumbnails/anna.jpg',
  thumbnail_video_url: 'https://cdn.replica.tavus.io/thumbnails/anna.mp4',
  created_at: '2026-03-02T10:15:00.000Z',
  updated_at: '2026-03-02T14:40:00.000Z',
};

/** The user's own replica after its training and tuning. */
export const trainedReplica: Replica = {
  id: 'r6c1f83b20d94',
  replica_id: 'r6c1f83b20d94',
  replica_name: 'Nadia from Support',
  status: 'completed',
  is_stock: false,
  finetune_status: 'completed',
  is_preview: false,
  error_message: null,
  model_name: 'phoenix-4.5',
  thumbnail_image_url: 'https://cdn.replica.tavus.io/thumbnails/nadia.jpg',
  thumbnail_video_url: 'https://cdn.replica.tavus.io/thumbnails/nadia.mp4',
  created_at: '2026-11-19T08:05:00.000Z',
  updated_at: '2026-11-19T12:40:00.000Z',
};
