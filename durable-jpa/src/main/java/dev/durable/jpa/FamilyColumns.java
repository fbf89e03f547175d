package dev.durable.jpa;

import dev.durable.ChildFailurePolicy;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution.Family;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The children, seen from the parent, as stored. */
@Embeddable
record FamilyColumns(
        int children,
        int unfinishedChildren,

        @Nullable @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        ChildFailurePolicy onChildFailure,

        @Nullable String finalizeTask) {

    static FamilyColumns of(Family family) {
        ParentPolicy policy = family.policy();
        return new FamilyColumns(
                family.children(),
                family.unfinished(),
                policy == null ? null : policy.onChildFailure(),
                policy == null ? null : policy.finalizeTaskId());
    }

    Family toFamily() {
        return new Family(
                children,
                unfinishedChildren,
                onChildFailure == null || finalizeTask == null ? null : new ParentPolicy(onChildFailure, finalizeTask));
    }
}
