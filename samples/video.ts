import type { GeneratedVideo, Video } from '../tavus/videos.ts';

/** A video that is ready. */
export const readyVideo: Video = {
  id: '8a4f94e736',
  video_id: '8a4f94e736',
  video_name: 'Welcome Maria Lopez',
  status: 'ready',
  is_ready: true,
  status_details: 'Your request has processed successfully!',
  error_message: null,
  replica_id: 'r90bbd427f71',
  script: 'Hi Maria, thank you for your interest in our booking page. Let me show you around.',
  audio_url: null,
  hosted_url: 'https://tavus.video/8a4f94e736',
  download_url: 'https://stream.mux.com/Tm3Kx9pQ2vLr8sWd/high.mp4?download=8a4f94e736',
  stream_url: 'https://stream.mux.com/Tm3Kx9pQ2vLr8sWd.m3u8',
  thumbnail_url: 'https://image.mux.com/Tm3Kx9pQ2vLr8sWd/thumbnail.png',
  gif_thumbnail_url: 'https://image.mux.com/Tm3Kx9pQ2vLr8sWd/animated.gif',
  progress: 100,
  background_url: null,
  background_source_url: null,
  created_at: '2026-11-20T15:00:00.000Z',
  updated_at: '2026-11-20T15:02:10.000Z',
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
