-- Executions, their attempts, the executors that run them, and the commands to cancel and to wake them up.
--
-- There are no foreign keys. A foreign key to the parent or to the owner would lock that row in share mode with every
-- insert and every claim, so that all of ten thousand children would queue at their parent's row.
-- The store keeps the references right by the order of its locks; the unique key guards siblings.

create table durable_execution (
    id uuid primary key,
    task_id varchar(255) not null,

    root_id uuid not null,
    parent_id uuid,
    role varchar(16) not null,
    child_index integer not null,
    depth integer not null,
    -- The execution that this one repeats.
    retry_of uuid,
    -- The trace that the execution belongs to, as a W3C traceparent; null where nothing is traced.
    trace_parent varchar(64),

    -- The generation of the rules that the row needs. A claim and a sweep leave alone what is above their own.
    rules integer not null default 1,

    status varchar(32) not null,
    -- Whether the relatives of a finished execution have been notified; NOT_YET until it has finished.
    notified varchar(16) not null,

    token bigint not null,
    attempt integer not null,
    iteration integer not null default 1,
    crashes integer not null,
    owner uuid,
    executor varchar(255),

    children integer not null,
    unfinished_children integer not null,
    completed_children integer not null default 0,
    on_child_failure varchar(16),
    combine_task varchar(255),
    quorum integer,
    -- The ids of the tasks of a sequence, in their order, separated by commas.
    steps text,

    delay_ms bigint,
    timeout_ms bigint,
    max_retries integer,
    retry_delay_ms bigint,
    retry_multiplier double precision,
    max_retry_delay_ms bigint,
    retry_jitter double precision,
    deadline_ms bigint,

    created_at timestamptz not null,
    due_at timestamptz not null,
    started_at timestamptz,
    claim_expires_at timestamptz,
    finished_at timestamptz,
    deadline_at timestamptz,
    -- From when on the tree of a root may be deleted; null for never.
    purge_at timestamptz,

    wake_key varchar(255),

    error_kind varchar(32),
    error_message text,
    error_type text,
    error_stack text,
    error_retryable boolean,

    input text,
    -- What a parent hands to its combine step, or the state that an iteration of a loop hands to the next one.
    intermediate text,
    output text,

    constraint durable_execution_role check (role in ('ROOT', 'CHILD', 'COMBINE')),
    constraint durable_execution_parent check ((role = 'ROOT') = (parent_id is null)),
    constraint durable_execution_root check (role <> 'ROOT' or (root_id = id and depth = 0)),
    constraint durable_execution_place check (child_index >= 0 and depth >= 0),
    constraint durable_execution_retry check (retry_of is null or role = 'ROOT'),
    constraint durable_execution_rules check (rules >= 1),
    constraint durable_execution_status check (status in (
        'READY', 'RUNNING', 'SLEEPING', 'WAITING_FOR_CHILDREN', 'WAITING_FOR_COMBINE',
        'COMPLETED', 'FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED')),
    constraint durable_execution_finished check ((finished_at is not null) = (status in (
        'COMPLETED', 'FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED'))),
    constraint durable_execution_notified check (notified = 'NOT_YET'
        or (notified in ('YES', 'TOO_LATE') and finished_at is not null)),
    constraint durable_execution_claim check (token >= 0 and attempt >= 1 and crashes >= 0),
    constraint durable_execution_iteration check (iteration >= 1),
    constraint durable_execution_owner check ((owner is not null) = (status = 'RUNNING')),
    constraint durable_execution_claim_expires check ((claim_expires_at is not null) = (status = 'RUNNING')),
    constraint durable_execution_started check (status <> 'RUNNING' or (started_at is not null and token >= 1)),
    constraint durable_execution_sleep check (
        status <> 'SLEEPING' or (wake_key is not null and deadline_at is not null)),
    constraint durable_execution_children check (unfinished_children >= 0 and unfinished_children <= children),
    constraint durable_execution_completed_children check (
        completed_children >= 0 and completed_children <= children - unfinished_children),
    constraint durable_execution_policy check (
        on_child_failure is not null or (combine_task is null and quorum is null and steps is null)),
    constraint durable_execution_steps check (steps is null or (combine_task is null and quorum is null)),
    constraint durable_execution_quorum check (quorum is null or quorum >= 1),
    constraint durable_execution_purge check (purge_at is null or (role = 'ROOT' and finished_at is not null)),
    constraint durable_execution_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null))),
    constraint durable_execution_completed check (status <> 'COMPLETED' or error_kind is null),
    constraint durable_execution_output check (output is null or status = 'COMPLETED')
) with (
    -- Vacuum after a fixed number of changes: a share of the table would grow with the history, and the indexes of live
    -- rows would fill with dead entries meanwhile. There is no fillfactor: the status is part of the partial indexes, so
    -- that no update of it could stay on its page (0 of 20,000 did), and the space would be lost.
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 200000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 50000
);

