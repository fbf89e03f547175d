package dev.durable.jpa;

import dev.durable.jpa.ClaimOrder.Candidate;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Claimed;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Claims due rows. Candidates are found without locks, more than are wanted, and then locked once, by id: no row is locked
 * that is not claimed, and no claim waits for another one, since rows that others hold are skipped.
 */
final class ClaimVerb {

    /** How many candidates there are for each row that is wanted: other claims may hold the first ones. */
    private static final int CANDIDATES = 2;

    /** So many times more candidates are looked for if others hold too many of them. */
    private static final int MORE = 4;

    private final ClaimQuery query;
    private final ClaimHints hints;

    ClaimVerb(ClaimQuery query, ClaimHints hints) {
        this.query = query;
        this.hints = hints;
    }

    Claimed run(StoreSession work) {
        if (query.tasks().isEmpty()) {
            return new Claimed(List.of(), Optional.empty());
        }
        Instant now = work.begun();
        ClaimHints.Start start = hints.begin(query.tasks().keySet(), now, query.limit());
        ReadyQueries ready = new ReadyQueries(work.session(), work.database());
        List<RowWrite> claims = lock(work, ready, start).stream()
                .map(row -> new RowWrite(row, UnitOfWork.asStored(query.claim(row, now)), null))
                .toList();
        new ExecutionWriter(work).claim(claims);
        Optional<Duration> nextDue = claims.size() < query.limit()
                ? ready.nextDue(start.tasks(), now, mostCrashes()).map(due -> Duration.between(now, due))
                : Optional.empty();
        return new Claimed(claims.stream().map(RowWrite::after).toList(), nextDue);
    }

    /** Looks further as long as others hold so much of what was found that the claim is short: there may be more. */
    private List<StoredExecution> lock(StoreSession work, ReadyQueries ready, ClaimHints.Start start) {
        Instant now = work.begun();
        ExecutionQueries queries = new ExecutionQueries(work);
        for (int limit = CANDIDATES * query.limit(); ; limit *= MORE) {
            List<List<Candidate>> found = ready.due(start, now, mostCrashes(), limit);
            List<Candidate> suspects =
                    found.stream().flatMap(List::stream).filter(this::suspect).toList();
            List<StoredExecution> rows = new ArrayList<>();
            List<List<Candidate>> others = found;
            if (suspects.size() > 1) {
                // One suspect at a time. Further ones must not keep others from being claimed: those are looked for
                // again.
                rows.addAll(queries.lockCandidates(ClaimOrder.merge(List.of(suspects), 0, limit), now, 1));
                others = ready.due(start, now, query.suspectAfter() - 1, limit);
            }
            List<Candidate> candidates = ClaimOrder.merge(others, start.turn(), limit);
            rows.addAll(queries.lockCandidates(candidates, now, query.limit() - rows.size()));
            if (rows.size() == query.limit() || candidates.size() < limit) {
                noteFound(start, now, found);
                return rows;
            }
        }
    }

    private void noteFound(ClaimHints.Start start, Instant now, List<List<Candidate>> found) {
        if (!query.suspects()) {
            return; // suspects that are due were not looked at: a mark would hide them from the next claim
        }
        for (int i = 0; i < found.size(); i++) {
            hints.found(
                    start.tasks().get(i),
                    found.get(i).stream().findFirst().map(Candidate::due).orElse(now));
        }
    }

    private boolean suspect(Candidate candidate) {
        return candidate.crashes() >= query.suspectAfter();
    }

    private int mostCrashes() {
        return query.suspects() ? Integer.MAX_VALUE : query.suspectAfter() - 1;
    }
}
