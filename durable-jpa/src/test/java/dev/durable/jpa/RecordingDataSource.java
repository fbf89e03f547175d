package dev.durable.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Stands before a datasource and writes down each statement that is sent; a batch is one. */
final class RecordingDataSource {

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final DataSource proxy;
    private volatile Consumer<String> before = sql -> {};
    private volatile @Nullable Explainer explainer;

    /** A parameter as it was bound: the setter and what it was given. */
    record Bound(Method setter, @Nullable Object[] args) {}

    /** Looks at a prepared statement before it is sent, on its connection and with its parameters. */
    @FunctionalInterface
    interface Explainer {
        void explain(Connection real, String sql, List<Bound> bound) throws SQLException;
    }

    RecordingDataSource(DataSource real) {
        proxy = standBefore(
                DataSource.class,
                real,
                result -> result instanceof Connection connection ? connection(connection) : result);
    }

    DataSource dataSource() {
        return proxy;
    }

    /** What has been sent since the last time this was asked. */
    List<String> taken() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** To be called with each statement before it is sent; may throw in its place. */
    void beforeEach(Consumer<String> action) {
        before = action;
    }

    /** To be called with each prepared statement before it is sent; of a batch, with its last row. */
    void explain(@Nullable Explainer action) {
        explainer = action;
    }

    private Connection connection(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                RecordingDataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, args) -> {
                    Object result = call(real, method, args);
                    if (result instanceof PreparedStatement prepared) {
                        return statement(PreparedStatement.class, prepared, (String) args[0], real);
                    }
                    return result instanceof Statement plain ? statement(Statement.class, plain, null, real) : result;
                });
    }

    private <T extends Statement> Object statement(
            Class<T> type, T real, @Nullable String prepared, Connection connection) {
        List<Bound> bound = new ArrayList<>();
        List<Bound> batched = new ArrayList<>();
        return Proxy.newProxyInstance(
                RecordingDataSource.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    if (prepared != null && method.getName().startsWith("set") && args.length > 1) {
                        bound.add(new Bound(method, args));
                    } else if (method.getName().equals("addBatch")) {
                        batched.clear();
                        batched.addAll(bound);
                        bound.clear();
                    }
                    if (method.getName().startsWith("execute")) {
                        String sql = prepared != null ? prepared : (String) args[0];
                        Explainer explains = explainer;
                        if (prepared != null && explains != null) {
                            explains.explain(connection, sql, List.copyOf(bound.isEmpty() ? batched : bound));
                        }
                        bound.clear();
                        before.accept(sql);
                        sent.add(sql);
                    }
                    return call(real, method, args);
                });
    }

    private static <T> T standBefore(Class<T> type, T real, UnaryOperator<Object> result) {
        return type.cast(Proxy.newProxyInstance(
                RecordingDataSource.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> result.apply(call(real, method, args))));
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A failure as a database would report it. */
    static RuntimeException failure(String state) {
        return RecordingDataSource.<RuntimeException>sneaky(new SQLException("Raised by the test", state));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
