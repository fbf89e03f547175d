package dev.durable.engine.telemetry;

import java.util.List;

/** Every metric: what it is called, and what it says. Names are indefinitely, as dashboards are made of them. */
enum Instrument {
    EXECUTIONS(
            "durable.executions",
            Kind.COUNTER,
            "{execution}",
            "executions that have ended",
            Attribute.TASK,
            Attribute.STATUS),
    RUN_DURATION("durable.run.duration", Kind.HISTOGRAM, "s", "how long bodies ran", Attribute.TASK, Attribute.OUTCOME),
    WAIT_DURATION(
            "durable.wait.duration",
            Kind.HISTOGRAM,
            "s",
            "how long executions waited, from when they were due until their bodies began",
            Attribute.TASK),
    CLAIM_SIZE(
            "durable.claim.size",
            Kind.HISTOGRAM,
            "{execution}",
            "how many executions a claim found, where it found any"),
    RETRIES("durable.retries", Kind.COUNTER, "{attempt}", "failed attempts that another one follows", Attribute.TASK),
    RESCUES(
            "durable.rescues",
            Kind.COUNTER,
            "{execution}",
            "executions taken over from dead servers: each has crashed one",
            Attribute.TASK),
    REFUSED(
            "durable.write_backs.refused",
            Kind.COUNTER,
            "{result}",
            "late results that were refused, since their executions had moved on",
            Attribute.TASK),
    OUTCOMES_WAITING(
            "durable.write_backs.waiting",
            Kind.GAUGE,
            "{result}",
            "outcomes that wait to be written",
            Attribute.EXECUTOR),
    SLOTS("durable.slots", Kind.GAUGE, "{slot}", "bodies that may run at once on this server", Attribute.EXECUTOR),
    SLOTS_USED("durable.slots.used", Kind.GAUGE, "{slot}", "bodies that run on this server", Attribute.EXECUTOR),
    SLOTS_LOST(
            "durable.slots.lost",
            Kind.GAUGE,
            "{slot}",
            "slots held by bodies that do not end although they were interrupted",
            Attribute.EXECUTOR),
    BACKLOG(
            "durable.backlog",
            Kind.GAUGE,
            "{execution}",
            "executions due and not claimed, on all servers; counting ends at 10,000",
            Attribute.EXECUTOR),
    BACKLOG_AGE(
            "durable.backlog.age",
            Kind.GAUGE,
            "s",
            "for how long the oldest of those has been due",
            Attribute.EXECUTOR),
    RUNNING(
            "durable.running",
            Kind.GAUGE,
            "{execution}",
            "executions claimed by any server; counting ends at 10,000",
            Attribute.EXECUTOR);

    /** What is done with the values. */
    enum Kind {
        COUNTER,
        HISTOGRAM,
        GAUGE
    }

    private final String metric;
    private final Kind kind;
    private final String unit;
    private final String meaning;
    private final List<Attribute> attributes;

    Instrument(String metric, Kind kind, String unit, String meaning, Attribute... attributes) {
        this.metric = metric;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
        this.attributes = List.of(attributes);
    }

    String metric() {
        return metric;
    }

    Kind kind() {
        return kind;
    }

    String unit() {
        return unit;
    }

    String meaning() {
        return meaning;
    }

    List<Attribute> attributes() {
        return attributes;
    }
}
