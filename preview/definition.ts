import * as z from 'zod';

/** The app's definition as the Zap editor reads it: the operations, their fields and their results. */

const choice = z.looseObject({ value: z.string(), label: z.string() });

const field = z.object({
  key: z.string(),
  label: z.optional(z.string()),
  helpText: z.optional(z.string()),
  type: z.optional(z.string()),
  required: z.optional(z.boolean()),
  list: z.optional(z.boolean()),
  default: z.optional(z.string()),
  placeholder: z.optional(z.string()),
  group: z.optional(z.string()),
  search: z.optional(z.string()),
  altersDynamicFields: z.optional(z.boolean()),
  choices: z.optional(z.unknown()),
});

/** A field with what it offers. */
export interface Field extends Omit<z.infer<typeof field>, 'choices'> {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** The method that fills its dropdown; undefined if it has none. */
  readonly dropdown: string | undefined;
}

const outputField = z.looseObject({
  key: z.string(),
  label: z.optional(z.string()),
  type: z.optional(z.string()),
});
export type OutputField = z.infer<typeof outputField>;

/** What every operation has. */
export const anyOperation = z.looseObject({
  key: z.string(),
  noun: z.string(),
  display: z.looseObject({
    label: z.string(),
    description: z.string(),
    hidden: z.optional(z.boolean()),
  }),
});

const operation = anyOperation.extend({
  operation: z.looseObject({
    inputFields: z.optional(z.array(z.unknown())),
    inputFieldGroups: z.optional(
      z.array(
        z.looseObject({ key: z.string(), label: z.string(), emphasize: z.optional(z.boolean()) }),
      ),
    ),
  }),
});

const operations = z.record(z.string(), operation);

const definition = z.looseObject({
  version: z.string(),
  creates: operations,
  searches: operations,
  triggers: operations,
});

/** The kinds of operations with the names that Zapier shows. */
export const KINDS = { triggers: 'Triggers', creates: 'Actions', searches: 'Searches' } as const;

export type Kind = keyof typeof KINDS;

/** An operation that a person can choose. */
export interface Operation {
  readonly kind: Kind;
  readonly key: string;
  readonly noun: string;
  readonly label: string;
  readonly description: string;
  readonly groups: readonly { readonly key: string; readonly label: string }[];
  /** The static fields of the definition; what a function gives is undefined here. */
  readonly declared: readonly unknown[];
}

/** Every visible operation, in the order of the app. Throws if the definition is not one. */
export function operationsOf(app: unknown): { version: string; operations: Operation[] } {
  const parsed = definition.parse(app);
  const found = (['triggers', 'creates', 'searches'] as const).flatMap((kind) =>
    Object.values(parsed[kind]).flatMap((each): Operation[] => {
      const { display, key, noun, operation: inner } = each;
      if (display.hidden) return [];
      const { inputFieldGroups = [], inputFields = [] } = inner;
      const { label, description } = display;
      return [
        { kind, key, noun, label, description, groups: inputFieldGroups, declared: inputFields },
      ];
    }),
  );
  return { version: parsed.version, operations: found };
}

/** The name of what the platform calls for a part of an operation, such as `perform`. */
export function methodOf({ kind, key }: Operation, part: string): string {
  return `${kind}.${key}.operation.${part}`;
}

const dynamicChoices = z.looseObject({ perform: z.unknown() });
const declaredField = z.looseObject({ key: z.string(), choices: z.optional(z.unknown()) });

/** The fields that the platform gave for a form; what fills a dropdown is found in the definition. */
export function readFields(from: Operation, answered: unknown): Field[] {
  const dropdowns = new Map(
    from.declared.flatMap((each, index): [string, string][] => {
      const { success, data } = declaredField.safeParse(each);
      if (!success || !dynamicChoices.safeParse(data.choices).success) return [];
      return [[data.key, methodOf(from, `inputFields.${index}.choices.perform`)]];
    }),
  );
  return z
    .array(field)
    .parse(answered)
    .map(({ choices, ...rest }) => {
      const listed = z.array(choice).safeParse(choices);
      return {
        ...rest,
        choices: listed.success ? listed.data : [],
        dropdown: dropdowns.get(rest.key),
      };
    });
}

/** The output fields that the platform gave. */
export function readOutputFields(answered: unknown): OutputField[] {
  return z.array(outputField).parse(answered ?? []);
}
