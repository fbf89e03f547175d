-- Sequences, loops, sleeping tasks, quorums, deadlines, repetitions, the history of attempts, and wakes.

alter table durable_execution
    add column retry_of uuid,
    add column late boolean not null default false,
    add column iteration integer not null default 1,
    add column executor varchar(255),
    add column completed_children integer not null default 0,
    add column quorum integer,
    -- The ids of the tasks of a sequence, in their order, with commas between them.
    add column steps text,
    add column deadline_ms bigint,
    add column deadline_at timestamptz,
    add column wake_key varchar(255);

-- How many of those that have told their parent have completed: parents that wait go by it from now on.
update durable_execution p
set completed_children = (
    select count(*) from durable_execution c
    where c.parent_id = p.id and c.role = 'CHILD' and c.closed and c.status = 'COMPLETED')
where p.children > 0;

alter table durable_execution
    drop constraint durable_execution_policy,
    add constraint durable_execution_policy check (
        on_child_failure is not null or (combine_task is null and quorum is null and steps is null)),
    add constraint durable_execution_steps check (steps is null or (combine_task is null and quorum is null)),
    add constraint durable_execution_quorum check (quorum is null or quorum >= 1),
    add constraint durable_execution_told check (
        completed_children >= 0 and completed_children <= children - unfinished_children),
    add constraint durable_execution_late check (not late or closed),
    add constraint durable_execution_iteration check (iteration >= 1),
    add constraint durable_execution_sleep check (
        status <> 'SLEEPING' or (wake_key is not null and deadline_at is not null)),
    add constraint durable_execution_retry check (retry_of is null or role = 'ROOT');

-- One sleeper for each key: what makes a key a key, the caller that inserts at the same moment.
create unique index durable_execution_sleeper on durable_execution (task_id, wake_key) where status = 'SLEEPING';

-- The one that slept last under a key, which a wake is told of that comes too late. Only sleeping tasks have keys.
create index durable_execution_slept on durable_execution (task_id, wake_key, finished_at, created_at, id)
    where wake_key is not null;

-- What is to be ended next by its deadline. Live rows with a deadline alone.
create index durable_execution_deadline on durable_execution (deadline_at)
    where deadline_at is not null and finished_at is null;

-- Parents that combine, to find those that do without some of their children, which are to be cancelled. The number of
-- unfinished children has no part in this or any other index: it changes with every child that ends, and would then have to
-- be written to all indexes of the row.
create index durable_execution_combine on durable_execution (id) where status = 'WAITING_FOR_COMBINE';

-- What went wrong, for the caller that lists it: a small share of the history, and a row gets here once and at its end.
create index durable_execution_failed on durable_execution (id)
    where status in ('FAILED', 'TIMED_OUT', 'CHILDREN_FAILED', 'COMBINE_FAILED', 'CANCELLED');

-- Attempts that were followed by others. The last one of an execution is in its own row, so that whatever goes well at
-- once has no row here.
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

-- Calls to wake up. Without kept_until: stored in the transaction of a caller, and to be applied. With it: applied while
-- nobody slept under the key, and kept until then.
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
    requested_at timestamptz not null default clock_timestamp(),
    kept_until timestamptz,

    constraint durable_wake_target check ((wake_key is null) <> (execution_id is null)),
    constraint durable_wake_kept check (kept_until is null or wake_key is not null),
    constraint durable_wake_outcome check (output is null or error_kind is null),
    constraint durable_wake_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null)))
);

-- Kept ones may be many and stay for days: they must not stand between the sweep and those to be applied.
create index durable_wake_new on durable_wake (id) where kept_until is null;
create index durable_wake_kept on durable_wake (task_id, wake_key, id) where kept_until is not null;
create index durable_wake_expiry on durable_wake (kept_until) where kept_until is not null;

update durable_schema set version = 2;
