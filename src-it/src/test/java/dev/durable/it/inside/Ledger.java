package dev.durable.it.inside;

import dev.durable.it.harness.Rows;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The application's own table, on the engine's datasource. It has no key: what is written twice is there twice. */
@ApplicationScoped
public class Ledger {

    @Resource(lookup = "java:comp/env/jdbc/durable")
    DataSource database;

    public void create() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists ledger (entry text not null)");
        }
    }

    public void write(String entry) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into ledger values (?)")) {
            statement.setString(1, entry);
            statement.executeUpdate();
        }
    }

    public int count(String entry) throws SQLException {
        return new Rows(database).number("select count(*) from ledger where entry = ?", entry);
    }

    /** The transaction that wrote an entry. */
    public String writerOf(String entry) throws SQLException {
        return new Rows(database).text("select xmin::text from ledger where entry = ?", entry);
    }
}
