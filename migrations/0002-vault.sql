-- The vault: which token stands for which value in a run, sealed so that the database alone tells nothing.

create table vault_run (
  institution_id text not null references institution (id),
  -- The application or person whose run it is: nobody else gets its values back.
  owner_kind text not null check (owner_kind in ('application', 'person')),
  owner_id text not null,
  run_id text not null check (run_id <> ''),
  -- The run's own key, sealed under a key that is not in this database. Without this row no value of the run can be read.
  sealed_key bytea not null,
  expires_at timestamptz not null,
  primary key (institution_id, owner_kind, owner_id, run_id)
);

create index vault_run_by_expiry on vault_run (institution_id, expires_at);

create table vault_value (
  institution_id text not null,
  owner_kind text not null,
  owner_id text not null,
  run_id text not null,
  token text not null check (token <> ''),
  sealed_value bytea not null,
  primary key (institution_id, owner_kind, owner_id, run_id, token),
  foreign key (institution_id, owner_kind, owner_id, run_id)
    references vault_run (institution_id, owner_kind, owner_id, run_id) on delete cascade
);
