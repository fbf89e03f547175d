package dev.durable.jpa;

import static java.util.Comparator.comparing;

import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Claims due rows. Nobody waits for anybody here: rows that others hold are theirs. */
final class ClaimVerb {

    private static final Comparator<StoredExecution> OLDEST_DUE_FIRST =
            comparing((StoredExecution row) -> row.times().due()).thenComparing(StoredExecution::id);

    private final ClaimQuery query;

    ClaimVerb(ClaimQuery query) {
        this.query = query;
    }

    Claimed run(StoreSession work) {
        if (query.tasks().isEmpty()) {
            return new Claimed(List.of(), Optional.empty());
        }
        Instant now = work.begun();
        ExecutionQueries queries = new ExecutionQueries(work);
        List<StoredExecution> rows = lockRows(queries, now);
        List<RowWrite> claims = rows.stream()
                .map(row -> new RowWrite(row, UnitOfWork.asStored(query.claim(row, now)), null))
                .toList();
        new ExecutionWriter(work).claim(claims);
        Optional<Duration> nextDue = claims.size() < query.limit()
                ? queries.nextDue(query, now, mostCrashes()).map(due -> Duration.between(now, due))
                : Optional.empty();
        return new Claimed(claims.stream().map(RowWrite::after).toList(), nextDue);
    }

    private List<StoredExecution> lockRows(ExecutionQueries queries, Instant now) {
        List<StoredExecution> rows = queries.lockClaimable(query, now, 0, mostCrashes(), query.limit());
        List<StoredExecution> suspects = rows.stream().filter(this::suspect).toList();
        if (suspects.size() <= 1) {
            return rows;
        }
        // Further suspects are left alone, and must not keep others from being claimed: those are asked for again.
        StoredExecution first = suspects.get(0);
        List<StoredExecution> others = queries.lockClaimable(query, now, 0, query.suspectAfter() - 1, query.limit());
        return Stream.concat(Stream.of(first), others.stream())
                .sorted(OLDEST_DUE_FIRST)
                .limit(query.limit())
                .toList();
    }

    private boolean suspect(StoredExecution row) {
        return row.claim().crashes() >= query.suspectAfter();
    }

    private int mostCrashes() {
        return query.suspects() ? Integer.MAX_VALUE : query.suspectAfter() - 1;
    }
}
