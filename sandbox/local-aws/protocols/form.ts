/** A value of the query protocol before it is checked. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

/**
 * Turns the query protocol's flat names into nested input: `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: "a" }] }`.
 * `Action` and `Version` are left out. List positions only order the members.
 */
export function nestedForm(parameters: URLSearchParams): { [name: string]: FormValue } {
  const root: { [name: string]: FormValue } = Object.create(null);
  for (const [name, value] of parameters) {
    if (name === "Action" || name === "Version") continue;
    place(root, name.split("."), value);
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, listed(value)]));
}

function place(target: { [name: string]: FormValue }, path: readonly string[], value: string): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const there = target[head];
  const next: { [name: string]: FormValue } =
    typeof there === "object" && !Array.isArray(there) ? there : Object.create(null);
  target[head] = next;
  place(next, rest, value);
}

function listed(value: FormValue): FormValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const names = Object.keys(value);
  const members = value.member;
  if (names.length === 1 && typeof members === "object" && !Array.isArray(members)) {
    return Object.entries(members)
      .sort(([left], [right]) => Number(left) - Number(right))
      .map(([, member]) => listed(member));
  }
  return Object.fromEntries(names.map((name) => [name, listed(value[name] ?? "")]));
}
