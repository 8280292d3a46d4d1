import type { GeneratedVideo, Video } from '../tavus/videos.ts';

/** A video that is ready. */
export const readyVideo: Video = {
  video_name: 'Welcome Maria Lopez',
  reference: '0035g00000ABC',
  status: 'ready',
  is_ready: true,
  error_message: null,
  hosted_url: 'https://tavus.video/8a4f94e736',
  gif_thumbnail_url: 'https://image.mux.com/Tm3Kx9pQ2vLr8sWd/animated.gif',
  thumbnail_url: 'https://image.mux.com/Tm3Kx9pQ2vLr8sWd/thumbnail.png',
  download_url: 'https://stream.mux.com/Tm3Kx9pQ2vLr8sWd/high.mp4?download=8a4f94e736',
  stream_url: 'https://stream.mux.com/Tm3Kx9pQ2vLr8sWd.m3u8',
  created_at: '2026-11-20T15:00:00.000Z',
  script: 'Hi Maria, thank you for your interest in our booking page. Let me show you around.',
  audio_url: null,
  background_url: null,
  background_source_url: null,
  progress: 100,
  status_details: 'Your request has processed successfully!',
  updated_at: '2026-11-20T15:02:10.000Z',
  replica_name: 'Anna',
  replica_id: 'r90bbd427f71',
  video_id: '8a4f94e736',
  id: '8a4f94e736',
};

/** The result of Generate Video: a queued video, without most of its links. */
export const generatedVideo: GeneratedVideo = {
  ...readyVideo,
  status: 'queued',
  is_ready: false,
  status_details: null,
  download_url: null,
  stream_url: null,
  thumbnail_url: null,
  gif_thumbnail_url: null,
  progress: null,
  updated_at: null,
  is_test: false,
};
