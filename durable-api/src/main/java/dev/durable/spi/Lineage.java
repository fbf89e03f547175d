package dev.durable.spi;

import dev.durable.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * An execution's place in its tree, and in the trace of the caller that enqueued it.
 *
 * @param rootId the top of the tree
 * @param parentId what spawned it; null for a root
 * @param role what it is to its parent
 * @param index its place among its siblings of that role, from 0
 * @param depth how far below the root it is, from 0: locks are taken deepest first
 * @param retryOf the finished root that this root repeats; null if it repeats none
 * @param traceParent the trace that it belongs to, as a W3C traceparent; null if it belongs to none
 */
public record Lineage(
        ExecutionId rootId,
        @Nullable ExecutionId parentId,
        Role role,
        int index,
        int depth,
        @Nullable ExecutionId retryOf,
        @Nullable String traceParent) {

    /** What a store must be able to keep; version 00 of the format has fewer. */
    public static final int LONGEST_TRACE_PARENT = 64;

    public Lineage {
        if ((role == Role.ROOT) != (parentId == null)) {
            throw new IllegalArgumentException("Only a root has no parent, but this is a " + role);
        }
        if (retryOf != null && role != Role.ROOT) {
            throw new IllegalArgumentException("Only a root repeats another execution, but this is a " + role);
        }
        if (traceParent != null && traceParent.length() > LONGEST_TRACE_PARENT) {
            throw new IllegalArgumentException("A traceparent has at most " + LONGEST_TRACE_PARENT + " characters");
        }
    }

    /** The place of a root. */
    public static Lineage root(ExecutionId id) {
        return new Lineage(id, null, Role.ROOT, 0, 0, null, null);
    }

    /** The place of a root that repeats another one. */
    public static Lineage retry(ExecutionId id, ExecutionId retryOf) {
        return new Lineage(id, null, Role.ROOT, 0, 0, retryOf, null);
    }

    /** The place of a child spawned by the execution that stands at this place. */
    public Lineage child(ExecutionId self, int index) {
        return new Lineage(rootId, self, Role.CHILD, index, depth + 1, null, traceParent);
    }

    /** The place of the combine step of the execution that stands at this place. */
    public Lineage combineStep(ExecutionId self) {
        return new Lineage(rootId, self, Role.COMBINE, 0, depth + 1, null, traceParent);
    }

    /** The same place, in the trace that goes on from there; in none if that is null. */
    public Lineage tracedFrom(@Nullable String parent) {
        return new Lineage(rootId, parentId, role, index, depth, retryOf, parent);
    }
}
