package dev.durable.jpa;

import dev.durable.StoreConflictException;
import dev.durable.StoreException;
import dev.durable.StoreRefusalException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what went wrong from what was thrown, and says it without the database's own words. */
final class Failures {

    /** Deadlock, serialization failure, lock timeout: of PostgreSQL, and the last two of H2. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03", "HYT00", "90131");

    /** A violated unique key, in every database. */
    private static final String DUPLICATE = "23505";

    /** How Liberty, WildFly and plain Narayana say that a transaction has a non-XA datasource already. */
    private static final List<String> SECOND_RESOURCE =
            List.of("1PC XAResource", "IJ000457", "IJ000461", "ARJUNA016", "ARJUNA012140", "last resource", "enlist");

    private Failures() {}

    /** A conflict with another transaction, which the same work may not meet again. */
    static final class Conflict extends StoreConflictException {

        private static final long serialVersionUID = 1L;

        Conflict(Throwable cause) {
            super("Other transactions held the same executions for too long; nothing was written", cause);
        }
    }

    /** A row was not as it had been read, although it was locked: H2 may do that. Undone and tried again. */
    static final class ChangedUnderLock extends PersistenceException {

        private static final long serialVersionUID = 1L;

        ChangedUnderLock() {
            super("A locked row was changed by another transaction");
        }
    }

    /** A batch of the store's own failed. */
    static final class BatchFailed extends PersistenceException {

        private static final long serialVersionUID = 1L;

        BatchFailed(SQLException cause) {
            super("A batch failed", cause);
        }
    }

    /** Whether this came from the database or on the way there, and not from a caller's rule. */
    static boolean ofDatabase(Throwable thrown) {
        return thrown instanceof PersistenceException || thrown instanceof SQLException;
    }

    /** What a caller gets for a failure in a transaction of the store's own. */
    static StoreException inOwn(Throwable thrown) {
        if (isConflict(thrown)) {
            return new Conflict(thrown);
        }
        return refusedRow(thrown)
                ? new StoreRefusalException(refusal(), thrown)
                : new StoreException("The database could not be asked", thrown);
    }

    /** What a caller gets when a transaction of the store's own was rolled back instead of committed. */
    static StoreException atCommit(Throwable thrown, Duration timeout) {
        return isConflict(thrown)
                ? new Conflict(thrown)
                : new StoreException(
                        "The transaction was rolled back instead of committed; it may have taken longer than the "
                                + timeout.toMillis() + " ms that it may take",
                        thrown);
    }

    /** What a caller gets for a failure in its own transaction, which can only be rolled back now. */
    static StoreException inCallers(Throwable thrown, String dataSource) {
        if (isSecondResource(thrown)) {
            return new StoreException(
                    "The caller's transaction uses another datasource already, and only one in a transaction may do"
                            + " without XA: let the application's persistence unit use the engine's datasource "
                            + dataSource + ", or make both XA datasources. The transaction can only be rolled back",
                    thrown);
        }
        String what = refusedRow(thrown)
                ? refusal()
                : isConflict(thrown)
                        ? "It conflicts with another transaction"
                        : "The database could not be asked. If the transaction uses a second datasource, both need XA";
        return new StoreException(what + ". The caller's transaction can only be rolled back", thrown);
    }

    private static String refusal() {
        return "The database refused a row: its id is stored already, a value does not fit, or it breaks a rule of the schema";
    }

    private static boolean isConflict(Throwable thrown) {
        return chain(thrown).stream()
                .anyMatch(link -> link instanceof ChangedUnderLock
                        || link instanceof SQLException sql && CONFLICTS.contains(stateOf(sql)));
    }

    private static boolean refusedRow(Throwable thrown) {
        // In every database class 22 is that of values that do not fit, and class 23 that of violated constraints.
        return chain(thrown).stream()
                .anyMatch(link -> link instanceof SQLException sql
                        && (stateOf(sql).startsWith("22") || stateOf(sql).startsWith("23")));
    }

    /** Whether all that failed in a batch were rows that are there already. */
    static boolean areDuplicates(SQLException batch) {
        SQLException link = batch;
        while (link != null && stateOf(link).equals(DUPLICATE)) {
            link = link.getNextException();
        }
        return link == null;
    }

    private static boolean isSecondResource(Throwable thrown) {
        return chain(thrown).stream()
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && SECOND_RESOURCE.stream().anyMatch(message::contains));
    }

    private static String stateOf(SQLException thrown) {
        String state = thrown.getSQLState();
        return state == null ? "" : state;
    }

    /** Causes, and what batches hang beside them. */
    private static Set<Throwable> chain(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<@Nullable Throwable> open = new ArrayList<>();
        open.add(thrown);
        while (!open.isEmpty()) {
            Throwable link = open.remove(open.size() - 1);
            if (link != null && seen.add(link)) {
                open.add(link.getCause());
                open.addAll(List.of(link.getSuppressed()));
                if (link instanceof SQLException sql) {
                    open.add(sql.getNextException());
                }
            }
        }
        return seen;
    }
}
