import type { Authentication, Bundle, ZObject } from 'zapier-platform-core';
import { tavusClient } from './tavus/http/client.ts';
import { API_KEYS_PAGE, connectionErrorOf } from './tavus/http/errors.ts';
import { resultOf } from './tavus/http/failure.ts';
import { askForOneReplica } from './tavus/replicas.ts';

/** Requests one replica: the cheapest request that fails with a wrong key. Throws the sentence for the connect dialog. */
export const test = async (z: ZObject, bundle: Bundle) => {
  const asked = await resultOf(() => askForOneReplica(tavusClient(z, bundle)));
  if (!asked.ok) throw connectionErrorOf(z, asked.failure);
  return {};
};

/** The API has no account to name a connection after, so its owner names it. */
export const authentication = {
  type: 'custom',
  test,
  connectionLabel: '{{bundle.authData.connection_name}}',
  fields: [
    {
      key: 'api_key',
      label: 'API Key',
      type: 'password',
      required: true,
      helpText: `Create a key under [API Keys in Tavus](${API_KEYS_PAGE}). Don't restrict it to IP addresses, because Zapier uses many.`,
    },
    {
      key: 'connection_name',
      label: 'Connection Name',
      type: 'string',
      required: true,
      isNoSecret: true,
      helpText:
        'The name of this connection in Zapier, for example the name of your Tavus account.',
    },
  ],
} satisfies Authentication;
