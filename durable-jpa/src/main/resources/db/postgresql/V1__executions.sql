-- What is stored of executions, of the executors that run them, and of requests to cancel them.
--
-- There are no foreign keys. A foreign key to the parent or to the owner would lock that row in share mode with every
-- insert and every claim, so that the parent of ten thousand children would be the place where all of them queue.
-- The store keeps the references right by the order of its locks; the unique key guards siblings.

create table durable_execution (
    id uuid primary key,
    task_id varchar(255) not null,

    root_id uuid not null,
    parent_id uuid,
    role varchar(16) not null,
    child_index integer not null,
    depth integer not null,

    status varchar(32) not null,
    closed boolean not null,

    token bigint not null,
    attempt integer not null,
    crashes integer not null,
    owner uuid,

    children integer not null,
    unfinished_children integer not null,
    on_child_failure varchar(16),
    combine_task varchar(255),

    delay_ms bigint,
    timeout_ms bigint,
    max_retries integer,
    retry_delay_ms bigint,
    retry_multiplier double precision,
    max_retry_delay_ms bigint,
    retry_jitter double precision,

    created_at timestamptz not null,
    due_at timestamptz not null,
    started_at timestamptz,
    claim_expires_at timestamptz,
    finished_at timestamptz,

    error_kind varchar(32),
    error_message text,
    error_type text,
    error_stack text,
    error_retryable boolean,

    input text,
    intermediate text,
    output text,

    constraint durable_execution_role check (role in ('ROOT', 'CHILD', 'COMBINE')),
    constraint durable_execution_parent check ((role = 'ROOT') = (parent_id is null)),
    constraint durable_execution_root check (role <> 'ROOT' or (root_id = id and depth = 0)),
    constraint durable_execution_place check (child_index >= 0 and depth >= 0),
    constraint durable_execution_status check (status in (
        'READY', 'RUNNING', 'SLEEPING', 'WAITING_FOR_CHILDREN', 'WAITING_FOR_COMBINE',
        'COMPLETED', 'FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED')),
    constraint durable_execution_finished check ((finished_at is not null) = (status in (
        'COMPLETED', 'FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED'))),
    constraint durable_execution_closed check (not closed or finished_at is not null),
    constraint durable_execution_claim check (token >= 0 and attempt >= 1 and crashes >= 0),
    constraint durable_execution_owner check ((owner is not null) = (status = 'RUNNING')),
    constraint durable_execution_claim_expires check ((claim_expires_at is not null) = (status = 'RUNNING')),
    constraint durable_execution_started check (status <> 'RUNNING' or (started_at is not null and token >= 1)),
    constraint durable_execution_children check (unfinished_children >= 0 and unfinished_children <= children),
    constraint durable_execution_policy check ((on_child_failure is null) = (combine_task is null)),
    constraint durable_execution_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null))),
    constraint durable_execution_completed check (status <> 'COMPLETED' or error_kind is null),
    constraint durable_execution_output check (output is null or status = 'COMPLETED')
) with (
    -- Every row is updated a few times soon after its insert: leave room for its new versions on the same page, and
    -- clean up after a small share of the table has changed, however long the history is.
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0.02,
    autovacuum_analyze_threshold = 2000
);

-- Every index costs every transition, so there are few, and each holds live rows alone, but for the children's.
create index durable_execution_ready on durable_execution (due_at, id) where status = 'READY';
create index durable_execution_running on durable_execution (owner) where status = 'RUNNING';
create index durable_execution_to_close on durable_execution (depth, id) where finished_at is not null and not closed;
create unique index durable_execution_sibling on durable_execution (parent_id, role, child_index)
    where parent_id is not null;

create table durable_executor (
    id uuid primary key,
    name varchar(255) not null,
    started_at timestamptz not null,
    renewed_at timestamptz not null,
    lease_until timestamptz not null
);

-- The execution is no key here: a second request for it would have to wait until the transaction of the first ends,
-- and a transaction of an application waits for nobody.
create table durable_cancel (
    id bigint generated always as identity primary key,
    execution_id uuid not null,
    requested_at timestamptz not null default clock_timestamp()
);

create table durable_schema (
    only_row boolean primary key default true check (only_row),
    version integer not null
);

insert into durable_schema (version) values (1);
