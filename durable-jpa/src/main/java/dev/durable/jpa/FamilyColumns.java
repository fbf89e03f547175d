package dev.durable.jpa;

import dev.durable.ChildFailurePolicy;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution.Family;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The children, seen from the parent, as stored. */
@Embeddable
record FamilyColumns(
        int children,
        int unfinishedChildren,
        int completedChildren,

        @Nullable @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        ChildFailurePolicy onChildFailure,

        @Nullable String combineTask,
        @Nullable Integer quorum,
        @Nullable String steps) {

    private static final String BETWEEN_STEPS = ",";

    Family toFamily() {
        return new Family(children, unfinishedChildren, completedChildren, toPolicy());
    }

    private @Nullable ParentPolicy toPolicy() {
        return onChildFailure == null
                ? null
                : new ParentPolicy(
                        onChildFailure,
                        combineTask,
                        quorum == null ? 0 : quorum,
                        steps == null ? List.of() : toSteps(steps));
    }

    private static List<String> toSteps(String stored) {
        return Stream.of(stored.split(BETWEEN_STEPS, -1))
                .map(step -> URLDecoder.decode(step, StandardCharsets.UTF_8))
                .toList();
    }

    /** The quorum as it is stored; null where all children are waited for. */
    static @Nullable Integer quorum(@Nullable ParentPolicy policy) {
        return policy == null || policy.quorum() == 0 ? null : Integer.valueOf(policy.quorum());
    }

    /** The steps as they are stored; null unless the children run one after the other. */
    static @Nullable String steps(@Nullable ParentPolicy policy) {
        if (policy == null || !policy.isSequence()) {
            return null;
        }
        // An id of a task stays as it is: it has none of the letters that this replaces, nor what stands between them.
        return policy.steps().stream()
                .map(step -> URLEncoder.encode(step, StandardCharsets.UTF_8))
                .collect(Collectors.joining(BETWEEN_STEPS));
    }
}
