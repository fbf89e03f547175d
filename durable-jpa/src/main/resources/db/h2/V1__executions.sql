-- What is stored of executions, of the executors that run them, and of requests to cancel them.
--
-- The same as for PostgreSQL, where the reasons are given, but for what H2 lacks.

-- current_timestamp is the start of the transaction in H2, and the store needs the moment.
create alias if not exists durable_clock_millis for "java.lang.System.currentTimeMillis";

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

    created_at timestamp(6) with time zone not null,
    due_at timestamp(6) with time zone not null,
    started_at timestamp(6) with time zone,
    claim_expires_at timestamp(6) with time zone,
    finished_at timestamp(6) with time zone,

    error_kind varchar(32),
    error_message character large object,
    error_type character large object,
    error_stack character large object,
    error_retryable boolean,

    input character large object,
    intermediate character large object,
    output character large object,

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
);

-- H2 has no partial indexes: the status comes first instead.
create index durable_execution_ready on durable_execution (status, due_at, id);
create index durable_execution_running on durable_execution (owner);
create index durable_execution_to_close on durable_execution (closed, depth, id);
create unique index durable_execution_sibling on durable_execution (parent_id, role, child_index);

create table durable_executor (
    id uuid primary key,
    name varchar(255) not null,
    started_at timestamp(6) with time zone not null,
    renewed_at timestamp(6) with time zone not null,
    lease_until timestamp(6) with time zone not null
);

create table durable_cancel (
    id bigint generated always as identity primary key,
    execution_id uuid not null,
    requested_at timestamp(6) with time zone not null default current_timestamp
);

create table durable_schema (
    only_row boolean default true primary key check (only_row),
    version integer not null
);

insert into durable_schema (version) values (1);
