package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.Lineage;
import dev.durable.spi.Role;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An execution's place in its tree, as stored. */
@Embeddable
record PlaceColumns(
        UUID rootId,
        @Nullable UUID parentId,

        @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        Role role,

        int childIndex,
        int depth,
        @Nullable UUID retryOf,
        @Nullable String traceParent) {

    Lineage toLineage() {
        return new Lineage(new ExecutionId(rootId), id(parentId), role, childIndex, depth, id(retryOf), traceParent);
    }

    private static @Nullable ExecutionId id(@Nullable UUID value) {
        return value == null ? null : new ExecutionId(value);
    }
}
