package dev.durable.spi;

import dev.durable.ExecutionId;
import java.util.List;
import java.util.Set;

/**
 * What a verb wrote, once its transaction has committed. The rows may come without their payloads.
 *
 * @param changed the rows as they stand now, parents included, without what was inserted
 * @param inserted the rows inserted by changes
 * @param refused write-backs that came under a superseded claim
 * @param unwritten write-backs that were neither written nor refused, because something stood in their way after others
 *     had been committed: the same call with them alone tries again or says what it is
 * @param more whether a limit cut the work short, so that the same call would find more; also whether others held rows
 *     for which commands to cancel are stored, so that the same call may find more a moment later
 */
public record Written(
        List<StoredExecution> changed,
        List<StoredExecution> inserted,
        Set<ExecutionId> refused,
        Set<ExecutionId> unwritten,
        boolean more) {

    /** Nothing was written. */
    public static final Written NOTHING = new Written(List.of(), List.of(), Set.of(), false);

    public Written {
        changed = List.copyOf(changed);
        inserted = List.copyOf(inserted);
        refused = Set.copyOf(refused);
        unwritten = Set.copyOf(unwritten);
    }

    /** Nothing was left unwritten. */
    public Written(
            List<StoredExecution> changed, List<StoredExecution> inserted, Set<ExecutionId> refused, boolean more) {
        this(changed, inserted, refused, Set.of(), more);
    }
}
