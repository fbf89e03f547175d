package dev.durable.jpa;

import dev.durable.spi.ExecutorId;
import dev.durable.spi.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keeps executors' leases. */
final class LeaseVerb {

    /** So long after its end a lease is of no use to an operator either. */
    private static final Duration LONG_AGO = Duration.ofHours(1);

    private static final String RENEW =
            "update ExecutorEntity x set x.renewedAt = :now, x.leaseUntil = :until where x.id = :id";

    private static final String RELEASE =
            "update ExecutorEntity x set x.leaseUntil = :now where x.id = :id and x.leaseUntil > :now";

    private static final String FORGET = """
            delete from ExecutorEntity x
            where x.leaseUntil < :longAgo
            and not exists (
                select 1 from LockedExecution e
                where e.status = dev.durable.TaskStatus.RUNNING and e.claim.owner = x.id)""";

    private final StoreSession work;

    LeaseVerb(StoreSession work) {
        this.work = work;
    }

    void renew(Renewal renewal) {
        Instant now = work.begun();
        int renewed = work.session()
                .createMutationQuery(RENEW)
                .setParameter("now", now)
                .setParameter("until", now.plus(renewal.lease()))
                .setParameter("id", renewal.executor().value())
                .executeUpdate();
        if (renewed == 0) {
            // Nobody else inserts it: an incarnation belongs to one engine, which renews from one place.
            work.insert(List.of(new ExecutorEntity(renewal, now)));
        }
        work.session()
                .createMutationQuery(FORGET)
                .setParameter("longAgo", now.minus(LONG_AGO))
                .executeUpdate();
    }

    void release(ExecutorId executor) {
        work.session()
                .createMutationQuery(RELEASE)
                .setParameter("now", work.begun())
                .setParameter("id", executor.value())
                .executeUpdate();
    }
}
