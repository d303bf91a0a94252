-- Corrections of the guard's judgement: proposed by one person, decided on by another, in force while approved.

create table correction (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  kind text not null check (kind in ('harmless', 'sensitive')),
  -- Null: every type that a correction may make harmless.
  type text check (type <> ''),
  -- Null: the level of the type.
  level int4 check (level between 1 and 5),
  -- The term may be what nobody else may know; both are sealed under a key that is not in this database.
  sealed_term bytea not null,
  sealed_reason bytea not null,
  state text not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn', 'revoked')),
  proposed_by text not null check (proposed_by <> ''),
  proposed_at timestamptz not null,
  -- Who made the last step after the proposal; the ledger has every step.
  decided_by text,
  decided_at timestamptz,
  primary key (institution_id, id),
  check (kind = 'harmless' or type is not null),
  check (kind = 'sensitive' or level is null),
  check ((state = 'proposed') = (decided_by is null)),
  check ((decided_by is null) = (decided_at is null)),
  -- Four eyes, whatever the program does.
  check (state <> 'approved' or decided_by <> proposed_by)
);

create index correction_by_state on correction (institution_id, state, id);
create index correction_by_proposer on correction (institution_id, proposed_by, id);
