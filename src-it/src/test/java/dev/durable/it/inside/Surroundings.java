package dev.durable.it.inside;

import java.util.List;
import javax.naming.InitialContext;

/** What a thread sees around it. */
final class Surroundings {

    private Surroundings() {}

    /** The class and the resource that the thread's class loader finds, and the names of the module and application. */
    static List<String> seen() throws Exception {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        boolean sameClass = loader.loadClass(Surroundings.class.getName()) == Surroundings.class;
        boolean resource = loader.getResource("META-INF/persistence.xml") != null;
        return List.of(
                "class " + sameClass,
                "resource " + resource,
                InitialContext.doLookup("java:module/ModuleName"),
                InitialContext.doLookup("java:app/AppName"),
                "datasource " + (InitialContext.doLookup("java:comp/env/jdbc/durable") != null));
    }
}
