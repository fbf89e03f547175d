-- The trace that an execution belongs to, as a W3C traceparent; empty where nothing is traced.

alter table durable_execution add trace_parent varchar(64);

update durable_schema set version = 3;
