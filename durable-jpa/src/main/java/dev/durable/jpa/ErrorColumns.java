package dev.durable.jpa;

import dev.durable.ErrorKind;
import dev.durable.TaskError;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What went wrong, as stored, without the stack trace, which no rule reads. */
@Embeddable
record ErrorColumns(
        @Nullable @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        ErrorKind errorKind,

        @Nullable String errorMessage,
        @Nullable String errorType,
        @Nullable Boolean errorRetryable) {

    @Nullable
    TaskError toError(@Nullable String stack) {
        if (errorKind == null || errorMessage == null || errorRetryable == null) {
            return null;
        }
        return new TaskError(errorKind, errorMessage, errorType, stack, errorRetryable);
    }
}
