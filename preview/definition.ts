import * as z from 'zod';

/**
 * The app's definition as the Zap editor reads it: the operations, their fields and their results. The
 * preview, the reference page and the tests read it here. So it is strict: each field has a label and a
 * help text, and each result a label.
 */

/** A choice is a text if that is its label too. */
const choice = z.union([
  z.looseObject({ value: z.string(), label: z.string() }),
  z.string().transform((value) => ({ value, label: value })),
]);

/** A field without a type is a string to the platform. */
const type = z.string().default('string');

const inputField = z
  .looseObject({
    key: z.string(),
    label: z.optional(z.string()),
    helpText: z.string(),
    type,
    required: z.optional(z.boolean()),
    list: z.optional(z.boolean()),
    default: z.optional(z.string()),
    placeholder: z.optional(z.string()),
    group: z.optional(z.string()),
    search: z.optional(z.string()),
    altersDynamicFields: z.optional(z.boolean()),
    choices: z.optional(z.unknown()),
  })
  .refine((field) => field.label !== undefined || isNotice(field), 'A field needs a label.')
  .transform(({ label, choices, ...rest }) => ({
    ...rest,
    label: label ?? rest.key,
    // A dropdown has a function instead.
    choices: Array.isArray(choices) ? z.array(choice).parse(choices) : undefined,
  }));
export type InputField = z.infer<typeof inputField>;

const outputField = z.looseObject({ key: z.string(), label: z.string(), type });
export type OutputField = z.infer<typeof outputField>;

const operation = z.looseObject({
  key: z.string(),
  noun: z.string(),
  display: z.looseObject({
    label: z.string(),
    description: z.string(),
    hidden: z.optional(z.boolean()),
  }),
  operation: z.looseObject({
    type: z.optional(z.string()),
    canPaginate: z.optional(z.boolean()),
    inputFieldGroups: z.optional(
      z.array(z.looseObject({ key: z.string(), label: z.string(), emphasize: z.boolean() })),
    ),
    inputFields: z.optional(z.array(z.unknown())),
    outputFields: z.optional(z.array(z.unknown())),
    sample: z.optional(z.record(z.string(), z.unknown())),
  }),
});
export type DeclaredOperation = z.infer<typeof operation>;

const definition = z.looseObject({
  version: z.string(),
  platformVersion: z.string(),
  authentication: z.looseObject({ fields: z.array(inputField) }),
  triggers: z.record(z.string(), operation),
  creates: z.record(z.string(), operation),
  searches: z.record(z.string(), operation),
});
export type Definition = z.infer<typeof definition>;

/** The kinds of operations, and the names that Zapier shows for them. */
export const KINDS = ['triggers', 'creates', 'searches'] as const;
export type Kind = (typeof KINDS)[number];
export const KIND_NAMES = {
  triggers: 'Triggers',
  creates: 'Actions',
  searches: 'Searches',
} as const;

/** Throws if it is not the definition of an app. */
export function readDefinition(app: unknown): Definition {
  return definition.parse(app);
}

/** An operation that a person can choose. */
export interface Operation {
  readonly kind: Kind;
  readonly key: string;
  readonly noun: string;
  readonly label: string;
  readonly description: string;
  readonly groups: readonly {
    readonly key: string;
    readonly label: string;
    readonly emphasize: boolean;
  }[];
  /** The static fields of the definition; a function stands for those that it returns. */
  readonly declared: readonly unknown[];
  readonly sample: Readonly<Record<string, unknown>>;
}

/** Every visible operation, in the order of the app. */
export function operationsOf(app: Definition): Operation[] {
  return KINDS.flatMap((kind) =>
    Object.values(app[kind])
      .filter(({ display }) => !display.hidden)
      .map(({ key, noun, display, operation: inner }) => ({
        kind,
        key,
        noun,
        label: display.label,
        description: display.description,
        groups: inner.inputFieldGroups ?? [],
        declared: inner.inputFields ?? [],
        sample: inner.sample ?? {},
      })),
  );
}

/** The name of what the platform calls for a part of an operation, such as `perform`. */
export function methodOf({ kind, key }: { kind: Kind; key: string }, part: string): string {
  return `${kind}.${key}.operation.${part}`;
}

/** The fields that the platform returned for a form, with the notices between them. */
export function readInputFields(answered: unknown): InputField[] {
  return z.array(inputField).parse(answered ?? []);
}

/** Whether it is text between the fields. */
export function isNotice({ type }: { readonly type?: string | undefined }): boolean {
  return type === 'copy';
}

/** The output fields that the platform returned. */
export function readOutputFields(answered: unknown): OutputField[] {
  return z.array(outputField).parse(answered ?? []);
}

const dropdown = z.looseObject({
  key: z.string(),
  choices: z.looseObject({ perform: z.unknown() }),
});

/** By the key of each field that has a dropdown: what the platform calls to fill it. */
export function dropdownsOf(from: Pick<Operation, 'kind' | 'key' | 'declared'>) {
  return new Map(
    from.declared.flatMap((each, index): [string, string][] => {
      const { success, data } = dropdown.safeParse(each);
      return success ? [[data.key, methodOf(from, `inputFields.${index}.choices.perform`)]] : [];
    }),
  );
}
