package dev.durable.engine;

import dev.durable.DurableException;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Looks up what the server provides, on the thread that starts the engine: later ones may have no naming context. */
final class Jndi {

    private Jndi() {}

    /**
     * @throws DurableException if there is nothing of that type under that name
     */
    static <T> T required(String name, Class<T> type) {
        try {
            return type.cast(new InitialContext().lookup(name));
        } catch (NamingException | ClassCastException e) {
            throw new DurableException("The server has no " + type.getSimpleName() + " under the JNDI name " + name, e);
        }
    }

    static <T> Optional<T> optional(String name, Class<T> type) {
        try {
            return Optional.of(type.cast(new InitialContext().lookup(name)));
        } catch (NamingException absent) {
            return Optional.empty();
        }
    }
}
