// `$table(name, key)` of mapping expressions: exact, then `default`. Plain CommonJS, for the thread of expressions as well.
const own = (mapping, key) =>
  typeof mapping === 'object' && mapping !== null && Object.hasOwn(mapping, key) ? mapping[key] : undefined;

module.exports = function table(name, key) {
  const tables = this.environment.lookup('tables');
  const rows = own(tables, name);
  if (rows === undefined) throw { message: `there is no table ${name}` };
  const found = own(rows, String(key)) ?? own(rows, 'default');
  if (found === undefined) throw { message: `table ${name} has no row ${String(key).slice(0, 100)} and no default` };
  return found;
};
