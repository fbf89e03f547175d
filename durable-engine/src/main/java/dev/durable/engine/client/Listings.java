package dev.durable.engine.client;

import dev.durable.ExecutionId;
import dev.durable.ExecutionPage;
import dev.durable.ExecutionQuery;
import dev.durable.spi.Listing;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews;
import java.util.List;
import java.util.Optional;

/** Lists and counts executions. */
final class Listings {

    /** So many at most in a page: each is held in memory, and by the database while it is sent. */
    private static final int LARGEST_PAGE = 200;

    private final TaskExecutionViews views;
    private final Executions executions;

    Listings(TaskExecutionViews views, Executions executions) {
        this.views = views;
        this.executions = executions;
    }

    ExecutionPage list(ExecutionQuery query, int limit, Optional<ExecutionId> from) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + " executions, not " + limit);
        }
        // One more than asked for, only to know whether there is a next page.
        List<StoredExecution> found = views.list(new Listing(query, from.orElse(null), limit + 1));
        List<StoredExecution> shown = found.subList(0, Math.min(limit, found.size()));
        return new ExecutionPage(
                shown.stream().map(executions::showWithoutOutput).toList(),
                found.size() > limit ? Optional.of(shown.get(limit - 1).id()) : Optional.empty());
    }

    long count(ExecutionQuery query) {
        return views.count(query);
    }
}
