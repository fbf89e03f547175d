package dev.durable.it.harness;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a web module says of the datasources it uses, so that servers of both kinds keep them until it has ended. */
final class DatasourceReferences {

    private static final String EXECUTORS = """
              <resource-ref>
                <res-ref-name>concurrent/durable-executor</res-ref-name>
                <res-type>jakarta.enterprise.concurrent.ManagedExecutorService</res-type>
                <jndi-name>java:jboss/ee/concurrency/executor/durable</jndi-name>
              </resource-ref>
              <resource-ref>
                <res-ref-name>concurrent/durable-scheduler</res-ref-name>
                <res-type>jakarta.enterprise.concurrent.ManagedScheduledExecutorService</res-type>
                <jndi-name>java:jboss/ee/concurrency/scheduler/durable</jndi-name>
              </resource-ref>
            """;

    private final List<String> names;
    private final String executors;

    DatasourceReferences(String first, String... others) {
        this(Stream.concat(Stream.of(first), Stream.of(others)).toList(), EXECUTORS);
    }

    private DatasourceReferences(List<String> names, String executors) {
        this.names = names;
        this.executors = executors;
    }

    /** The same as of an application that forgot its threads. */
    DatasourceReferences withoutExecutors() {
        return new DatasourceReferences(names, "");
    }

    String webXml() {
        return """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                %s</web-app>
                """.formatted(each(name -> """
                  <resource-ref>
                    <res-ref-name>%s</res-ref-name>
                    <res-type>javax.sql.DataSource</res-type>
                  </resource-ref>
                """.formatted(name)));
    }

    /** Where WildFly finds them; Open Liberty finds them by their names. And the threads, which WildFly is to keep as well. */
    String jbossWebXml() {
        return """
                <jboss-web>
                %s%s</jboss-web>
                """.formatted(each(name -> """
                  <resource-ref>
                    <res-ref-name>%1$s</res-ref-name>
                    <jndi-name>java:/%1$s</jndi-name>
                  </resource-ref>
                """.formatted(name)), executors);
    }

    private String each(UnaryOperator<String> element) {
        return names.stream().map(element).collect(Collectors.joining());
    }
}
