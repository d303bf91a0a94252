-- Answers from documents, sealed, and which documents fed them: a document's removal empties the answers, and what fed them stays known.
create table answer (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  -- "person/E-77": who asked.
  owner text not null check (owner <> ''),
  level int4 not null check (level between 1 and 5),
  state text not null check (state in ('kept', 'withdrawn')),
  -- HMAC-SHA256 of the question, the collections' revisions, the day and the reader's access: equal only where the answer may be given again.
  cache_key text not null,
  sealed_answer bytea,
  asked_at timestamptz not null,
  primary key (institution_id, id),
  check ((state = 'kept') = (sealed_answer is not null))
);

create index answer_by_cache_key on answer (institution_id, cache_key, id) where state = 'kept';

-- No reference to the document: the row outlives it.
create table answer_source (
  institution_id text not null,
  answer_id text not null,
  document_id text not null,
  document_name text not null,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  -- The ordinals of its passages that the answer was made from.
  passages int4[] not null,
  primary key (institution_id, answer_id, document_id),
  foreign key (institution_id, answer_id) references answer (institution_id, id) on delete cascade
);

create index answer_source_by_document on answer_source (institution_id, document_id, answer_id);
