import { additionalFieldsRule } from '../fields/additional_fields.ts';
import { reference } from '../fields/conversation.ts';
import { fileLink, websiteLink } from '../fields/file_link.ts';
import { replicaChoices, replicaId } from '../fields/replica.ts';
import { jsonObject } from '../forms/compound_kinds.ts';
import { field, group, notice, requiredField } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { oneOf, spokenText, text, yesNo } from '../forms/kinds.ts';
import { link } from '../forms/one_value.ts';
import { backgroundRule, fastRule, scrollingRule, sourceRule } from './generate_video.rules.ts';

/**
 * The form of Generate Video, from top to bottom. A field is sent under its own key in the body of
 * POST /v2/videos unless `to` names another place (Tavus docs: generate-video, May 2026).
 */

/** The groups of the form, in its order; the rarely used ones are collapsed. */
export const inputFieldGroups = [
  { key: 'video', label: 'Replica (Face) and Script', emphasize: true },
  { key: 'look', label: 'Background and Look', emphasize: false },
  { key: 'scrolling', label: 'Background Scrolling', emphasize: false },
  { key: 'advanced', label: 'Advanced', emphasize: false },
];

/** Other API names of the form's fields, by their place in the body. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([['face_id', 'replica_id']]);

export const form = formOf(
  {
    ...group('video', {
      billing_notice: notice(
        "**Testing this step generates nothing**, unless Test Mode is No. It returns your account's newest ready video, or a sample. **A live run uses your Tavus plan's video minutes**, at least half a minute.",
      ),
      replica_id: requiredField(replicaId, {
        label: 'Replica (Face)',
        helpText:
          'Who speaks in the video. If the replica is still training, the video waits until training is done.',
        dropdown: replicaChoices,
        search: 'find_replica.id',
      }),
      script: field(spokenText, {
        label: 'Script',
        helpText:
          'What the replica says, in any language that it speaks. Videos look natural up to about five minutes. Fill in either this or Audio URL.',
      }),
      audio_url: field(fileLink('an audio file'), {
        label: 'Audio URL',
        helpText:
          'A public link to a .wav or .mp3 file that the replica speaks, 3 seconds to 10 minutes long. Fill in either this or Script.',
        placeholder: 'https://',
      }),
      video_name: field(text, {
        label: 'Video Name',
        helpText:
          "The name in Tavus's list, which **Find Video** can look up. If blank, the app makes up a name that begins with Zapier.",
      }),
      reference: field(reference, {
        label: 'Reference',
        helpText:
          "Your own ID for this video, such as the CRM contact's ID. Video Ready and Find Video return it. It is added to the video's name, so don't use an email address.",
        to: null,
      }),
    }),
    ...group('look', {
      background_url: field(websiteLink, {
        label: 'Background URL',
        helpText: 'A public website. Tavus films it and shows it behind the replica.',
        placeholder: 'https://',
      }),
      background_source_url: field(fileLink('a video file'), {
        label: 'Background Source URL',
        helpText: 'A public link to a video file that is shown behind the replica.',
        placeholder: 'https://',
      }),
      watermark_image_url: field(fileLink('an image file'), {
        label: 'Watermark Image URL',
        helpText: 'A public link to a .png or .jpeg file that is shown as a watermark.',
        placeholder: 'https://',
      }),
      fast: field(yesNo, {
        label: 'Fast',
        helpText:
          'If Yes, the video is ready sooner, but has no background, thumbnails or stream. If blank, No.',
      }),
      transparent_background: field(yesNo, {
        label: 'Transparent Background',
        helpText:
          'If Yes, the video is a .webm file without a background. This needs Fast. If blank, No.',
      }),
      start_with_wave: field(yesNo, {
        label: 'Start With a Wave',
        helpText: 'Lets stock replicas that can wave start with a wave. If blank, Yes.',
        to: 'properties.start_with_wave',
      }),
    }),
    ...group('scrolling', {
      background_scroll: field(yesNo, {
        label: 'Scroll the Website',
        helpText: 'If No, only the top of the website in Background URL is shown. If blank, Yes.',
        to: 'properties.background_scroll',
      }),
      background_scroll_type: field(
        oneOf(['human', 'smooth'], { human: 'Like a Person, With Pauses', smooth: 'Smooth' }),
        {
          label: 'Scroll Type',
          helpText: 'How the website scrolls. If blank, like a person.',
          to: 'properties.background_scroll_type',
        },
      ),
      background_scroll_depth: field(
        oneOf(['middle', 'bottom'], { middle: 'To the Middle', bottom: 'To the Bottom' }),
        {
          label: 'Scroll Depth',
          helpText: 'How far down the website scrolls. If blank, to the middle.',
          to: 'properties.background_scroll_depth',
        },
      ),
      background_scroll_return: field(
        oneOf(['return', 'halt'], { return: 'Scroll Back Up', halt: 'Stay There' }),
        {
          label: 'Scroll Return',
          helpText: 'What happens at that depth. If blank, the website scrolls back up.',
          to: 'properties.background_scroll_return',
        },
      ),
    }),
    ...group('advanced', {
      callback_url: field(link(['https', 'http']), {
        label: 'Callback URL',
        helpText:
          'Tavus sends the video here when it is ready or has failed. The Video Ready trigger works without it.',
        placeholder: 'https://',
      }),
      test_mode: field(yesNo, {
        label: 'Test Mode',
        helpText:
          'If No, testing this step generates a real, billed video, as every live run does. If blank, a test generates nothing and costs nothing.',
        to: null,
      }),
      additional_fields: field(jsonObject, {
        label: 'Additional Fields',
        helpText:
          'A JSON object of Tavus API settings that have no field here. Leave out settings that have their own field.',
        to: null,
      }),
    }),
  },
  [sourceRule, backgroundRule, fastRule, scrollingRule, additionalFieldsRule(OTHER_NAMES)],
);
