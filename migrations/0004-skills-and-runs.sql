-- Skills: what the hub may call, version by version; runs of the hub as event logs; approvals of single skill calls.

create table skill (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  version int4 not null check (version >= 1),
  -- A version never changes; what follows it has another number.
  definition jsonb not null,
  -- SHA-256 of the definition's canonical form.
  definition_hash text not null check (definition_hash ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('proposed', 'live', 'rejected', 'retired', 'quarantined')),
  proposed_by text not null check (proposed_by <> ''),
  proposed_at timestamptz not null,
  -- Who took the last step after the proposal; the ledger has every step.
  decided_by text,
  decided_at timestamptz,
  primary key (institution_id, id, version),
  check ((state = 'proposed') = (decided_by is null)),
  check ((decided_by is null) = (decided_at is null)),
  -- Four eyes, whatever the program does.
  check (state <> 'live' or decided_by <> proposed_by)
);

-- One version of a skill is live at any time.
create unique index skill_live on skill (institution_id, id) where state = 'live';
create index skill_by_state on skill (institution_id, state, id, version);

-- Model files, scorecards, tables and SQL texts, by the hash of their bytes.
create table skill_artefact (
  institution_id text not null references institution (id),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea not null,
  stored_at timestamptz not null,
  primary key (institution_id, sha256)
);

create table run (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  scenario_id text not null check (scenario_id <> ''),
  -- Whose run it is: "person/E-77". Only that caller sees it, and whoever may read all runs.
  owner text not null check (owner <> ''),
  state text not null check (state in ('running', 'waiting', 'answered', 'failed', 'stopped')),
  -- The high-water mark of everything in it.
  level int4 not null check (level between 1 and 5),
  started_at timestamptz not null,
  updated_at timestamptz not null,
  -- The server that works on it, until when: after that another one may take it over.
  worker text,
  leased_until timestamptz,
  primary key (institution_id, id),
  check ((worker is null) = (leased_until is null))
);

create index run_by_owner on run (institution_id, owner, id);
create index run_to_resume on run (institution_id, state, leased_until);

create table run_event (
  institution_id text not null,
  run_id text not null,
  -- 1, 2, 3, … without a gap: the id by which a reader goes on.
  sequence int4 not null check (sequence >= 1),
  at timestamptz not null,
  kind text not null check (kind <> ''),
  -- Arguments, results and texts are the caller's own: sealed under a key that is not in this database.
  sealed_event bytea not null,
  primary key (institution_id, run_id, sequence),
  foreign key (institution_id, run_id) references run (institution_id, id)
);

create table approval (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  run_id text not null,
  skill_id text not null check (skill_id <> ''),
  skill_version int4 not null check (skill_version >= 1),
  -- SHA-256 over run, skill, version and arguments: an approval of one call is none of another.
  call_hash text not null check (call_hash ~ '^[0-9a-f]{64}$'),
  -- What the approver is shown, sealed.
  sealed_call bytea not null,
  state text not null check (state in ('open', 'approved', 'denied', 'expired')),
  requested_by text not null check (requested_by <> ''),
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (institution_id, id),
  foreign key (institution_id, run_id) references run (institution_id, id),
  unique (institution_id, run_id, call_hash),
  check ((state in ('approved', 'denied')) = (decided_by is not null)),
  check ((decided_by is null) = (decided_at is null)),
  -- Four eyes, whatever the program does.
  check (decided_by <> requested_by)
);

create index approval_by_state on approval (institution_id, state, id);
