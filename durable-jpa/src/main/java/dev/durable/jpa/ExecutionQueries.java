package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.jpa.ClaimOrder.Candidate;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.hibernate.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * What is read to be locked. All locks are taken here, deepest first and then by id, so that no two transactions wait
 * for each other; only where nobody waits, because locked rows are skipped, does the order not matter.
 */
final class ExecutionQueries {

    private static final String FOR_RULES = "select e from LockedExecution e where ";
    // Rows of a newer generation belong to the servers that understand them.
    private static final String UNDERSTOOD = "e.rules <= " + Schema.GENERATION + " and ";

    private static final String DEEPEST_FIRST = " order by e.place.depth desc, e.id";
    private static final String RUNNING = "e.status = dev.durable.TaskStatus.RUNNING";
    private static final String OWNER_LIVES =
            "exists (select 1 from ExecutorEntity x where x.id = e.claim.owner and x.leaseUntil > :now)";

    // Locked in the order of the list, and only as many as are claimed. What has been claimed since has another
    // token.
    private static final String CLAIM = """
            select e.* from unnest(cast(:ids as uuid[]), cast(:tokens as bigint[])) with ordinality as c(id, token, n)
            join durable_execution e on e.id = c.id and e.token = c.token
            where e.status = 'READY' and e.due_at <= :now
            order by c.n limit :limit
            for update of e skip locked""";

    private static final String CLAIM_UNORDERED = """
            select e from ExecutionEntity e
            where e.id in (:ids) and e.status = dev.durable.TaskStatus.READY and e.times.dueAt <= :now""";

    private static final String CLOSABLE = """
            e.times.finishedAt is not null and e.notified = dev.durable.spi.StoredExecution$Notified.NOT_YET and e.family.unfinishedChildren = 0
            and (e.family.combineTask is null or not exists (
                select 1 from LockedExecution s
                where s.place.parentId = e.id and s.place.role = dev.durable.spi.Role.COMBINE
                and s.times.finishedAt is null))""";

    // A row with an unfinished child is not closed, so that the few finished rows not closed yet lead to the orphans,
    // and so do the few that combine without some of their children. The deepest first: theirs can be cancelled now.
    private static final String LEAVING_ORPHANS = """
            select p.id from LockedExecution p
            where p.rules <= %d and (
                p.times.finishedAt is not null and p.notified = dev.durable.spi.StoredExecution$Notified.NOT_YET
                    and (p.family.unfinishedChildren > 0 or p.family.combineTask is not null)
                or p.status = dev.durable.TaskStatus.WAITING_FOR_COMBINE and p.family.unfinishedChildren > 0)
            order by p.place.depth desc, p.id""".formatted(Schema.GENERATION);

    // The combine step is no orphan as long as its parent combines.
    private static final String ORPHANED = """
            e.times.finishedAt is null and e.place.parentId in (:parents)
            and (e.place.role = dev.durable.spi.Role.CHILD or exists (
                select 1 from LockedExecution p where p.id = e.place.parentId and p.times.finishedAt is not null))""";

    // Commands for rows of a newer generation stay: they would fill the batches and keep others out. A scalar
    // subselect is looked up for each command; for "not exists" PostgreSQL may read all executions there have ever
    // been.
    private static final String COMMANDS = """
            select r from CancelCommand r
            where coalesce((select e.rules from LockedExecution e where e.id = r.executionId), 0) <= %d
            order by r.id""".formatted(Schema.GENERATION);

    private static final int MOST_PARENTS = 1000;

    /** What the hint for the lock's timeout says to skip rows that others have locked. */
    private static final int SKIP_LOCKED = -2;

    private final StatelessSession session;
    private final DatabaseKind database;

    /** Levels of trees; null where there is none. */
    record Levels(@Nullable Integer deepest, @Nullable Integer highest) {}

    ExecutionQueries(StoreSession work) {
        this.session = work.session();
        this.database = work.database();
    }

    /** Locks these rows, waiting for the transactions that hold them. */
    List<StoredExecution> lock(Collection<ExecutionId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return ids.size() == 1 || database.locksInOrder() ? lockTogether(ids) : lockByLevel(ids);
    }

    private List<StoredExecution> lockTogether(Collection<ExecutionId> ids) {
        return stored(byIds(ids).setLockMode(LockModeType.PESSIMISTIC_WRITE));
    }

    /** The same order where a database locks rows as it finds them and sorts them later: one select for each level. */
    private List<StoredExecution> lockByLevel(Collection<ExecutionId> ids) {
        Map<Integer, List<ExecutionId>> levels = new TreeMap<>(Comparator.reverseOrder());
        for (StoredExecution row : stored(byIds(ids))) {
            levels.computeIfAbsent(row.lineage().depth(), depth -> new ArrayList<>())
                    .add(row.id());
        }
        return levels.values().stream()
                .flatMap(level -> lockTogether(level).stream())
                .toList();
    }

    /** Locks those of these rows that no other transaction holds. */
    List<StoredExecution> lockFree(Collection<ExecutionId> ids) {
        return ids.isEmpty() ? List.of() : stored(skippingLocked(byIds(ids)));
    }

    /** Those of these that exist. */
    Set<ExecutionId> existing(Collection<ExecutionId> ids) {
        return ids.isEmpty()
                ? Set.of()
                : session
                        .createQuery("select e.id from LockedExecution e where e.id in (:ids)", UUID.class)
                        .setParameterList("ids", values(ids))
                        .getResultList()
                        .stream()
                        .map(ExecutionId::new)
                        .collect(Collectors.toSet());
    }

