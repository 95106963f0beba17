/** A text per plural form that a language has; `other` stands for those that are left out. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Chooses among the forms of a text, by the rules of a language: which numbers are few, and which are many, differs. */
export function choosePlural(lang: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(lang);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
