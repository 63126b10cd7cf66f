#include "libs/testing/catalogue.h"

#include <cstdio>
#include <cstdlib>

#include "libs/base/check.h"
#include "libs/pg/connection.h"

namespace overround::testing {
namespace {

// $1 is the schema. Partitions are judged by their parent.
constexpr char kFaults[] = R"sql(
  WITH tables AS (
    SELECT c.oid, c.relname::TEXT AS name, c.relispartition AS is_partition,
           substring(obj_description(c.oid, 'pg_class') FROM '^@(dist|ref|local)\M') AS kind,
           substring(obj_description(c.oid, 'pg_class') FROM '^@dist ([a-z0-9_]+)') AS key_name
      FROM pg_class c
     WHERE c.relnamespace = $1::REGNAMESPACE AND c.relkind IN ('r', 'p')
  ), placed AS (
    SELECT t.oid, t.name, t.kind, t.key_name, a.attnum AS key_number, a.attnotnull AS is_key_required,
           a.atttypid::REGTYPE::TEXT AS key_type
      FROM tables t
      LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.key_name AND NOT a.attisdropped
     WHERE NOT t.is_partition
  ), foreign_keys AS (
    SELECT k.conname::TEXT AS name, k.conkey, k.confkey, here.name AS table_name, here.kind, here.key_number,
           target.relnamespace = $1::REGNAMESPACE AS is_here, there.kind AS there_kind,
           there.key_number AS there_key_number
      FROM pg_constraint k
      JOIN placed here ON here.oid = k.conrelid
      JOIN pg_class target ON target.oid = k.confrelid
      LEFT JOIN placed there ON there.oid = k.confrelid
     WHERE k.contype = 'f'
  ), columns AS (
    SELECT t.name AS table_name, a.attname::TEXT AS name, a.atttypid::REGTYPE::TEXT AS type_name,
           a.attidentity, y.typtype, pg_get_expr(d.adbin, d.adrelid) AS default_text
      FROM pg_attribute a
      JOIN placed t ON t.oid = a.attrelid
      JOIN pg_type y ON y.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped
  )
  SELECT fault FROM (
    SELECT format('table %s: no @dist, @ref or @local at the head of its comment', name) AS fault
      FROM placed WHERE kind IS NULL
    UNION ALL
    SELECT format('table %s: its key %s is no column of its own', name, coalesce(key_name, '(unnamed)'))
      FROM placed WHERE kind = 'dist' AND key_number IS NULL
    UNION ALL
    SELECT format('table %s: its key %s may be NULL', name, key_name)
      FROM placed WHERE kind = 'dist' AND NOT is_key_required
    UNION ALL
    SELECT format('table %s: its key %s is %s, want bigint or uuid', name, key_name, key_type)
      FROM placed WHERE kind = 'dist' AND key_type NOT IN ('bigint', 'uuid')
    UNION ALL
    SELECT format('table %s: no primary key', t.name)
      FROM placed t
     WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
    UNION ALL
    SELECT format('index %s of %s: unique without the key %s', x.relname, t.name, t.key_name)
      FROM pg_index i JOIN placed t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
     WHERE i.indisunique AND t.kind = 'dist'
       AND NOT t.key_number = ANY ((i.indkey::SMALLINT[])[0:i.indnkeyatts - 1])
    UNION ALL
    SELECT format('exclusion %s of %s: without the key %s', k.conname, t.name, t.key_name)
      FROM pg_constraint k JOIN placed t ON t.oid = k.conrelid
     WHERE k.contype = 'x' AND t.kind = 'dist' AND NOT t.key_number = ANY (k.conkey)
    UNION ALL
    SELECT format('trigger %s of %s: want none', g.tgname, t.name)
      FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT format('rule %s of %s: want none', r.rulename, t.name) FROM pg_rewrite r JOIN tables t ON t.oid = r.ev_class
    UNION ALL
    SELECT format('foreign key %s of %s: into another schema', name, table_name) FROM foreign_keys WHERE NOT is_here
    UNION ALL
    SELECT format('foreign key %s of %s: from @%s to @%s', name, table_name, kind, there_kind)
      FROM foreign_keys
     WHERE is_here AND there_kind <> 'ref' AND (kind, there_kind) NOT IN (('dist', 'dist'), ('local', 'local'))
    UNION ALL
    SELECT format('foreign key %s of %s: does not carry the key of both tables', name, table_name)
      FROM foreign_keys
     WHERE kind = 'dist' AND there_kind = 'dist'
       AND coalesce(array_position(conkey, key_number) <> array_position(confkey, there_key_number), TRUE)
    UNION ALL
    SELECT format('sequence %s: belongs to no identity column', c.relname)
      FROM pg_class c
     WHERE c.relnamespace = $1::REGNAMESPACE AND c.relkind = 'S'
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::REGCLASS AND d.objid = c.oid AND d.deptype = 'i')
    UNION ALL
    SELECT format('column %s.%s: an identity of type %s, want bigint', table_name, name, type_name)
      FROM columns WHERE attidentity <> '' AND type_name <> 'bigint'
    UNION ALL
    SELECT format('column %s.%s: its default %s is not a constant', table_name, name, default_text)
      FROM columns WHERE default_text ~* '\m(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|nextval|current_(date|time|timestamp)|local(time|timestamp))\M'
    UNION ALL
    SELECT format('function %s: reads a clock or draws at random', p.proname)
      FROM pg_proc p
     WHERE p.pronamespace = $1::REGNAMESPACE
       AND p.prosrc ~* '\m(now\s*\(|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random\s*\(|gen_random_uuid|current_(date|time|timestamp)|local(time|timestamp))'
    UNION ALL
    SELECT format('column %s.%s: of enum type %s, want TEXT with a CHECK', table_name, name, type_name)
      FROM columns WHERE typtype = 'e'
    UNION ALL
    SELECT format('column %s.%s: of type %s, want TEXT', table_name, name, type_name)
      FROM columns WHERE type_name IN ('character varying', 'character')
    UNION ALL
    SELECT format('column %s.%s: of type %s, want TIMESTAMPTZ', table_name, name, type_name)
      FROM columns WHERE type_name IN ('timestamp without time zone', 'time without time zone', 'time with time zone')
    UNION ALL
    SELECT format('column %s.%s: an amount of type %s, want BIGINT', table_name, name, type_name)
      FROM columns WHERE name LIKE '%\_minor' AND type_name NOT IN ('bigint', 'bigint[]')
    UNION ALL
    SELECT format('table %s: in public', c.relname)
      FROM pg_class c WHERE c.relnamespace = 'public'::REGNAMESPACE AND c.relkind IN ('r', 'p')
  ) AS f
  ORDER BY fault
)sql";

}  // namespace

std::vector<std::string> CatalogueFaults(const TestDatabase& database, absl::string_view schema) {
  const auto connection = pg::Connection::Open(database.AdminConninfo(), Soon(), Wall());
  OVERROUND_CHECK(connection.ok());
  const auto rows = (*connection)->Query(kFaults, {schema}, Soon());
  if (!rows.ok()) {
    std::fprintf(stderr, "catalogue of %s: %s\n", std::string(schema).c_str(),
                 rows.status().ToString().c_str());
    std::abort();
  }
  std::vector<std::string> faults;
  for (const pg::Row row : *rows) faults.push_back(row.Get<std::string>(0));
  return faults;
}

}  // namespace overround::testing
