package dev.durable.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialPostgreSqlTest {

    @Test
    void whatIsCommittedIsThereAfterAnOutageAndOnTheSamePort(@TempDir Path directory) throws SQLException {
        try (TrialPostgreSql server = TrialPostgreSql.in(directory.resolve("data"), 0)) {
            int port = server.port();
            run(server, "create table kept (id int)");
            run(server, "insert into kept values (7)");

            server.stop();
            assertThatThrownBy(() -> ask(server, "select 1")).isInstanceOf(SQLException.class);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(ask(server, "select id from kept")).isEqualTo("7");
        }
        assertThat(directory.resolve("data")).isDirectory();
    }

    @Test
    void itIsDurableAndListensOnTheLoopbackInterfaceAlone() throws SQLException {
        try (TrialPostgreSql server = TrialPostgreSql.temporary()) {
            assertThat(ask(server, "show fsync")).isEqualTo("on");
            assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(server, "show listen_addresses")).isEqualTo("localhost");
            assertThat(ask(server, "select current_user || ' in ' || current_database()"))
                    .isEqualTo("durable in durable");
        }
    }

    @Test
    void temporaryDataGoWithTheServer() throws SQLException {
        Path data;
        try (TrialPostgreSql server = TrialPostgreSql.temporary()) {
            data = Path.of(askAsOwner(server));
            assertThat(data).isDirectory();
        }
        assertThat(Files.exists(data)).isFalse();
    }

    @Test
    void furtherDatabasesAreCreatedOnce() throws SQLException {
        try (TrialPostgreSql server = TrialPostgreSql.temporary()) {
            server.createDatabase("other");
            assertThat(server.createDatabase("other")).contains("/other?", "socketTimeout=60");
            try (Connection connection = server.dataSource("other").getConnection()) {
                assertThat(connection.getCatalog()).isEqualTo("other");
            }
            assertThatThrownBy(() -> server.createDatabase("Other; drop"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lower-case letters");
        }
    }

    private static void run(TrialPostgreSql server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(TrialPostgreSql server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection()) {
            return ask(connection, sql);
        }
    }

    private static String askAsOwner(TrialPostgreSql server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl() + "&user=postgres")) {
            return ask(connection, "show data_directory");
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
