package dev.durable.it.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** What code of a library sees around it, whichever module it works for. */
public final class Surroundings {

    /** A resource that each module has. */
    public static final String RESOURCE = "name-of-module.txt";

    private Surroundings() {}

    /**
     * The module's name as its naming context and its class loader have it, and which of these they have besides: a
     * reference, and two classes.
     */
    public static String describe(String reference, String oneClass, String otherClass)
            throws NamingException, IOException {
        return "%s %s %s %s %s"
                .formatted(
                        InitialContext.<String>doLookup("java:module/ModuleName"),
                        resource(),
                        names("java:comp/env/" + reference),
                        loads(oneClass),
                        loads(otherClass));
    }

    private static String resource() throws IOException {
        try (InputStream resource = loader().getResourceAsStream(RESOURCE)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean names(String name) {
        try {
            return InitialContext.doLookup(name) != null;
        } catch (NamingException absent) {
            return false;
        }
    }

    private static boolean loads(String className) {
        try {
            return loader().loadClass(className) != null;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    private static ClassLoader loader() {
        return Thread.currentThread().getContextClassLoader();
    }
}
