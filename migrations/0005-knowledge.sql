-- Knowledge: collections of documents, their passages, and the two indexes over them. Passages are numbered within their collection and a
-- number is never given twice, so that an index can speak of passages by number.
create extension if not exists vector;

create table collection (
  institution_id text not null references institution (id),
  id text not null check (id <> ''),
  name text not null check (name <> ''),
  -- "person/E-77": decides who may see it, with whoever may manage all knowledge.
  owner text not null check (owner <> ''),
  -- The model that the vectors in use are of; null while there are none: then words alone are searched.
  embedding_model text,
  -- The model of vectors that are being made; they come into use when all are there.
  next_embedding_model text,
  -- What a document gets whose own access nobody stated.
  default_allowed text[] not null default '{}',
  default_denied text[] not null default '{}',
  default_side text,
  next_number int4 not null default 0 check (next_number >= 0),
  -- Counts every change of what a search can find: what was answered before may be out of date.
  revision int8 not null default 0,
  created_at timestamptz not null,
  primary key (institution_id, id)
);

create table document (
  institution_id text not null,
  id text not null check (id <> ''),
  collection_id text not null,
  -- Its path within the folder that was ingested, or its file name.
  name text not null check (name <> ''),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  title text,
  language text not null,
  pages int4 not null check (pages >= 1),
  bytes int8 not null check (bytes >= 0),
  owner text not null check (owner <> ''),
  -- The highest of its passages' and its labels'.
  level int4 not null check (level between 1 and 5),
  labels text[] not null default '{}',
  -- Versions of one text share a series: at each moment only the newest one in force is cited.
  series text,
  effective_from date,
  -- The first day on which it is no longer in force.
  effective_to date,
  -- Who may read it, as principals: everyone, person/E-77, application/teller-app, role/caller, department/lending. Deny wins.
  allowed text[] not null default '{}',
  denied text[] not null default '{}',
  -- "wall/side" of an information barrier: only who is on that side reads it, whoever else is allowed.
  side text,
  first_number int4 not null check (first_number >= 0),
  passages int4 not null check (passages >= 0),
  ingested_at timestamptz not null,
  primary key (institution_id, id),
  unique (institution_id, collection_id, name),
  foreign key (institution_id, collection_id) references collection (institution_id, id),
  check (effective_from is null or effective_to is null or effective_from < effective_to)
);

create index document_by_series on document (institution_id, collection_id, series) where series is not null;

create table passage (
  institution_id text not null,
  collection_id text not null,
  number int4 not null check (number >= 0),
  document_id text not null,
  -- 0, 1, 2, … within its document.
  ordinal int4 not null check (ordinal >= 0),
  -- Counted from 0.
  page int4 not null check (page >= 0),
  -- Left, top, width and height on the page, in points from its upper left corner.
  region float4[] check (array_length(region, 1) = 4),
  heading_path text[] not null,
  kind text not null check (kind in ('text', 'table')),
  text text not null check (text <> ''),
  language text not null,
  level int4 not null check (level between 1 and 5),
  primary key (institution_id, collection_id, number),
  foreign key (institution_id, document_id) references document (institution_id, id)
);

create index passage_by_document on passage (institution_id, document_id, ordinal);

-- The lexical index, in segments of equally many passage numbers.
create table lexical_segment (
  institution_id text not null,
  collection_id text not null,
  segment int4 not null check (segment >= 0),
  -- For each passage number of the segment how many terms it has, two bytes each, big-endian; 0 where there is none.
  lengths bytea not null,
  primary key (institution_id, collection_id, segment),
  foreign key (institution_id, collection_id) references collection (institution_id, id)
);

create table lexical_posting (
  institution_id text not null,
  collection_id text not null,
  term text not null check (term <> ''),
  segment int4 not null check (segment >= 0),
  -- Where the term stands: for each passage its place in the segment (two bytes, big-endian) and the term's weight in it (one byte).
  postings bytea not null,
  primary key (institution_id, collection_id, term, segment),
  foreign key (institution_id, collection_id, segment) references lexical_segment (institution_id, collection_id, segment)
);

create table passage_vector (
  institution_id text not null,
  collection_id text not null,
  number int4 not null,
  model text not null check (model <> ''),
  dimensions int4 not null check (dimensions in (256, 384, 512, 768, 1024, 1536)),
  embedding vector not null check (vector_dims(embedding) = dimensions),
  primary key (institution_id, collection_id, model, number),
  foreign key (institution_id, collection_id, number) references passage (institution_id, collection_id, number) on delete cascade
);

-- An index holds vectors of one length.
create index passage_vector_256 on passage_vector using hnsw ((embedding::vector(256)) vector_cosine_ops) where dimensions = 256;
create index passage_vector_384 on passage_vector using hnsw ((embedding::vector(384)) vector_cosine_ops) where dimensions = 384;
create index passage_vector_512 on passage_vector using hnsw ((embedding::vector(512)) vector_cosine_ops) where dimensions = 512;
create index passage_vector_768 on passage_vector using hnsw ((embedding::vector(768)) vector_cosine_ops) where dimensions = 768;
create index passage_vector_1024 on passage_vector using hnsw ((embedding::vector(1024)) vector_cosine_ops) where dimensions = 1024;
create index passage_vector_1536 on passage_vector using hnsw ((embedding::vector(1536)) vector_cosine_ops) where dimensions = 1536;

-- Who stands on which side of an information barrier.
create table barrier_member (
  institution_id text not null references institution (id),
  wall text not null check (wall <> '' and position('/' in wall) = 0),
  side text not null check (side <> '' and position('/' in side) = 0),
  -- person/E-77 or department/lending
  principal text not null check (principal <> ''),
  primary key (institution_id, wall, side, principal)
);