-- Every index costs every transition, so there are few, and each holds live rows alone, except the children's, the
-- sleepers' and the failed ones'.

-- What can be claimed, task by task: a server finds the next execution of each of its tasks without a look at those of
-- other tasks. The rules are part of the condition, so that a server does not walk past rows that it does not understand.
create index durable_execution_ready on durable_execution (task_id, due_at, id) where status = 'READY' and rules <= 1;

create index durable_execution_running on durable_execution (owner) where status = 'RUNNING';

create index durable_execution_to_close on durable_execution (depth, id)
    where finished_at is not null and notified = 'NOT_YET';

create unique index durable_execution_sibling on durable_execution (parent_id, role, child_index)
    where parent_id is not null;

-- One sleeper for each key. The index decides between callers that insert at the same moment.
create unique index durable_execution_sleeper on durable_execution (task_id, wake_key) where status = 'SLEEPING';

-- The execution that slept last under a key: the answer to a wake that comes too late. Only sleeping tasks have keys.
create index durable_execution_slept on durable_execution (task_id, wake_key, finished_at, created_at, id)
    where wake_key is not null;

-- The next executions that end by their deadline. Live rows with a deadline alone.
create index durable_execution_deadline on durable_execution (deadline_at)
    where deadline_at is not null and finished_at is null;

-- Parents that combine, to find those that combine without some of their children, which are to be cancelled. The number
-- of unfinished children has no part in this or any other index: it changes with every child that ends, and would then
-- have to be written to all indexes of the row.
create index durable_execution_combining on durable_execution (id) where status = 'WAITING_FOR_COMBINE';

-- What went wrong, for lists: a small share of the history, and a row gets here once and at its end.
create index durable_execution_failed on durable_execution (id)
    where status in ('FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED');

-- Roots that may be deleted, in their order.
create index durable_execution_purge on durable_execution (purge_at) where purge_at is not null;

-- Attempts that were followed by others. The last attempt of an execution is in the execution's own row, so that an
-- execution that completes at its first attempt has no row here.
create table durable_attempt (
    execution_id uuid not null,
    token bigint not null,
    iteration integer not null,
    attempt integer not null,
    executor varchar(255),
    started_at timestamptz not null,
    ended_at timestamptz not null,
    outcome varchar(16) not null,
    error_kind varchar(32),
    error_message text,
    error_type text,
    error_stack text,
    error_retryable boolean,

    primary key (execution_id, token),
    constraint durable_attempt_claim check (token >= 1 and iteration >= 1 and attempt >= 1),
    constraint durable_attempt_outcome check (outcome in ('FAILED', 'TIMED_OUT', 'CRASHED')),
    constraint durable_attempt_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null)))
);

-- One incarnation of an engine, the end of its lease, and the generation of the rules that it understands.
create table durable_executor (
    id uuid primary key,
    name varchar(255) not null,
    generation integer not null,
    started_at timestamptz not null,
    renewed_at timestamptz not null,
    lease_until timestamptz not null
);

-- Commands to cancel. The execution is no key here: a second command for it would have to wait until the transaction of
-- the first ends, and a transaction of an application waits for no other one.
create table durable_cancel (
    id bigint generated always as identity primary key,
    execution_id uuid not null,
    submitted_at timestamptz not null default clock_timestamp()
);

-- Commands to wake up. Without kept_until: stored in the transaction of a caller, and to be applied. With kept_until:
-- applied while no execution slept under the key, and kept until then.
create table durable_wake (
    id bigint generated always as identity primary key,
    task_id varchar(255) not null,
    wake_key varchar(255),
    execution_id uuid,
    output text,
    error_kind varchar(32),
    error_message text,
    error_type text,
    error_stack text,
    error_retryable boolean,
    keep_for_next boolean not null,
    submitted_at timestamptz not null default clock_timestamp(),
    kept_until timestamptz,

    constraint durable_wake_target check ((wake_key is null) <> (execution_id is null)),
    constraint durable_wake_kept check (kept_until is null or wake_key is not null),
    constraint durable_wake_outcome check (output is null or error_kind is null),
    constraint durable_wake_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null)))
);

-- Kept wakes may be many and stay for days: they must not stand between the sweep and those to be applied.
create index durable_wake_new on durable_wake (id) where kept_until is null;
create index durable_wake_kept on durable_wake (task_id, wake_key, id) where kept_until is not null;
create index durable_wake_kept_until on durable_wake (kept_until) where kept_until is not null;

-- The version of the schema, and the oldest generation of the rules that may still read it. An engine works if the
-- version is at least the one that it needs, and readable_from at most its own generation.
create table durable_schema (
    only_row boolean primary key default true check (only_row),
    version integer not null,
    readable_from integer not null
);

insert into durable_schema (version, readable_from) values (1, 1);