    private Query<LockedExecution> byIds(Collection<ExecutionId> ids) {
        return session.createQuery(FOR_RULES + "e.id in (:ids)" + DEEPEST_FIRST, LockedExecution.class)
                .setParameterList("ids", values(ids));
    }

    /**
     * The first of these candidates that nobody holds and that have not gone on since they were found, payloads included.
     */
    List<StoredExecution> lockCandidates(List<Candidate> candidates, Instant now, int limit) {
        if (candidates.isEmpty() || limit == 0) {
            return List.of();
        }
        return database.locksInOrder()
                ? stored(session.createNativeQuery(CLAIM, ExecutionEntity.class)
                        .setParameter(
                                "ids", candidates.stream().map(Candidate::id).toArray(UUID[]::new))
                        .setParameter(
                                "tokens",
                                candidates.stream().map(Candidate::token).toArray(Long[]::new))
                        .setParameter("now", now)
                        .setParameter("limit", limit))
                : lockInSlices(candidates, now, limit);
    }

    /** The same where a database locks all rows that it finds before it sorts and limits them. */
    private List<StoredExecution> lockInSlices(List<Candidate> candidates, Instant now, int limit) {
        List<StoredExecution> locked = new ArrayList<>();
        int from = 0;
        while (locked.size() < limit && from < candidates.size()) {
            int to = Math.min(candidates.size(), from + limit - locked.size());
            locked.addAll(lockSlice(candidates.subList(from, to), now));
            from = to;
        }
        return locked;
    }

    private List<StoredExecution> lockSlice(List<Candidate> candidates, Instant now) {
        Map<UUID, StoredExecution> locked = new HashMap<>();
        stored(skippingLocked(session.createQuery(CLAIM_UNORDERED, ExecutionEntity.class)
                        .setParameterList(
                                "ids", candidates.stream().map(Candidate::id).toList())
                        .setParameter("now", now)))
                .forEach(row -> locked.put(row.id().value(), row));
        return candidates.stream()
                .flatMap(candidate -> Stream.ofNullable(locked.get(candidate.id()))
                        .filter(row -> row.claim().token() == candidate.token()))
                .toList();
    }

    /** Rows that wait to be advanced and that nobody holds. */
    List<StoredExecution> lockWaiting(SweepCondition condition, Instant now, int limit) {
        Query<LockedExecution> query;
        if (condition instanceof SweepCondition.LeaseExpired) {
            query = unordered(RUNNING + " and not " + OWNER_LIVES).setParameter("now", now);
        } else if (condition instanceof SweepCondition.ClaimExpired overdue) {
            query = unordered(
                            RUNNING + " and e.times.claimExpiresAt <= :now and e.taskId in (:tasks) and " + OWNER_LIVES)
                    .setParameter("now", now)
                    .setParameterList("tasks", overdue.tasks());
        } else if (condition instanceof SweepCondition.ClaimedBy held) {
            query = unordered(RUNNING + " and e.claim.owner = :owner")
                    .setParameter("owner", held.executor().value());
        } else if (condition instanceof SweepCondition.PastDeadline) {
            query = unordered("e.times.finishedAt is null and e.times.deadlineAt <= :now")
                    .setParameter("now", now);
        } else if (condition instanceof SweepCondition.Orphaned) {
            List<UUID> parents = leavingOrphans();
            if (parents.isEmpty()) {
                return List.of();
            }
            query = unordered(ORPHANED).setParameterList("parents", parents);
        } else {
            throw new IllegalArgumentException("Commands are read from a table of their own, not by " + condition);
        }
        return stored(skippingLocked(query.setMaxResults(limit)));
    }

    /** The deepest level at which a row can be closed, and the highest. */
    Optional<Levels> closableLevels() {
        Levels levels = session.createQuery(
                        "select max(e.place.depth), min(e.place.depth) from LockedExecution e where " + UNDERSTOOD
                                + CLOSABLE,
                        Levels.class)
                .getSingleResult();
        return levels.deepest() == null ? Optional.empty() : Optional.of(levels);
    }

    /** Closable rows of one level that nobody holds. */
    List<StoredExecution> lockClosable(int depth, int limit) {
        return stored(skippingLocked(forRules(CLOSABLE + " and e.place.depth = :depth")
                .setParameter("depth", depth)
                .setMaxResults(limit)));
    }

    /** The oldest commands that nobody holds. */
    List<CancelCommand> lockCommands(int limit) {
        return skippingLocked(session.createQuery(COMMANDS, CancelCommand.class).setMaxResults(limit))
                .getResultList();
    }

    /** Asked by itself: in one statement a database would begin with the children, all there have ever been. */
    private List<UUID> leavingOrphans() {
        return session.createQuery(LEAVING_ORPHANS, UUID.class)
                .setMaxResults(MOST_PARENTS)
                .getResultList();
    }

    /** Nobody is waited for, and to sort all that could be taken would cost each batch as much as all of them. */
    private Query<LockedExecution> unordered(String condition) {
        return session.createQuery(FOR_RULES + UNDERSTOOD + condition, LockedExecution.class);
    }

    private Query<LockedExecution> forRules(String condition) {
        return session.createQuery(FOR_RULES + UNDERSTOOD + condition + DEEPEST_FIRST, LockedExecution.class);
    }

    static <T> Query<T> skippingLocked(Query<T> query) {
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", SKIP_LOCKED);
    }

    private static List<StoredExecution> stored(Query<? extends ExecutionState> query) {
        return query.getResultList().stream().map(ExecutionState::toStored).toList();
    }

    static List<UUID> values(Collection<ExecutionId> ids) {
        return ids.stream().map(ExecutionId::value).toList();
    }
}
