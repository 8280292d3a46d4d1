import { oneId } from '../forms/one_value.ts';
import { isDeleted, type Video, videos } from '../tavus/videos.ts';
import { type DropdownItem, dropdownOf } from './dropdown.ts';

/** Takes the ID of a video or one of its links; see videoReference. */
export const anyVideoReference = oneId('the ID or a link of a video');

/** Offers the videos, and marks those that are not ready. */
export const videoChoices = dropdownOf({ resource: videos, entry });

function entry(video: Video): DropdownItem | null {
  if (isDeleted(video)) return null;
  const name = video.video_name ?? video.id;
  return {
    id: video.id,
    label: video.is_ready ? name : `${name} (${video.status ?? 'not ready'})`,
  };
}
