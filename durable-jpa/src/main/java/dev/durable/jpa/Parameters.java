package dev.durable.jpa;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
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

    Parameters id(@Nullable UUID value) throws SQLException {
        return object(value, Types.OTHER);
    }

    Parameters time(@Nullable Instant value) throws SQLException {
        return object(value == null ? null : value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
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
