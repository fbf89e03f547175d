package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.TaskError;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds a statement's parameters one after the other. */
final class Parameters {

    private final PreparedStatement statement;
    private int index;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters text(@Nullable String value) throws SQLException {
        statement.setString(++index, value);
        return this;
    }

    Parameters name(@Nullable Enum<?> value) throws SQLException {
        return text(value == null ? null : value.name());
    }

    Parameters flag(@Nullable Boolean value) throws SQLException {
        return object(value, Types.BOOLEAN);
    }

    Parameters number(int value) throws SQLException {
        statement.setInt(++index, value);
        return this;
    }

    Parameters number(long value) throws SQLException {
        statement.setLong(++index, value);
        return this;
    }

    Parameters number(@Nullable Integer value) throws SQLException {
        return object(value, Types.INTEGER);
    }

    Parameters fraction(@Nullable Double value) throws SQLException {
        return object(value, Types.DOUBLE);
    }

    Parameters millis(@Nullable Duration value) throws SQLException {
        return object(value == null ? null : value.toMillis(), Types.BIGINT);
    }

    Parameters id(@Nullable ExecutionId value) throws SQLException {
        return id(value == null ? null : value.value());
    }

    Parameters id(@Nullable UUID value) throws SQLException {
        return object(value, Types.OTHER);
    }

    Parameters time(@Nullable Instant value) throws SQLException {
        return object(value == null ? null : value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    /** An error's kind, message, type and whether it is retryable. */
    Parameters error(@Nullable TaskError error) throws SQLException {
        return name(error == null ? null : error.kind())
                .text(error == null ? null : error.message())
                .text(error == null ? null : error.exceptionType())
                .flag(error == null ? null : error.retryable());
    }

    /** An error's stack trace, the columns of which stand behind the others. */
    Parameters stack(@Nullable TaskError error) throws SQLException {
        return text(error == null ? null : error.stack());
    }

    private Parameters object(@Nullable Object value, int type) throws SQLException {
        if (value == null) {
            statement.setNull(++index, type);
        } else {
            statement.setObject(++index, value);
        }
        return this;
    }
}
