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
        '**Testing this step generates nothing**, unless Test Mode is No: you get the newest ready video of your account, or a sample. **A live run uses video minutes of your Tavus plan**, half a minute at least.',
      ),
      replica_id: requiredField(replicaId, {
        label: 'Replica (Face)',
        helpText:
          'Who speaks in the video. If its training is not over yet, the video waits for it.',
        dropdown: replicaChoices,
        search: 'find_replica.id',
      }),
      script: field(spokenText, {
        label: 'Script',
        helpText:
          'What the replica says, in any language that it speaks. Up to about five minutes look natural. Fill in either this or Audio URL.',
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
          'How the video is listed in Tavus, and how **Find Video** finds it. If blank, its name begins with Zapier.',
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
        helpText: 'A public website that is filmed and shown behind the replica.',
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
          'Yes generates the video sooner, but without background, thumbnails and stream. No if blank.',
      }),
      transparent_background: field(yesNo, {
        label: 'Transparent Background',
        helpText: 'Yes gives a .webm file without any background. It needs Fast. No if blank.',
      }),
      start_with_wave: field(yesNo, {
        label: 'Start With a Wave',
        helpText: 'Some stock replicas wave their hand first. Yes if blank.',
        to: 'properties.start_with_wave',
      }),
    }),
    ...group('scrolling', {
      background_scroll: field(yesNo, {
        label: 'Scroll the Website',
        helpText: 'No shows only the top of the website in Background URL. Yes if blank.',
        to: 'properties.background_scroll',
      }),
      background_scroll_type: field(
        oneOf(['human', 'smooth'], { human: 'Like a Person, With Pauses', smooth: 'Smooth' }),
        {
          label: 'Scroll Type',
          helpText: 'How the website moves. Like a person if blank.',
          to: 'properties.background_scroll_type',
        },
      ),
      background_scroll_depth: field(
        oneOf(['middle', 'bottom'], { middle: 'To the Middle', bottom: 'To the Bottom' }),
        {
          label: 'Scroll Depth',
          helpText: 'How far down it goes. To the middle if blank.',
          to: 'properties.background_scroll_depth',
        },
      ),
      background_scroll_return: field(
        oneOf(['return', 'halt'], { return: 'Scroll Back Up', halt: 'Stay There' }),
        {
          label: 'Scroll Return',
          helpText: 'What happens when that depth is reached. It scrolls back up if blank.',
          to: 'properties.background_scroll_return',
        },
      ),
    }),
    ...group('advanced', {
      callback_url: field(link(['https', 'http']), {
        label: 'Callback URL',
        helpText:
          'Tavus sends the video there once it is ready or has failed. You need none for the trigger Video Ready.',
        placeholder: 'https://',
      }),
      test_mode: field(yesNo, {
        label: 'Test Mode',
        helpText:
          'Testing this step generates nothing and costs nothing, unless you choose No here. Then it generates a real video, as every live run does.',
        to: null,
      }),
      additional_fields: field(jsonObject, {
        label: 'Additional Fields',
        helpText:
          'A JSON object of further settings of the Tavus API, for what this form does not have.',
        to: null,
      }),
    }),
  },
  [sourceRule, backgroundRule, fastRule, scrollingRule, additionalFieldsRule(OTHER_NAMES)],
);
