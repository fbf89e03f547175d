-- Sequences, loops, sleeping tasks, quorums, deadlines, repetitions, the history of attempts, and wakes.
--
-- The same as for PostgreSQL, where the reasons are given, but for what H2 lacks.

alter table durable_execution add (
    retry_of uuid,
    late boolean default false not null,
    iteration integer default 1 not null,
    executor varchar(255),
    completed_children integer default 0 not null,
    quorum integer,
    steps character large object,
    deadline_ms bigint,
    deadline_at timestamp(6) with time zone,
    wake_key varchar(255),
    -- H2 has no partial indexes, and no two nulls are the same to a unique one.
    sleeping_key varchar(255) generated always as (case when status = 'SLEEPING' then wake_key end)
);

update durable_execution p
set completed_children = (
    select count(*) from durable_execution c
    where c.parent_id = p.id and c.role = 'CHILD' and c.closed and c.status = 'COMPLETED')
where p.children > 0;

alter table durable_execution drop constraint durable_execution_policy;
alter table durable_execution add constraint durable_execution_policy check (
    on_child_failure is not null or (combine_task is null and quorum is null and steps is null));
alter table durable_execution add constraint durable_execution_steps check (
    steps is null or (combine_task is null and quorum is null));
alter table durable_execution add constraint durable_execution_quorum check (quorum is null or quorum >= 1);
alter table durable_execution add constraint durable_execution_told check (
    completed_children >= 0 and completed_children <= children - unfinished_children);
alter table durable_execution add constraint durable_execution_late check (not late or closed);
alter table durable_execution add constraint durable_execution_iteration check (iteration >= 1);
alter table durable_execution add constraint durable_execution_sleep check (
    status <> 'SLEEPING' or (wake_key is not null and deadline_at is not null));
alter table durable_execution add constraint durable_execution_retry check (retry_of is null or role = 'ROOT');

create unique index durable_execution_sleeper on durable_execution (task_id, sleeping_key);
create index durable_execution_slept on durable_execution (task_id, wake_key, finished_at);
create index durable_execution_deadline on durable_execution (finished_at, deadline_at);

create table durable_attempt (
    execution_id uuid not null,
    token bigint not null,
    iteration integer not null,
    attempt integer not null,
    executor varchar(255),
    started_at timestamp(6) with time zone not null,
    ended_at timestamp(6) with time zone not null,
    outcome varchar(16) not null,
    error_kind varchar(32),
    error_message character large object,
    error_type character large object,
    error_stack character large object,
    error_retryable boolean,

    primary key (execution_id, token),
    constraint durable_attempt_claim check (token >= 1 and iteration >= 1 and attempt >= 1),
    constraint durable_attempt_outcome check (outcome in ('FAILED', 'TIMED_OUT', 'CRASHED')),
    constraint durable_attempt_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null)))
);

create table durable_wake (
    id bigint generated always as identity primary key,
    task_id varchar(255) not null,
    wake_key varchar(255),
    execution_id uuid,
    output character large object,
    error_kind varchar(32),
    error_message character large object,
    error_type character large object,
    error_stack character large object,
    error_retryable boolean,
    keep_for_next boolean not null,
    requested_at timestamp(6) with time zone not null default current_timestamp,
    kept_until timestamp(6) with time zone,

    constraint durable_wake_target check ((wake_key is null) <> (execution_id is null)),
    constraint durable_wake_kept check (kept_until is null or wake_key is not null),
    constraint durable_wake_outcome check (output is null or error_kind is null),
    constraint durable_wake_error check ((error_kind is null) = (error_message is null)
        and (error_kind is null) = (error_retryable is null)
        and (error_kind is not null or (error_type is null and error_stack is null)))
);

create index durable_wake_new on durable_wake (kept_until, id);
create index durable_wake_kept on durable_wake (task_id, wake_key, id);

update durable_schema set version = 2;
