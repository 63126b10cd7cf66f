-- What an administrator does once per database: a schema per service, owned by a role that migrates and used by a role
-- that cannot alter it. May be run again at any time; changes nothing that is right already.
--
--   psql --set ON_ERROR_STOP=1 --dbname overround --file deploy/postgres/roles.sql
--
-- Needs CREATEROLE and ownership of the database. Passwords, where the server asks for them, are set apart:
--   ALTER ROLE overround_bankroll_app PASSWORD '...'
DO $roles$
DECLARE
  service TEXT;
  owner_role TEXT;
  app_role TEXT;
  role_name TEXT;
  appended TEXT;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE ALL ON SCHEMA public FROM PUBLIC;

  FOREACH service IN ARRAY ARRAY['collector', 'prediction', 'grading', 'bankroll', 'user_model', 'gateway'] LOOP
    owner_role := format('overround_%s_owner', service);
    app_role := format('overround_%s_app', service);

    FOREACH role_name IN ARRAY ARRAY[owner_role, app_role] LOOP
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', role_name);
      END IF;
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role_name);
      -- Shared libraries name their tables without a schema.
      IF NOT EXISTS (SELECT FROM pg_db_role_setting AS s JOIN pg_roles AS r ON r.oid = s.setrole
                      WHERE r.rolname = role_name AND s.setdatabase = 0 AND s.setconfig @> ARRAY['search_path=' || service]) THEN
        EXECUTE format('ALTER ROLE %I SET search_path = %I', role_name, service);
      END IF;
    END LOOP;

    -- Without superuser rights only a member may hand a schema over or set an owner's default privileges.
    IF NOT pg_has_role(current_user, owner_role, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO %I', owner_role, current_user);
    END IF;
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, owner_role);
    EXECUTE format('ALTER SCHEMA %I OWNER TO %I', service, owner_role);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', service);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, app_role);

    -- Rows, not tables: no TRUNCATE, no REFERENCES, no TRIGGER. Identities need no grant of their own.
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I '
                   'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', owner_role, service, app_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', service, app_role);
    -- What is only ever appended to stays so.
    FOR appended IN SELECT c.oid::REGCLASS::TEXT FROM pg_class c
                     WHERE c.relnamespace = to_regnamespace(service) AND c.relkind IN ('r', 'p')
                       AND obj_description(c.oid, 'pg_class') LIKE '%@appended%' LOOP
      EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM %I', appended, app_role);
    END LOOP;
    IF to_regclass(format('%I.schema_migrations', service)) IS NOT NULL THEN
      EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I.schema_migrations FROM %I', service, app_role);
    END IF;

    -- A function runs with its owner's rights only for those it is meant for.
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC', owner_role);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT EXECUTE ON FUNCTIONS TO %I',
                   owner_role, service, app_role);
  END LOOP;
END
$roles$;
