-- The first tables: who exists in each institution, their keys, and what the ledger says, for looking things up.
-- Every row carries its institution, first in every key, so that no reference and no index crosses from one institution to another.

create extension if not exists vector;

create table institution (
  id text primary key check (id <> ''),
  name text not null check (name <> ''),
  created_at timestamptz not null
);

create table department (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  name text not null check (name <> ''),
  created_at timestamptz not null,
  primary key (institution_id, id)
);

create table application (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  department_id text not null,
  name text not null check (name <> ''),
  created_at timestamptz not null,
  primary key (institution_id, id),
  foreign key (institution_id, department_id) references department (institution_id, id)
);

create index application_by_department on application (institution_id, department_id);

create table person (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  department_id text not null,
  name text not null check (name <> ''),
  created_at timestamptz not null,
  primary key (institution_id, id),
  foreign key (institution_id, department_id) references department (institution_id, id)
);

create index person_by_department on person (institution_id, department_id);

-- Keys outlive their holder: a revoked key stays as history when the application or person is deleted, so caller_id is no foreign key.
create table api_key (
  id text primary key check (id <> ''),
  institution_id text not null references institution (id),
  -- HMAC-SHA256 of the secret under a pepper that is not in this database.
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  caller_kind text not null check (caller_kind in ('application', 'person')),
  caller_id text not null,
  role text not null check (role <> ''),
  scenario_id text,
  -- Millionths of the currency unit in a calendar month (UTC).
  budget_micros int8 check (budget_micros >= 0),
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null,
  created_by text not null
);

create index api_key_by_institution on api_key (institution_id, id);
create index api_key_by_caller on api_key (institution_id, caller_kind, caller_id);

-- A copy of the ledger for searching. The ledger itself is files; this table is rebuilt from them, so it refuses nothing that they hold:
-- it references no other table.
create table ledger_record (
  institution_id text not null,
  -- The server process whose chain the record belongs to.
  writer text not null,
  sequence int8 not null check (sequence >= 0),
  kind text not null,
  at timestamptz not null,
  receipt_id text,
  caller_id text,
  key_id text,
  cost_micros int8 not null default 0 check (cost_micros >= 0),
  -- The record as it stands in the ledger, byte for byte: its hash is over this text.
  line text not null,
  primary key (institution_id, writer, sequence)
);

create unique index ledger_record_by_receipt on ledger_record (institution_id, receipt_id) where receipt_id is not null;
create index ledger_record_by_time on ledger_record (institution_id, at, writer, sequence);
create index ledger_record_spend on ledger_record (institution_id, key_id, at) include (cost_micros) where key_id is not null;

-- How far the files of each writer have been copied.
create table ledger_position (
  writer text primary key,
  segment text not null,
  byte_offset int8 not null check (byte_offset >= 0)
);
