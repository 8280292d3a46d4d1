import { expect, test } from '@jest/globals';
import { videoChoices } from '../../fields/video.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { dropdownPage, sandbox } from '../tavus_app.ts';

test('the dropdown has names, and says which videos are not ready', async () => {
  sandbox.deleteVideo(SEED.video);
  sandbox.addVideo({ id: 'a1', name: 'Offer' });
  sandbox.addVideo({ id: 'a2', name: 'Coming', status: 'generating' });
  sandbox.addVideo({ id: 'a3', answered: { video_name: null } });
  sandbox.addVideo({ id: 'a4', name: 'Silent', answered: { status: null } });
  const items = await dropdownPage(videoChoices, 0);
  expect(items).toHaveLength(5);
  expect(items).toEqual(
    expect.arrayContaining([
      { id: 'a1', label: 'Offer' },
      { id: 'a2', label: 'Coming (generating)' },
      { id: 'a3', label: 'a3' },
      { id: 'a4', label: 'Silent (not ready)' },
      { id: SEED.failedVideo, label: 'Welcome, second try (error)' },
    ]),
  );
  expect(sandbox.requests.map(({ query }) => query)).toEqual([{ limit: '100', page: '0' }]);
});
